import { useEventListener, useIntervalFn } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'

const LOOK_EVERY_MS = 5 * 60_000
const LOOK_TIMEOUT_MS = 10_000

export interface NewBuild {
  /** The server has another build of this app than the one that this page runs. */
  hasNewBuild: Readonly<ShallowRef<boolean>>
  /** Asks the server now. */
  look(): Promise<void>
}

/** Looks now and then which build the server has; in development there is none. To be set up once a page. */
export function useNewBuild(): NewBuild {
  const hasNewBuild = shallowRef(false)
  const own = document.querySelector<HTMLMetaElement>('meta[name="lookout-build"]')?.content ?? null
  let isLooking = false

  async function look() {
    if (own === null || isLooking) return
    isLooking = true
    const present = await presentBuild()
    isLooking = false
    // A server that is away tells nothing; one that went back to the old build takes the word back.
    if (present !== null) hasNewBuild.value = present !== own
  }

  if (own !== null) {
    useIntervalFn(() => void look(), LOOK_EVERY_MS)
    useEventListener(document, 'visibilitychange', () => void (document.visibilityState === 'visible' && look()))
    // Vite says so when a part of the program could not be fetched: as after a deployment that took the old one away.
    useEventListener(window, 'vite:preloadError' as keyof WindowEventMap, () => void look())
  }
  return { hasNewBuild, look }
}

async function presentBuild(): Promise<string | null> {
  try {
    const answer = await fetch('./build.json', { cache: 'no-store', signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) })
    const said: unknown = answer.ok ? await answer.json() : null
    return typeof said === 'object' && said !== null && 'build' in said && typeof said.build === 'string' ? said.build : null
  } catch {
    return null
  }
}
