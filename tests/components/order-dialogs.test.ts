import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import OrderDialog from '@/components/OrderDialog.vue'
import OrderResults from '@/components/OrderResults.vue'
import { productNamesKey } from '@/composables/product-names'
import { createDevice } from '@/domain/device'
import { createRow, type FleetRow } from '@/domain/fleet-row'
import { planOrders } from '@/domain/order-plan'
import { orderTotals, type OrderResult, type OrderRun } from '@/domain/order-result'
import type { EngineConnection } from '@/engine/connection'
import type { Command, Reply } from '@/engine/protocol'
import { engineKey } from '@/stores/engine-link'
import { useOrdersStore } from '@/stores/orders'
import OrdersPanel from '@/views/OrdersPanel.vue'
import { answeredRow } from '../support/rows'

const NAMES = new Map([['P1', '网关 <b>A</b>']])
const NOW = 5_000
const ROWS = [answeredRow('wait', { status: 8 }), answeredRow('broken', { status: 5, targetVersion: '2.1' }), answeredRow('late', { status: 10, targetVersion: '2.1' }), answeredRow('busy', { status: 3 })]
const stranger: FleetRow = createRow(createDevice('P9', 'fresh'), 0)
const mounted: VueWrapper[] = []
const ends = new AbortController()

const provide = { [productNamesKey as symbol]: shallowRef(NAMES) }
const dialog = () => document.querySelector<HTMLElement>('[role="dialog"]')
const lines = (selector = '.order-lines [role="listitem"]') => [...document.querySelectorAll<HTMLElement>(selector)].map(textOf)
const button = (name: RegExp) => [...document.querySelectorAll<HTMLElement>('button')].find((element) => name.test(textOf(element)))
const submit = () => document.querySelector<HTMLElement>('[data-order-submit]')

function textOf({ textContent }: HTMLElement): string {
  return (textContent ?? '').replaceAll(/\s+/gu, ' ').trim()
}

function keep<T extends VueWrapper>(wrapper: T): T {
  mounted.push(wrapper)
  return wrapper
}

async function ask(rows: readonly FleetRow[] = [...ROWS, stranger], problem: string | null = null) {
  const wrapper = keep(mount(OrderDialog, { attachTo: document.body, props: { plan: planOrders(rows, NOW), problem }, global: { provide } }))
  await flushPromises()
  return wrapper
}

const result = (row: FleetRow, part: Partial<OrderResult> = {}): OrderResult => ({ device: row.device, action: 'retry', kind: 'sent', at: NOW, requestId: `id-of-${row.device.deviceName}`, failure: null, ...part })

async function show(state: OrderRun['state'], results: readonly OrderResult[]) {
  const run: OrderRun = { id: 'run', startedAt: NOW, targets: planOrders(ROWS, NOW).targets, results, state }
  const wrapper = keep(mount(OrderResults, { attachTo: document.body, props: { run, totals: orderTotals(results) }, global: { provide } }))
  await flushPromises()
  return wrapper
}

afterAll(() => ends.abort())

afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.innerHTML = ''
})

describe('the question before an order', () => {
  it('lists each device with its versions and what it will be told, and says how many will not be told and why', async () => {
    await ask()
    expect(lines()).toEqual([
      'wait网关 <b>A</b>1.0 → 2.0现为 等待用户确认确认',
      'broken网关 <b>A</b>1.0 → 2.1现为 失败重试',
      'late网关 <b>A</b>1.0 → 2.1现为 升级超时重试',
    ])
    expect(submit() && textOf(submit() ?? document.body)).toBe('确认 1 台 · 重试 2 台')
    expect(textOf(document.querySelector<HTMLElement>('.obstacles') ?? document.body)).toBe('2 台不会发送状态不需要确认或重试 1 · 还不知道状态 1')
  })

  it('calls a product by the account’s name with the id beside it, and by its id where no name was told', async () => {
    await ask([...ROWS.slice(0, 1), { ...answeredRow('other', { status: 8 }), device: createDevice('P2', 'other') }])
    expect(lines('.groups .product')).toEqual(['网关 <b>A</b>P1', 'P2'])
    expect([...document.querySelectorAll('.order-lines [data-product]')].map((element) => [element.textContent, element.getAttribute('title')])).toEqual([['网关 <b>A</b>', 'P1'], ['P2', null]])
    expect(dialog()?.querySelector('b')).toBeNull()
  })

  it('has the way out in focus, and a refusal is an alert that leaves the question standing', async () => {
    const focused: string[] = []
    // The trap of the dialog takes the focus for itself where nothing has a size.
    document.addEventListener('focusin', ({ target }) => void focused.push(target instanceof HTMLElement ? textOf(target) : ''), { signal: ends.signal })
    const wrapper = await ask()
    expect(focused.filter((text) => text !== '')).toEqual(['取消'])
    expect(document.querySelector('[role="alert"]')).toBeNull()
    await wrapper.setProps({ problem: '另一批正在发送' })
    expect(document.querySelector('[role="alert"]')?.textContent).toBe('另一批正在发送')
    expect(submit()).not.toBeNull()
  })

  it('has nothing to send where no device can be told', async () => {
    await ask([answeredRow('done', { status: 6 })])
    expect(dialog()?.textContent).toContain('这些设备现在都不能确认或重试')
    expect(submit()).toBeNull()
  })
})

