import type { NewsKind } from '../domain/news'

/** What is said of news, and of how an operator who looks away hears of them. */
export const zhCNAlerts = {
  news: {
    title: '动态',
    bell: (count: string) => `动态，${count} 条未读`,
    kind: { failed: '失败', confirm: '等待确认', stalled: '停滞' } satisfies Record<NewsKind, string>,
    counted: (kind: string, count: string) => `${kind} ${count}`,
    since: (parts: string) => `上次查看之后：${parts}`,
    nothingNew: '上次查看之后没有新动态。',
    empty: '还没有动态。瞭望开始之后新出现的失败、等待确认和停滞会列在这里。',
    showAll: (kind: string) => `在表中查看“${kind}”的设备`,
    more: (count: string) => `另有 ${count} 条`,
    times: (count: string) => `${count} 次`,
    unread: '未读',
    andMore: (names: string) => `${names} 等`,
  },
  alerts: {
    title: '提醒方式',
    summary: (count: string) => `固件升级瞭望台：${count} 条新动态`,
    notify: '桌面通知',
    notifyHint: '没有人看本页时才通知，每分钟最多一条，合并说明其间所有的失败、等待确认和停滞。',
    denied: '浏览器不允许本站通知。请在地址栏旁的网站设置里改为允许，再打开这一项。',
    absent: '这个浏览器没有桌面通知。',
    sound: '提示音',
    soundHint: '与通知同时响一声，打开时试听。',
    quiet: '静默时段',
    quietHint: '按本机时间；其间的动态在结束时合并提醒。起止相同则没有静默。',
    from: '静默从',
    to: '静默到',
  },
}

export type AlertMessages = typeof zhCNAlerts
