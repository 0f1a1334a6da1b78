/** The folder of the build that the app is served from. */
export const DIST: string
/** Builds `dist` when the sources differ from those it was built from. Resolves whether it had to. */
export function ensureBuilt(): Promise<boolean>
