import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { FleetRow } from '../domain/fleet-row'
import { planOrders, type OrderPlan } from '../domain/order-plan'
import { mayGoAgain, orderTotals, presentRun, withResults, type OrderRun } from '../domain/order-result'
import type { EngineEvent, Refusal } from '../engine/protocol'
import { useDeploymentStore } from './deployment'
import { useEngine } from './engine-link'
import { useFleetStore } from './fleet'

/** What is to be ordered, as it stood when that was asked for, and the run of orders as the engine tells it. */
export const useOrdersStore = defineStore('orders', () => {
  const engine = useEngine()
  const fleet = useFleetStore()
  const deployment = useDeploymentStore()
  /** What the operator is asked about. */
  const plan = shallowRef<OrderPlan | null>(null)
  const run = shallowRef<OrderRun | null>(null)
  /** Why the engine did not begin. */
  const refusal = shallowRef<Refusal | null>(null)
  /** Between the operator's yes and the engine's: neither said twice nor taken back. */
  let isBeginning = false
  /** Whether the results are looked at. */
  const isShown = shallowRef(false)
  const totals = computed(() => orderTotals(run.value?.results ?? []))
  const isRunning = computed(() => run.value?.state === 'running' || run.value?.state === 'stopping')

  function apply(event: EngineEvent) {
    if (event.kind === 'orders') run.value = presentRun(run.value, event, fleet.now)
    else if (event.kind === 'order-results' && run.value?.id === event.runId) run.value = withResults(run.value, event)
    if (run.value === null) isShown.value = false
  }

  /** Asks the operator about these devices, as they stand now. */
  function propose(rows: Iterable<FleetRow>) {
    if (!deployment.ordersAllowed) return
    refusal.value = null
    plan.value = planOrders(rows, Date.now())
  }

  /** Sends what was asked about, once. Resolves whether the engine began. */
  async function begin(): Promise<boolean> {
    if (plan.value === null || isBeginning) return false
    isBeginning = true
    const targets = plan.value.targets.map((target) => ({ ...target, device: { ...target.device } }))
    const reply = await engine.send({ kind: 'order', targets })
    isBeginning = false
    refusal.value = reply.kind === 'refused' ? reply.why : null
    if (refusal.value !== null) return false
    plan.value = null
    isShown.value = true
    return true
  }

  function proposeAgain() {
    propose(fleet.rowsOf((run.value?.results ?? []).filter(({ kind }) => mayGoAgain(kind)).map(({ device }) => device.id)))
  }

  function dismiss() {
    const runId = run.value?.id
    if (runId === undefined || isRunning.value) return
    run.value = null
    isShown.value = false
    void engine.send({ kind: 'dismiss-orders', runId })
  }

  return {
    plan,
    run,
    totals,
    isRunning,
    refusal,
    isShown,
    apply,
    propose,
    proposeAgain,
    begin,
    dismiss,
    cancel: () => void (isBeginning || (plan.value = null)),
    show: (shown: boolean) => void (isShown.value = shown && run.value !== null),
    stop: () => run.value && engine.send({ kind: 'stop-orders', runId: run.value.id }),
  }
})
