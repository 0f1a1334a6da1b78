/** What is said of polling: how it goes, why it waits, how fresh the picture is, and its budget. */
export const zhCNPolling = {
  polling: {
    running: '瞭望中',
    paused: '已暂停',
    offline: '云端不可达',
    locked: '已锁定',
  },
  pollingHint: {
    running: '先查最可能变化的设备；页面在后台时照常查询',
    paused: '已由人暂停，状态不会更新',
    offline: '连不上云端，正以退避间隔探测；状态不会更新',
    locked: '没有可用的 AccessToken，不再查询',
  },
  hold: {
    limited: '云端限流',
    outage: '云端无响应',
    'no-network': '浏览器离线',
  },
  holdHint: {
    limited: '云端要求少问一些，到时自动继续',
    outage: '连续多次没有回答，每次只探测一台',
    'no-network': '浏览器没有网络，恢复后立即继续',
  },
  /** These go on where the words of `hold` end. */
  continuesIn: { limited: (duration: string) => `，${duration}后继续`, outage: (duration: string) => `，${duration}后再试` },
  continuesNow: '，正在再试',
  lockedBecause: {
    operator: '已锁定',
    restarted: '已锁定：引擎重启过',
    refused: '已锁定：AccessToken 被拒',
    superseded: '已锁定：由另一引擎接管',
  },
  underASecond: '1 秒内',
  allFresh: '全部为最新',
  allFreshHint: '每台设备都在预计的时间内得到了回答',
  notFresh: (count: string) => `${count} 台不是最新`,
  notFreshHint: '还没有回答、上次查询失败，或已超过预计间隔的两倍',
  round: (duration: string) => `每轮 ${duration}`,
  roundHint: '每台设备至少查询一次所需的时间；可能变化的设备查得更勤',
  oldestRunning: (duration: string) => `升级中最旧 ${duration}`,
  oldestRunningHint: '升级中的设备里，最久没有得到回答的一台',
  nextAsk: (time: string, wait: string) => `预计 ${time}（${wait}后）再次查询`,
  nextAskSoon: '即将再次查询',
  nextAskUnknown: '正在查询，或尚未排定',
  notAsked: (why: string) => `暂不查询：${why}`,
  settings: {
    title: '设置',
    budget: '请求预算',
    unit: '次/秒',
    hint: (min: string, max: string) => `这个账号每秒最多查询的次数，${min} 到 ${max}。云端没有公布此接口的限额，同类接口为每秒 20 次；越高越新鲜，但更容易被限流，也会占用同一账号的其他使用者的份额。`,
    fixed: '演示机群没有限额，这里不可修改。',
    outOfRange: (min: string, max: string) => `请求预算须是 ${min} 到 ${max} 的整数，没有改动。请重新填写。`,
    failed: '引擎没能保存请求预算，请重试。',
    saved: (count: string) => `请求预算已改为每秒 ${count} 次`,
    save: '保存',
  },
  budget: '请求',
  perSecond: '次/秒',
  failures: '失败',
  failuresHint: '最近一分钟失败的查询',
}

export type PollingMessages = typeof zhCNPolling
