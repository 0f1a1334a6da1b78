/** What the people who run this site decided for all its visitors. */
export interface Deployment {
  /** Who holds the AccessToken: each operator's browser, or the server of this site for its one account. */
  readonly token: 'browser' | 'server'
  /** Whether upgrades may be confirmed and retried from here. */
  readonly orders: boolean
}

export const USUAL_DEPLOYMENT: Deployment = Object.freeze({ token: 'browser', orders: true })

/** Reads `deployment.json`; `null` when it is not exactly what it should be. */
export function readDeployment(text: string): Deployment | null {
  const read = jsonOf(text)
  if (typeof read !== 'object' || read === null || !('token' in read) || !('orders' in read)) return null
  const { token, orders } = read
  if (Object.keys(read).length !== 2 || (token !== 'browser' && token !== 'server') || typeof orders !== 'boolean') return null
  return { token, orders }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
