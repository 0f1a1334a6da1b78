/** What is said of the page itself, whatever screen is on. */
export const zhCNPage = {
  page: {
    notices: '页面消息',
    newBuild: '服务器上有新版本。监视仍在继续；方便时请重新载入，之后可能要再输入一次 AccessToken。',
    fault: (count: string) => `程序出了 ${count} 次意外错误，监视仍在继续。如果哪里显示不对，请重新载入；报障时请附上：`,
  },
}
