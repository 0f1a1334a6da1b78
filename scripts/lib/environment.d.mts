type Env = Readonly<Record<string, string | undefined>>

export const DEFAULT_PORT: number
export const DEFAULT_HOST: string
export const MAINLAND_ORIGIN: string
export const OVERSEA_ORIGIN: string
export class Problem extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode?: number)
}
export function nodeIsTooOld(version: string): boolean
export function readPort(env: Env): number
export function readHost(env: Env): string
export function readCloudOrigin(env: Env): string
