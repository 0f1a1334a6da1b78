import { computed, shallowRef, watch } from 'vue'
import type { DeviceId } from '../domain/device'
import { lastRequestId } from '../domain/fleet-row'
import { actionFor } from '../domain/order-plan'
import { useI18n } from '../i18n/use-i18n'
import { useFleetStore } from '../stores/fleet'
import { useOrdersStore } from '../stores/orders'
import { useWatchlistStore } from '../stores/watchlist'
import { useOrdersAllowed } from './orders-allowed'
import { describeNextAsk, type AskPlan } from './next-ask'

export type RowAction = 'open' | 'refresh' | 'order' | 'copy-request' | 'copy-device' | 'remove'

/** The menu of one row, and what its actions do. While it is open rows keep their places. */
export function useRowMenu(plan: () => AskPlan, copy: (text: string) => void, open: (id: DeviceId) => void) {
  const fleet = useFleetStore()
  const watchlist = useWatchlistStore()
  const orders = useOrdersStore()
  const allowed = useOrdersAllowed()
  const { messages, format } = useI18n()
  const target = shallowRef<{ id: DeviceId; anchor: HTMLElement } | null>(null)
  const nextAsk = computed(() => target.value && describeNextAsk(target.value.id, plan(), messages.value, format.value))

  /** What may be ordered of the device of the menu. */
  const order = computed(() => {
    const row = target.value && fleet.row(target.value.id).value
    return row && allowed.value ? actionFor(row, fleet.now) : null
  })

  watch(
    () => target.value !== null,
    (open) => fleet.hold('menu', open),
  )
  watch(
    () => fleet.query,
    () => (target.value = null),
  )

  function copyRequestId(id: DeviceId) {
    const row = fleet.row(id).value
    const requestId = row && lastRequestId(row)
    if (requestId) copy(requestId)
  }

  function act(action: RowAction, id: DeviceId) {
    target.value = null
    if (action === 'open') open(id)
    else if (action === 'refresh') void fleet.refresh([id])
    else if (action === 'order') orders.propose(fleet.rowsOf([id]))
    else if (action === 'copy-device') copy(id)
    else if (action === 'copy-request') copyRequestId(id)
    else if (action === 'remove') void watchlist.remove([id])
  }

  return { target, nextAsk, order, act, copyRequestId }
}
