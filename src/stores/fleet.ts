import { useTimestamp } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ColumnKey } from '../domain/columns'
import type { DeviceId } from '../domain/device'
import { FleetIndex } from '../domain/fleet-index'
import { DEFAULT_QUERY, sortedBy, type FleetQuery } from '../domain/fleet-query'
import type { FleetRow } from '../domain/fleet-row'
import { targetVersions } from '../domain/rollout'
import { MOST_ROWS, type EngineEvent } from '../engine/protocol'
import { useI18n } from '../i18n/use-i18n'
import { useDirectoryStore } from './directory'
import { useEngine } from './engine-link'
import { initialsLearner } from './learn-initials'
import { useNewsStore } from './news'
import { RowSignals } from './row-signals'
import { useSeenRows } from './seen-rows'
import { useSelectionStore } from './selection'
import { useShownFleet } from './shown-fleet'

/** The fleet as it is shown. Rows are plain and outside Vue's tracking; only what is on the screen has signals. */
export const useFleetStore = defineStore('fleet', () => {
  const engine = useEngine()
  const selection = useSelectionStore()
  const directory = useDirectoryStore()
  const { messages } = useI18n()
  const news = useNewsStore()
  const index = new FleetIndex((change) => news.hear(change, now.value))
  const signals = new RowSignals(index)
  const now = useTimestamp({ interval: 1000 })
  const { ids, counts, rollouts, products, total, moved, notFresh, goneIds, show, arrange, hold, showUnlessHeld, rowsCame, dropDeleted } = useShownFleet(index, () => selection.ids.size > 0)
  const seen = useSeenRows(engine, () => selection.ids)

  const query = shallowRef<FleetQuery>(DEFAULT_QUERY)
  const versions = computed(() => targetVersions(rollouts.value, query.value.productId))

  function ask() {
    index.ask(query.value, now.value)
    show({ inOrder: true })
    if (/[a-z]/iu.test(query.value.search)) void learnInitials()
  }
  watch(query, ask, { flush: 'sync' })

  /** Aliases in Chinese are found by their initials too, as soon as these can be told. */
  const learnInitials = initialsLearner(() => index.aliases(), (initialsOf) => {
    index.searchInitials(initialsOf, now.value)
    show({ inOrder: true })
  })

  /** A row is found by its product's name too, and by the mark that it is gone. */
  watch(
    [() => directory.productNames, messages],
    ([names, { directory: { goneMark } }]) => {
      index.searchMore(({ device, goneAt }) => `${names.get(device.productId) ?? ''}\n${goneAt === null ? '' : goneMark}`, now.value)
      if (query.value.search !== '') show({ inOrder: false })
    },
    { immediate: true },
  )

  watch(now, () => {
    index.advance(now.value)
    show({ inOrder: false })
  })

  function apply(event: EngineEvent, accountChanged: boolean) {
    if (event.kind === 'snapshot') {
      index.replace(event.rows, now.value)
      signals.refreshAll()
      if (accountChanged) selection.clear()
      if (accountChanged) news.clear()
      dropDeleted()
      show({ inOrder: accountChanged })
    } else if (event.kind === 'rows') {
      for (const row of event.changed) {
        index.set(row, now.value)
        signals.changed(row)
      }
      if (event.removed.length > 0) remove(event.removed)
      rowsCame({ removed: event.removed.length, isLong: event.changed.length >= MOST_ROWS })
    }
  }

  function remove(removed: readonly DeviceId[]) {
    for (const id of removed) index.delete(id)
    selection.drop(removed)
    news.drop(removed)
    dropDeleted()
  }

  watch(() => selection.ids, showUnlessHeld)

  function setVisible(visible: readonly DeviceId[]) {
    signals.keepOnly(new Set(visible))
    seen.setOnScreen(visible)
  }

  /** Its row is told of, and asked about, as one on the screen. */
  function setOpened(id: DeviceId | null) {
    signals.pin(id)
    seen.setOpened(id)
  }

  /** The ticked rows, those shown first; without any, all that are shown. */
  function chosenRows(): FleetRow[] {
    const chosen = selection.ids
    const wanted = chosen.size === 0 ? ids.value : new Set([...ids.value.filter((id) => chosen.has(id)), ...chosen])
    return [...wanted].flatMap((id) => index.get(id) ?? [])
  }

  return {
    query,
    ids,
    counts,
    rollouts,
    products,
    versions,
    total,
    moved,
    notFresh,
    goneIds,
    now,
    apply,
    size: () => index.size,
    has: (id: DeviceId) => index.get(id) !== undefined,
    everyId: () => index.everyId(),
    row: (id: DeviceId) => signals.of(id),
    change: (part: Partial<FleetQuery>) => void (query.value = { ...query.value, ...part }),
    sortBy: (key: ColumnKey) => void (query.value = sortedBy(query.value, key)),
    setVisible,
    setOpened,
    hold,
    arrange,
    chosenRows,
    rowsOf: (wanted: readonly DeviceId[]): FleetRow[] => wanted.flatMap((id) => index.get(id) ?? []),
    refresh: (which: readonly DeviceId[] | 'all') => engine.send({ kind: 'refresh', ids: which === 'all' ? which : [...which] }),
  }
})
