/** What is said of the days of history that are kept, and of a list that is gone. */
export const zhCNHistory = {
  historyDays: {
    label: '历史保留天数',
    unit: '天',
    hint: (min: string, max: string) => `已结束的升级阶段在这个浏览器中保留的天数，${min} 到 ${max}。改小后，更早的历史立即删除，无法恢复。`,
    outOfRange: (min: string, max: string) => `历史保留天数须是 ${min} 到 ${max} 的整数，没有改动。请重新填写。`,
    failed: '引擎没能保存历史保留天数，请重试。',
    saved: (days: string) => `历史改为保留 ${days} 天`,
  },
  listMissing: (count: string) =>
    `这个浏览器里原有的 ${count} 台设备的列表不见了：本地数据库是空的。可能是数据库文件损坏，浏览器重建了它，也可能是有程序清理了它。云端的设备不受影响。请连接账号，再从账号或文件重新导入。`,
  listMissingDismiss: '知道了',
}

export type HistoryMessages = typeof zhCNHistory
