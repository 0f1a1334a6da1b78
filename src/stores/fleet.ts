import { useThrottleFn, useTimestamp } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ColumnKey } from '../domain/columns'
import type { DeviceId } from '../domain/device'
import { FleetIndex } from '../domain/fleet-index'
import { DEFAULT_QUERY, sortedBy, type FleetCounts, type FleetQuery } from '../domain/fleet-query'
import type { FleetRow } from '../domain/fleet-row'
import { targetVersions } from '../domain/rollout'
import type { EngineEvent } from '../engine/protocol'
import { useI18n } from '../i18n/use-i18n'
import { useDirectoryStore } from './directory'
import { useEngine } from './engine-link'
import { initialsLearner } from './learn-initials'
import { useNewsStore } from './news'
import { RowSignals } from './row-signals'
import { useSeenRows } from './seen-rows'
import { useSelectionStore } from './selection'

/** A view of a hundred thousand rows takes several times as long as one of ten thousand. */
const viewEveryMs = (rows: number) => (rows > 30_000 ? 1000 : 250)
/** As many as come in one part of a long list. */
const MANY_ROWS = 250

/** Why rows keep their places for the moment. A selection does so too. */
export type Hold = 'pointer' | 'keyboard' | 'menu'

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
  const seen = useSeenRows(engine, () => selection.ids)
  const holds = new Set<Hold>()

  const query = shallowRef<FleetQuery>(DEFAULT_QUERY)
  /** The devices shown, in the order shown. */
  const ids = shallowRef<readonly DeviceId[]>([])
  const counts = shallowRef<FleetCounts>(index.counts())
  const rollouts = shallowRef(index.rollouts.list())
  const products = shallowRef(index.products.list())
  const versions = computed(() => targetVersions(rollouts.value, query.value.productId))
  const total = shallowRef(0)
  /** Rows that would come, go or change places, were they not held. */
  const moved = shallowRef(0)
  /** Devices of which something newer ought to be known. */
  const notFresh = shallowRef(0)
  /** Devices that the account has no more. */
  const goneIds = shallowRef<readonly DeviceId[]>([])

  const isHeld = () => holds.size > 0 || selection.ids.size > 0

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
      ids.value = ids.value.filter((id) => index.get(id))
      show({ inOrder: accountChanged })
    } else if (event.kind === 'rows') {
      for (const row of event.changed) {
        index.set(row, now.value)
        signals.changed(row)
      }
      if (event.removed.length > 0) remove(event.removed)
      notFresh.value = index.notFresh
      const added = index.size + event.removed.length > total.value
      if (added) anyNew = true
      // Of a long list that comes in parts, not every part needs a view of its own.
      if ((added || event.removed.length > 0) && event.changed.length < MANY_ROWS) showNow()
      else void showSoon()
    }
  }

  function remove(removed: readonly DeviceId[]) {
    for (const id of removed) index.delete(id)
    selection.drop(removed)
    news.drop(removed)
    ids.value = ids.value.filter((id) => index.get(id))
  }

  /** While anything holds them, rows keep their places and only the counts move. */
  function hold(why: Hold, on: boolean) {
    holds[on ? 'add' : 'delete'](why)
    if (!isHeld()) void showSoon()
  }
  watch(() => selection.ids, () => void (isHeld() || showSoon()))

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
