import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import type { ColumnKey } from '../domain/columns'
import type { DeviceId } from '../domain/device'
import { linkParameters, readLink, type FleetLink, type LinkParameters, type LinkProblem } from '../domain/fleet-link'
import { useFleetStore } from '../stores/fleet'
import { useLayoutStore } from '../stores/layout'

/** The view and the address bar, each following the other: a link reproduces the view, Back and Forward go through it. */
export function useFleetLink(onProblems: (problems: readonly LinkProblem[]) => void) {
  const fleet = useFleetStore()
  const layout = useLayoutStore()
  const route = useRoute()
  const router = useRouter()
  /** Columns that came with a link; they hold until others are chosen or the tab changes. */
  const linked = shallowRef<readonly ColumnKey[] | null>(null)
  /** The device whose drawer is open. */
  const device = shallowRef<DeviceId | null>(null)

  const columns = computed(() => linked.value ?? layout.columnsOf(fleet.query.filter))
  const isChosen = computed(() => linked.value !== null || layout.isChosen(fleet.query.filter))
  const parameters = computed(() => linkParameters({ query: fleet.query, columns: isChosen.value ? columns.value : null, device: device.value }))

  function open(link: FleetLink) {
    fleet.change(link.query)
    linked.value = link.columns
  }

  function follow(address: LinkParameters) {
    if (isSame(address, parameters.value)) return
    const link = readLink(address)
    const isSameView = isSame({ ...address, device: '' }, { ...parameters.value, device: '' })
    device.value = link.device
    // Opening a drawer leaves the rows where they are.
    if (!isSameView) open(link)
    if (link.problems.length > 0) onProblems(link.problems)
  }

  function chooseColumns(chosen: readonly ColumnKey[] | null) {
    linked.value = null
    layout.chooseColumns(fleet.query.filter, chosen)
  }

  if (Object.keys(route.query).length > 0) follow(textsOf(route.query))
  watch(
    () => (route.name === 'fleet' ? route.query : null),
    (query) => query && follow(textsOf(query)),
  )
  watch(
    () => fleet.query.filter,
    () => (linked.value = null),
    { flush: 'sync' },
  )
  watch(
    parameters,
    (next) => {
      const address = textsOf(route.query)
      if (route.name !== 'fleet' || isSame(next, address)) return
      const to = { query: next }
      void (isNoStep(address, next) ? router.replace(to) : router.push(to))
    },
    { immediate: true },
  )

  /** What a saved view is made of. */
  const viewParameters = computed(() => linkParameters({ query: fleet.query, columns: isChosen.value ? columns.value : null, device: null }))
  /** The whole address of this view. */
  const linkText = () => new URL(router.resolve({ name: 'fleet', query: parameters.value }).href, location.href).href

  return { columns, isChosen, device, linkText, viewParameters, chooseColumns, openParameters: (saved: LinkParameters) => open(readLink(saved)) }
}

/** The search box goes from one text to the next, or the drawer from one device to the next: not a step to go back to. */
function isNoStep(from: LinkParameters, to: LinkParameters): boolean {
  return (['q', 'device'] as const).some((name) => from[name] !== undefined && to[name] !== undefined && isSame({ ...from, [name]: to[name] }, to))
}

function isSame(a: LinkParameters, b: LinkParameters): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name] === b[name])
}

function textsOf(query: LocationQuery): LinkParameters {
  return Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}
