import type { AlertMessages } from './zh-cn-alerts'

export const enUSAlerts: AlertMessages = {
  news: {
    title: 'News',
    bell: (count) => `News, ${count} unread`,
    kind: { failed: 'Failed', confirm: 'To confirm', stalled: 'Stalled' },
    counted: (kind, count) => `${kind} ${count}`,
    since: (parts) => `Since you last looked: ${parts}`,
    nothingNew: 'Nothing new since you last looked.',
    empty: 'No news yet. Failures, confirmations and stalls that begin while the fleet is watched appear here.',
    showAll: (kind) => `Show the devices of “${kind}” in the table`,
    more: (count) => `${count} more`,
    times: (count) => `${count} times`,
    unread: 'not read yet',
    andMore: (names) => `${names} and more`,
  },
  alerts: {
    title: 'How to tell me',
    summary: (count) => `OTA Lookout: ${count} news`,
    notify: 'Desktop notifications',
    notifyHint: 'Only while nobody looks at this page, one a minute at most, with all failures, confirmations and stalls since the last one.',
    denied: 'The browser does not let this site notify. Allow it in the site settings beside the address bar, then turn this on again.',
    absent: 'This browser has no desktop notifications.',
    sound: 'Sound',
    soundHint: 'A short tone with each notification. Turning it on plays it.',
    quiet: 'Quiet hours',
    quietHint: 'By this computer’s clock. What comes meanwhile is told in one piece when they end. The same time twice is no quiet at all.',
    from: 'Quiet from',
    to: 'Quiet until',
  },
}
