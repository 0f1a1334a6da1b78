/**
 * The path under which this site is served, with a slash at both ends, by the address of one of its built scripts
 * (`/lookout/assets/worker-x.js` → `/lookout/`); `/` while developing, where nothing is built.
 */
export function siteBaseOf(scriptUrl: string): string {
  return /^(\/(?:.*\/)?)assets\/[^/]+$/u.exec(new URL(scriptUrl).pathname)?.[1] ?? '/'
}
