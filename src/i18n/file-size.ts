import type { Format } from './format'

/** Rounded up to a tenth, so that what exceeds a limit is seen to. */
export function fileSize(format: Format, bytes: number): string {
  const [unit, name] = bytes >= 2 ** 20 ? ([2 ** 20, 'MB'] as const) : ([2 ** 10, 'kB'] as const)
  return `${format.count(Math.ceil((10 * bytes) / unit) / 10)} ${name}`
}
