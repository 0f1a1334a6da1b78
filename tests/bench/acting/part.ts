import type { Browser } from '@playwright/test'

/** The app as it is released, served with a simulated cloud behind it. */
export interface World {
  readonly browser: Browser
  readonly appUrl: string
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'kB' | '1/s'
  /** `null`: told, not judged. */
  readonly atMost: number | null
}

/** One thing that operators do, measured in a page of its own. */
export interface Part {
  readonly name: string
  measure(world: World): Promise<readonly Figure[]>
}
