import type { JudgementMessages } from './zh-cn-judgement'

export const enUSJudgement: JudgementMessages = {
  doubt: 'To verify',
  doubtOnly: 'To verify only',
  doubtOnlyHint: 'Only devices whose state contradicts itself and needs a person to look',
  stalledLearned: (quiet, usual, count) => `Nothing moved for ${quiet}; in 95% of such stages of this product something moves within ${usual} (learned from ${count})`,
  stalledLikeAll: (quiet, usual, count) => `Nothing moved for ${quiet}; in 95% of such stages of all products something moves within ${usual} (learned from ${count}; too few seen of this product)`,
  stalledPlatform: (quiet, limit) => `Nothing moved for ${quiet}, longer than the platform’s longest time-out of ${limit}`,
  doubtFull: (duration) => `To verify: at 100%, and not done for ${duration}`,
  doubtFalling: (times, time) => `To verify: the percentage fell ${times} times in this stage, last at ${time}`,
  doubtStillOffered: (version, current, time) => `To verify: said to be done, but the cloud still offers ${version} and the device runs ${current} (asked at ${time}). It may not have restarted yet`,
  doubtOtherVersion: (version, current, time) => `To verify: said to be done with target ${version}, but the device runs ${current} (asked at ${time}). It may not have restarted yet`,
  etaRange: (low, high, unit) => `about ${low}–${high} ${unit}`,
  etaWithin: (duration) => `within ${duration}`,
  etaDoneHint: (from, to) => `Done between ${from} and ${to}, in eight cases of ten`,
  etaOverdueHint: 'Usually done by now',
  etaByPace: 'This stage by its present pace, what follows by how long it usually takes',
  etaByUse: 'By what became of devices that had been in this stage as long',
  etaLearned: (count) => `Learned from ${count} good upgrades of this product`,
  etaLikeAll: (count) => `Learned from ${count} good upgrades of all products; too few seen of this one`,
  etaStalled: 'Stalled: nothing to judge by',
  etaBeyond: 'Longer than nearly all that were seen: nothing to judge by',
}
