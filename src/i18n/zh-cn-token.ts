import type { IdleMinutes } from '../domain/idle-minutes'

/** What is said of where the token is, how long it stays there, and what a site that holds its own allows. */
export const zhCNToken = {
  remember: {
    label: '记住到关闭标签页',
    hint: '勾选后，AccessToken 还会存在本标签页的 sessionStorage 里，重新载入页面或引擎崩溃后不必再输入；但在本页运行的任何脚本都能读到它，浏览器也可能把它写进磁盘上的用户配置，直到标签页关闭。',
    tokenHint: '保存在后台引擎的内存和本标签页里，不出现在网址、导出或日志中。',
  },
  site: {
    title: '进入本站账号',
    lead: '账号的 AccessToken 由本站服务器保管。这里不需要、也不会要求输入，浏览器始终拿不到它。',
    enter: '进入',
    refused: '云端不接受本站的 AccessToken，已停止查询。列表和最后状态都还在。请联系本站管理员更新服务器上的 AccessToken 文件，然后再试。',
    again: '再试一次',
  },
  readOnly: '只读',
  readOnlyHint: '本站设为只读：可以查看全部状态，不能确认或重试升级。',
  idleLock: {
    label: '无人操作时锁定',
    choice: { 0: '从不', 5: '5 分钟后', 15: '15 分钟后', 30: '30 分钟后', 60: '60 分钟后' } satisfies Record<IdleMinutes, string>,
    hint: '所有标签页都无人操作这么久后，引擎丢弃 AccessToken 并停止查询，列表和最后状态保留。电脑睡眠的时间也算在内。',
    failed: '引擎没能保存锁定时间，请重试。',
    saved: (choice: string) => `无人操作时锁定：${choice}`,
  },
}

/** What our own reverse proxy refused. */
export const zhCNProxyCodes = {
  'proxy/read-only': '本站设为只读，没有转发这项操作',
  'proxy/foreign-page': '本站的代理没有认出这个页面，没有转发。请从本站地址重新载入',
}

export type TokenMessages = typeof zhCNToken
