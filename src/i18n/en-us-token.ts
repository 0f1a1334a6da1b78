import type { TokenMessages, zhCNProxyCodes } from './zh-cn-token'

export const enUSToken: TokenMessages = {
  remember: {
    label: 'Remember until this tab is closed',
    hint: 'When ticked, the AccessToken is also kept in this tab’s sessionStorage, and neither a reload nor a crash of the engine asks for it again; but any script that ran in this page could read it, and the browser may write it to its profile on disk until the tab is closed.',
    tokenHint: 'Kept in the memory of the background engine and in this tab; never in an address, export or log.',
  },
  site: {
    title: 'Enter this site’s account',
    lead: 'This site’s server holds the account’s AccessToken. None is needed nor asked for here, and the browser never gets it.',
    enter: 'Enter',
    refused: 'The cloud does not accept this site’s AccessToken; queries have stopped. The list and last statuses are still here. Ask the site’s administrator to renew the AccessToken file on the server, then try again.',
    again: 'Try again',
  },
  readOnly: 'Read-only',
  readOnlyHint: 'This site is read-only: every status can be seen, no upgrade can be confirmed or retried.',
  idleLock: {
    label: 'Lock when nobody is there',
    choice: { 0: 'never', 5: 'after 5 minutes', 15: 'after 15 minutes', 30: 'after 30 minutes', 60: 'after 60 minutes' },
    hint: 'When nobody has done anything in any tab for so long, the engine drops the AccessToken and stops asking; the list and last statuses stay. Time that the computer sleeps counts.',
    failed: 'The engine could not keep this setting. Please try again.',
    saved: (choice) => `Lock when nobody is there: ${choice}`,
  },
}

export const enUSProxyCodes: typeof zhCNProxyCodes = {
  'proxy/read-only': 'this site is read-only and did not forward it',
  'proxy/foreign-page': 'this site’s proxy did not recognise the page and did not forward it; please reload from the site’s address',
}
