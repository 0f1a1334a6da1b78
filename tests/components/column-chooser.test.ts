import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ColumnChooser from '@/components/ColumnChooser.vue'
import type { ColumnKey } from '@/domain/columns'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

let chooser: VueWrapper | null = null

/** A chooser whose columns come back to it as they were chosen. */
async function open(columns: readonly ColumnKey[] = ['device', 'status', 'age'], isChosen = true) {
  const wrapper = mount(ColumnChooser, {
    attachTo: document.body,
    props: { columns, isChosen, density: 'normal', tab: 'failed', onColumns: (next: readonly ColumnKey[] | null) => void wrapper.setProps({ columns: next ?? columns }) },
    global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } },
  })
  chooser = wrapper
  await wrapper.get('button').trigger('click')
  await flushPromises()
  return wrapper
}

const items = () => [...document.querySelectorAll<HTMLElement>('.menu li')]
const titles = () => items().map((item) => item.querySelector('label span')?.textContent)
const item = (title: string) => {
  const found = items().find((one) => one.querySelector('label span')?.textContent === title)
  if (!found) throw new Error(`no column ${title}`)
  return found
}
const lastChosen = (wrapper: VueWrapper) => wrapper.emitted<[readonly ColumnKey[] | null]>('columns')?.at(-1)?.[0]

async function tick(title: string) {
  item(title).querySelector('input')?.click()
  await flushPromises()
}

async function press(element: Element | null | undefined, key: string, altKey = false) {
  element?.dispatchEvent(new KeyboardEvent('keydown', { key, altKey, bubbles: true, cancelable: true }))
  await flushPromises()
}

afterEach(() => {
  chooser?.unmount()
  document.body.innerHTML = ''
})

describe('the column chooser', () => {
  it('lists what is shown first, in its order and under the names of the tab, then the rest', async () => {
    await open(['device', 'stage', 'age'])
    expect(titles()).toEqual(['设备', '失败已', '更新', '产品', '版本', '进度', '状态', '错误', '剩余', 'RequestId'])
  })

  it('shows and hides at once, and a column hidden by mistake comes back to its place', async () => {
    const wrapper = await open()
    await tick('状态')
    expect(lastChosen(wrapper)).toEqual(['device', 'age'])
    await tick('错误')
    expect(lastChosen(wrapper)).toEqual(['device', 'age', 'error'])
    await tick('状态')
    expect(lastChosen(wrapper)).toEqual(['device', 'status', 'age', 'error'])
  })

  it('never hides or moves the first column', async () => {
    const wrapper = await open()
    await tick('设备')
    await press(item('设备').querySelector('input'), 'ArrowDown', true)
    expect(item('设备').querySelector('input')?.checked).toBe(true)
    expect(item('设备').querySelector('button')).toBeNull()
    await press(item('状态').querySelector('input'), 'ArrowUp', true)
    expect([lastChosen(wrapper), titles()[0]]).toEqual([undefined, '设备'])
  })

  it('moves a column by its buttons and by Alt and the arrows, keeps the focus there, and says where it went', async () => {
    const wrapper = await open()
    const down = item('状态').querySelector<HTMLElement>('button[aria-label="下移“状态”"]')
    down?.focus()
    down?.click()
    await flushPromises()
    expect(lastChosen(wrapper)).toEqual(['device', 'age', 'status'])
    expect(document.activeElement).toBe(down)
    expect(document.querySelector('.menu [role="status"]')?.textContent).toBe('“状态”移到第 3 位')
    await press(item('状态').querySelector('input'), 'ArrowUp', true)
    expect(lastChosen(wrapper)).toEqual(['device', 'status', 'age'])
  })

  it('goes back to the tab’s own columns, which it only offers when they were changed', async () => {
    const wrapper = await open()
    const restore = () => document.querySelector<HTMLButtonElement>('.menu .restore')
    restore()?.click()
    expect(lastChosen(wrapper)).toBeNull()
    await wrapper.setProps({ isChosen: false })
    expect(restore()?.disabled).toBe(true)
  })

  it('takes the focus, keeps it inside, and gives it back at Escape, which nobody else hears', async () => {
    const wrapper = await open()
    const heard: string[] = []
    const hear = (event: KeyboardEvent) => heard.push(event.key)
    document.addEventListener('keydown', hear)
    expect(document.activeElement).toBe(item('设备').querySelector('input'))
    const restore = document.querySelector<HTMLElement>('.menu .restore')
    restore?.focus()
    await press(restore, 'Tab')
    expect(document.activeElement).toBe(item('设备').querySelector('input'))
    await press(document.activeElement, 'Escape')
    document.removeEventListener('keydown', hear)
    expect(document.querySelector('.menu')).toBeNull()
    expect(document.activeElement).toBe(wrapper.get('button').element)
    expect(heard).not.toContain('Escape')
  })
})
