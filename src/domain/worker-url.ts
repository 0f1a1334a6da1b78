interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy
}

let policy: ScriptUrlPolicy | null = null

/**
 * The URL of a worker as a page under Trusted Types must give it (promise S5). Only the app's own built files, in `assets/`
 * beside the page, pass: throws a `TypeError` for any other.
 */
export function workerUrl(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  if (!trustedTypes) return ownFile(url)
  policy ??= trustedTypes.createPolicy('ota-worker', { createScriptURL: ownFile })
  return policy.createScriptURL(url) as string
}

function ownFile(url: string): string {
  const page = globalThis.location.href
  const asked = new URL(url, page)
  const isBuilt = `${asked.protocol}//${asked.host}${asked.pathname}`.startsWith(new URL('assets/', page).href)
  if (!isBuilt && !import.meta.env.DEV) throw new TypeError(`no worker of this app: ${asked.origin}${asked.pathname}`)
  return url
}
