/** What is said of rollouts as a whole, and of why upgrades failed. */
export const zhCNRollouts = {
  rolloutPanel: {
    more: '详情',
    open: (count: string) => `展开全部 ${count} 个升级批次`,
    close: '收起',
    count: (count: string) => `${count} 个`,
    choose: (title: string) => `只看 ${title}`,
    counted: (kind: string, count: string) => `${kind} ${count}`,
    chooseKind: (title: string, kind: string) => `只看 ${title} 中“${kind}”的设备`,
    chooseCause: (title: string, cause: string) => `只看 ${title} 中因“${cause}”失败的设备`,
    done: (share: string) => `完成 ${share}`,
    bar: (title: string, parts: string) => `${title} 按状态：${parts}`,
    first: (time: string) => `最早活动 ${time}`,
    firstBefore: (time: string) => `最早活动不晚于 ${time}`,
    firstHint: '各设备中最早进入现在状态的时间；在那之前经过的状态不计',
    last: (ago: string) => `最近活动 ${ago}`,
    lastNone: '开始瞭望后还没有变化',
  },
  causes: {
    title: '失败原因',
    none: '未说明原因',
    timedOut: '升级超时',
    more: (count: string) => `另有 ${count} 种`,
    less: '收起原因',
    chip: (cause: string) => `原因：${cause}`,
    let: '取消按原因筛选',
    remove: (cause: string) => `取消按原因“${cause}”筛选`,
  },
}

export type RolloutMessages = typeof zhCNRollouts
