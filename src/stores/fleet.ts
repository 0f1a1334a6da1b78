import { useDocumentVisibility, useThrottleFn, useTimestamp } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { DeviceId } from '../domain/device'
import { DEFAULT_QUERY, queryFleet, type FleetFilter, type FleetQuery, type FleetView, type SortKey } from '../domain/fleet-query'
import { isFresh, type FleetRow } from '../domain/fleet-row'
import { movedRows } from '../domain/order-change'
import { groupRollouts, type Rollout } from '../domain/rollout'
import { BUDGET_RANGE, type EngineEvent, type Refusal } from '../engine/protocol'
import { useEngine } from './engine-link'
import { RowSignals } from './row-signals'

const VIEW_EVERY_MS = 250
/** A few ticked rows are asked about as often as visible ones, wherever they are; with more, none would stand out. */
const MOST_PINNED = 200

/** The fleet as it is shown. Rows are plain and outside Vue's tracking; only what is on the screen has signals. */
export const useFleetStore = defineStore('fleet', () => {
  const engine = useEngine()
  const rows = new Map<DeviceId, FleetRow>()
  const signals = new RowSignals(rows)
  const now = useTimestamp({ interval: 1000 })
  const tab = useDocumentVisibility()
  let onScreen: readonly DeviceId[] = []

  const query = shallowRef<FleetQuery>(DEFAULT_QUERY)
  const view = shallowRef<FleetView>(queryFleet([], DEFAULT_QUERY, 0))
  const rollouts = shallowRef<readonly Rollout[]>([])
  const total = shallowRef(0)
  /** Rows that would come, go or change places, were they not held. */
  const moved = shallowRef(0)
  const selected = shallowRef<ReadonlySet<DeviceId>>(new Set())
  /** Devices of which something newer ought to be known. */
  const notFresh = shallowRef(0)
  const isFiltered = computed(() => query.value.filter !== 'all' || query.value.search.trim() !== '')

  let held = false

  function recompute({ order = true } = {}) {
    const next = queryFleet(rows.values(), query.value, now.value)
    const keepsOrder = held && !order
    moved.value = keepsOrder ? movedRows(view.value.ids, next.ids) : 0
    view.value = keepsOrder ? { ids: view.value.ids, counts: next.counts } : next
    rollouts.value = groupRollouts(rows.values())
    total.value = rows.size
    countNotFresh()
  }

  function countNotFresh() {
    let count = 0
    for (const row of rows.values()) if (!isFresh(row, now.value)) count += 1
    notFresh.value = count
  }
  const recomputeSoon = useThrottleFn(() => recompute({ order: false }), VIEW_EVERY_MS, true)

  watch(query, () => recompute(), { flush: 'sync' })
  watch(now, countNotFresh)

  function apply(event: EngineEvent, accountChanged: boolean) {
    if (event.kind === 'snapshot') {
      rows.clear()
      for (const row of event.rows) rows.set(row.device.id, row)
      signals.refreshAll()
      if (accountChanged) selected.value = new Set()
      recompute()
    } else if (event.kind === 'rows') {
      for (const id of event.removed) rows.delete(id)
      for (const row of event.changed) {
        rows.set(row.device.id, row)
        signals.changed(row)
      }
      if (event.removed.length > 0) dropFromSelection(event.removed)
      if (event.removed.length > 0 || rows.size !== total.value) recompute()
      else void recomputeSoon()
    }
  }

  function dropFromSelection(ids: readonly DeviceId[]) {
    const kept = new Set(selected.value)
    for (const id of ids) kept.delete(id)
    selected.value = kept
  }

  function toggleSort(key: SortKey) {
    const { sort } = query.value
    query.value = { ...query.value, sort: { key, descending: sort.key === key ? !sort.descending : false } }
  }

  function toggleSelected(id: DeviceId) {
    const next = new Set(selected.value)
    if (!next.delete(id)) next.add(id)
    selected.value = next
  }

  /** While held, rows keep their places and only the counts move. */
  function hold(next: boolean) {
    held = next
    if (!held) void recomputeSoon()
  }

  function setVisible(ids: readonly DeviceId[]) {
    signals.keepOnly(new Set(ids))
    onScreen = ids
    tellVisible()
  }

  /** Nobody looks at a hidden tab, whose rows keep their signals, for they are drawn still; ticked rows count wherever they are. */
  function tellVisible() {
    const pinned = selected.value.size <= MOST_PINNED ? selected.value : []
    void engine.send({ kind: 'visible', ids: [...new Set([...(tab.value === 'visible' ? onScreen : []), ...pinned])] })
  }
  watch([tab, selected], tellVisible)

  /** Resolves with why the engine refused the budget, or `null` once it holds. */
  async function setBudget(callsPerSecond: number): Promise<Refusal | null> {
    const reply = await engine.send({ kind: 'set-budget', callsPerSecond })
    return reply.kind === 'refused' ? reply.why : null
  }

  return {
    query,
    view,
    rollouts,
    total,
    moved,
    notFresh,
    selected,
    isFiltered,
    now,
    apply,
    has: (id: DeviceId) => rows.has(id),
    row: (id: DeviceId) => signals.of(id),
    setFilter: (filter: FleetFilter) => void (query.value = { ...query.value, filter }),
    setSearch: (search: string) => void (query.value = { ...query.value, search }),
    clearFilters: () => void (query.value = { ...query.value, filter: 'all', search: '' }),
    toggleSort,
    toggleSelected,
    selectShown: () => void (selected.value = new Set(view.value.ids)),
    clearSelection: () => void (selected.value = new Set()),
    setVisible,
    hold,
    rearrange: () => recompute(),
    refresh: (ids: readonly DeviceId[] | 'all') => engine.send({ kind: 'refresh', ids: ids === 'all' ? ids : [...ids] }),
    budgetRange: BUDGET_RANGE,
    setBudget,
    pause: () => engine.send({ kind: 'pause' }),
    resume: () => engine.send({ kind: 'resume' }),
  }
})
