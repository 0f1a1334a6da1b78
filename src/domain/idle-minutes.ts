/** After how many minutes without anybody at a tab an account may be locked; 0 is never. */
export const IDLE_MINUTES = [0, 5, 15, 30, 60] as const

export type IdleMinutes = (typeof IDLE_MINUTES)[number]

export function isIdleMinutes(minutes: unknown): minutes is IdleMinutes {
  return IDLE_MINUTES.some((choice) => choice === minutes)
}
