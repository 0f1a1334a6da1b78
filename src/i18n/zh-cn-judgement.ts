/** What is said of stalls, of the time that is left, and of what does not go together. */
export const zhCNJudgement = {
  doubt: '待核实',
  doubtOnly: '仅待核实',
  doubtOnlyHint: '只看状态自相矛盾、需要人工核实的设备',
  stalledLearned: (quiet: string, usual: string, count: string) => `已 ${quiet}无变化；同产品此阶段 95% 在 ${usual}内有变化（学自 ${count} 次）`,
  stalledLikeAll: (quiet: string, usual: string, count: string) => `已 ${quiet}无变化；各产品此阶段 95% 在 ${usual}内有变化（学自 ${count} 次，本产品见得还不够）`,
  stalledPlatform: (quiet: string, limit: string) => `已 ${quiet}无变化，超过平台最长时限 ${limit}`,
  doubtFull: (duration: string) => `待核实：进度已到 100%，${duration}仍未完成`,
  doubtFalling: (times: string, time: string) => `待核实：进度在本阶段回落了 ${times} 次，最近一次在 ${time}`,
  doubtStillOffered: (version: string, current: string, time: string) => `待核实：状态为升级完成，但云端仍推送 ${version}，设备现为 ${current}（${time} 查询）。设备可能尚未重启`,
  doubtOtherVersion: (version: string, current: string, time: string) => `待核实：状态为升级完成，目标 ${version}，但设备现为 ${current}（${time} 查询）。设备可能尚未重启`,
  etaRange: (low: string, high: string, unit: string) => `约 ${low}–${high} ${unit}`,
  etaWithin: (duration: string) => `${duration}内`,
  etaDoneHint: (from: string, to: string) => `预计 ${from} 至 ${to} 之间升级完成（十次里八次如此）`,
  etaOverdueHint: '通常此时已经完成',
  etaByPace: '本阶段按目前的下载速度，之后按通常用时推算',
  etaByUse: '按用时同样久的设备后来的情况推算',
  etaLearned: (count: string) => `学自同产品 ${count} 次顺利的升级`,
  etaLikeAll: (count: string) => `学自各产品 ${count} 次顺利的升级，本产品见得还不够`,
  etaStalled: '停滞中，无法推算',
  etaBeyond: '比见过的几乎所有设备都久，无法推算',
}

export type JudgementMessages = typeof zhCNJudgement
