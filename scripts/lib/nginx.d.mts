export interface FoundNginx {
  readonly program: string
  /** The njs module's file. */
  readonly script: string
  readonly brotli: string | null
}
export function findNginx(): Promise<FoundNginx | null>
export function ensureNginx(): Promise<FoundNginx | null>
