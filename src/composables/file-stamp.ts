/** Local time to the second, as file names allow it. */
export function stampOf(epochMs: number): string {
  const at = new Date(epochMs)
  return `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
