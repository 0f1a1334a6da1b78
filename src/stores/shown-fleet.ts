import { useThrottleFn } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { DeviceId } from '../domain/device'
import type { FleetIndex } from '../domain/fleet-index'
import type { FleetCounts } from '../domain/fleet-query'

/** A view of a hundred thousand rows takes several times as long as one of ten thousand. */
const viewEveryMs = (rows: number) => (rows > 30_000 ? 1000 : 250)

/** Why rows keep their places for the moment. A selection does so too. */
export type Hold = 'pointer' | 'keyboard' | 'menu'

/** What of the fleet is on the screen, and when its rows may change places. */
export function useShownFleet(index: FleetIndex, isSelecting: () => boolean) {
  const holds = new Set<Hold>()

  /** The devices shown, in the order shown. */
  const ids = shallowRef<readonly DeviceId[]>([])
  const counts = shallowRef<FleetCounts>(index.counts())
  const rollouts = shallowRef(index.rollouts.list())
  const products = shallowRef(index.products.list())
  const total = shallowRef(0)
  /** Rows that would come, go or change places, were they not held. */
  const moved = shallowRef(0)
  /** Devices of which something newer ought to be known. */
  const notFresh = shallowRef(0)
  /** Devices that the account has no more. */
  const goneIds = shallowRef<readonly DeviceId[]>([])

  const isHeld = () => holds.size > 0 || isSelecting()

  function show({ inOrder }: { inOrder: boolean }) {
    counts.value = index.counts()
    rollouts.value = index.rollouts.list()
    products.value = index.products.list()
    total.value = index.size
    if (index.goneIds.length > 0 || goneIds.value.length > 0) goneIds.value = index.goneIds
    notFresh.value = index.notFresh
    if (inOrder || !isHeld()) arrange()
    else moved.value = index.moved()
  }

  function arrange() {
    ids.value = index.arrange() ?? ids.value
    moved.value = 0
  }

  /** Rows came that are not shown yet. */
  let anyNew = false

  function showNow() {
    show({ inOrder: anyNew })
    anyNew = false
  }

  const showSoon = useThrottleFn(showNow, () => viewEveryMs(index.size), true)

  /** While anything holds them, rows keep their places and only the counts move. */
  function hold(why: Hold, on: boolean) {
    holds[on ? 'add' : 'delete'](why)
    showUnlessHeld()
  }

  function showUnlessHeld() {
    if (!isHeld()) void showSoon()
  }

  /** Some rows changed; of a long list that comes in parts, not every part needs a view of its own. */
  function rowsCame({ removed, isLong }: { removed: number; isLong: boolean }) {
    notFresh.value = index.notFresh
    const added = index.size + removed > total.value
    if (added) anyNew = true
    if ((added || removed > 0) && !isLong) showNow()
    else void showSoon()
  }

  function dropDeleted() {
    ids.value = ids.value.filter((id) => index.get(id))
  }

  return { ids, counts, rollouts, products, total, moved, notFresh, goneIds, show, arrange, hold, showUnlessHeld, rowsCame, dropDeleted }
}
