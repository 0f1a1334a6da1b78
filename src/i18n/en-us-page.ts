import type { zhCNPage } from './zh-cn-page'

export const enUSPage: typeof zhCNPage = {
  page: {
    notices: 'Page messages',
    newBuild: 'The server has a newer version. Monitoring goes on; reload when it suits you. The AccessToken may be asked for again.',
    fault: (count) => `Unexpected errors in the app: ${count}. Monitoring goes on; reload if something looks wrong. Quote this when you report it:`,
  },
}