describe('the results of an order', () => {
  it('say what became of each device, and of those of one kind alone', async () => {
    const [wait, broken, late] = ROWS as [FleetRow, FleetRow, FleetRow]
    await show('ended', [result(wait), result(broken, { kind: 'offline' }), result(late, { kind: 'stopped', requestId: null })])
    expect(document.querySelector('[role="status"]')?.textContent).toBe('已结束：3 台都有结果')
    expect(lines().map((line) => /^\w+/u.exec(line)?.[0])).toEqual(['wait', 'broken', 'late'])
    document.querySelector<HTMLElement>('.kind[data-result="offline"]')?.click()
    await flushPromises()
    expect(lines()).toHaveLength(1)
    expect(lines()[0]).toMatch(/^broken网关 <b>A<\/b>重试 · 设备离线/u)
    expect(document.querySelector('.order-lines [data-product]')?.getAttribute('title')).toBe('P1')
  })

  it('can be stopped while orders go out, and sent again or put away only afterwards', async () => {
    const [wait, broken] = ROWS as [FleetRow, FleetRow]
    const running = await show('running', [result(wait)])
    expect([button(/^停止$/u), button(/^再次处理/u), button(/^清除结果$/u)].map(Boolean)).toEqual([true, false, false])
    button(/^停止$/u)?.click()
    expect(running.emitted('stop')).toHaveLength(1)
    running.unmount()
    mounted.length = 0
    document.body.innerHTML = ''
    const ended = await show('ended', [result(wait), result(broken, { kind: 'stopped', requestId: null })])
    expect(button(/^停止$/u)).toBeUndefined()
    button(/^再次处理未发送的 1 台/u)?.click()
    button(/^清除结果$/u)?.click()
    expect([ended.emitted('again'), ended.emitted('dismiss')].map((calls) => calls?.length)).toEqual([1, 1])
  })
})

describe('an order', () => {
  /** An engine that answers when it is told to. */
  function open() {
    const sent: Command[] = []
    let answer: (reply: Reply) => void = () => undefined
    const engine: EngineConnection = {
      send(command) {
        sent.push(command)
        return new Promise((resolve) => (answer = resolve))
      },
      onEvent: () => undefined,
      onLost: () => undefined,
      onFault: () => undefined,
      close: () => undefined,
    }
    const pinia = createPinia()
    keep(mount(OrdersPanel, { attachTo: document.body, global: { plugins: [pinia], provide: { ...provide, [engineKey as symbol]: engine } } }))
    return { orders: useOrdersStore(pinia), ordersSent: () => sent.filter(({ kind }) => kind === 'order'), reply: async (reply: Reply) => { answer(reply); await flushPromises() } }
  }

  it('goes to the engine once, however often the button is pressed, and cannot be called off under way', async () => {
    const { orders, ordersSent, reply } = open()
    orders.propose(ROWS)
    await expect.poll(() => submit()).not.toBeNull()
    for (let presses = 0; presses < 3; presses += 1) submit()?.click()
    button(/^取消$/u)?.click()
    await flushPromises()
    expect(ordersSent()).toHaveLength(1)
    expect(submit()).not.toBeNull()
    await reply({ kind: 'done', count: 3 })
    expect(orders.plan).toBeNull()
    expect(ordersSent()).toHaveLength(1)
  })

  it('that the engine refuses says why, and may be sent once more', async () => {
    const { orders, ordersSent, reply } = open()
    orders.propose(ROWS)
    await expect.poll(() => submit()).not.toBeNull()
    submit()?.click()
    await reply({ kind: 'refused', why: 'busy' })
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('另一批正在发送')
    submit()?.click()
    expect(ordersSent()).toHaveLength(2)
  })
})
