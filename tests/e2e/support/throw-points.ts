/** Where an exception is thrown: the function of a program (its page or its engine), and at which of its next calls. */
export interface ThrowPoint {
  readonly where: 'page' | 'engine'
  readonly path: string
  readonly nth: number
}

const PAGE = [
  'Date.now', 'performance.now', 'JSON.stringify', 'JSON.parse', 'Math.max', 'Math.min', 'Math.round', 'Math.floor', 'Number.isFinite',
  'Intl.DateTimeFormat.prototype.formatToParts', 'requestAnimationFrame', 'setTimeout', 'Map.prototype.forEach', 'Map.prototype.keys',
  'String.prototype.replace', 'String.prototype.startsWith', 'String.prototype.split', 'String.prototype.padStart', 'Array.prototype.toSorted',
  'Array.prototype.flatMap', 'Object.entries', 'Element.prototype.getBoundingClientRect', 'MessagePort.prototype.postMessage', 'Worker.prototype.postMessage', 'Storage.prototype.setItem',
]
const ENGINE = [
  'Date.now', 'performance.now', 'JSON.stringify', 'JSON.parse', 'Math.max', 'Math.min', 'Math.round', 'Math.floor', 'Math.random', 'fetch',
  'setTimeout', 'clearTimeout', 'crypto.getRandomValues', 'Map.prototype.keys', 'Map.prototype.values', 'Array.prototype.flatMap', 'Array.prototype.some',
  'Object.entries', 'Object.hasOwn', 'Number.isInteger', 'Response.prototype.text', 'String.prototype.startsWith', 'postMessage', 'IDBObjectStore.prototype.put', 'IDBDatabase.prototype.transaction',
]

/** 100 of them: every function at its first and at its third call. */
export const THROW_POINTS: readonly ThrowPoint[] = [
  ...PAGE.flatMap((path) => [1, 3].map((nth): ThrowPoint => ({ where: 'page', path, nth }))),
  ...ENGINE.flatMap((path) => [1, 3].map((nth): ThrowPoint => ({ where: 'engine', path, nth }))),
]

interface Armed {
  thrown?: number
  disarm?: () => void
}

/** Runs in the page or in the engine: the `nth` call from now throws, once. */
export function arm([path, nth, words]: readonly [path: string, nth: number, words: string]): void {
  const state = ((globalThis as { lookoutArmed?: Armed }).lookoutArmed ??= {})
  const names = path.split('.')
  const key = names.pop() ?? ''
  const owner = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, globalThis as never)
  const original = owner[key] as (...given: unknown[]) => unknown
  const disarm = () => void (owner[key] = original)
  let left = nth
  state.disarm = disarm
  owner[key] = function thrower(this: unknown, ...given: unknown[]) {
    left -= 1
    if (left > 0) return Reflect.apply(original, this, given)
    disarm()
    state.thrown = (state.thrown ?? 0) + 1
    throw new Error(words)
  }
}

/** Runs there too: takes back what has not thrown, and tells how often anything has. */
export function disarm(): number {
  const state = ((globalThis as { lookoutArmed?: Armed }).lookoutArmed ??= {})
  state.disarm?.()
  return state.thrown ?? 0
}
