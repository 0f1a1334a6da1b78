/**
 * Where an account's cloud is. A custom path is of this page's origin: a reverse proxy of the operator's own. `site` is the one
 * account of this site, whose proxy holds the token: nobody types it, and the browser never has it.
 */
export type Upstream =
  | { readonly kind: 'demo' }
  | { readonly kind: 'site' }
  | { readonly kind: 'mainland' }
  | { readonly kind: 'overseas' }
  | { readonly kind: 'custom'; readonly path: string }

export type UpstreamKind = Upstream['kind']

/** Whether an account of this kind is opened with a token of the operator's. */
export function needsToken(kind: UpstreamKind): boolean {
  return kind !== 'demo' && kind !== 'site'
}

declare const accountIdBrand: unique symbol

/** Identity of an account's list and state: one account an upstream for now. Never derived from a token. */
export type AccountId = string & { readonly [accountIdBrand]: true }

export function accountIdOf(upstream: Upstream): AccountId {
  return (upstream.kind === 'custom' ? `custom:${upstream.path}` : upstream.kind) as AccountId
}

/** A path of this origin: starts with one slash, and has no query, fragment, backslash or dot segment. */
export function isSameOriginPath(path: string): boolean {
  return /^\/(?!\/)[\w\-./~%]*$/u.test(path) && !path.split('/').some((part) => /^(\.|%2e){1,2}$/iu.test(part))
}
