import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ViewsMenu from '@/components/ViewsMenu.vue'
import { VIEWS_MAX, type NamedView } from '@/domain/layout'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

let menu: VueWrapper | null = null

async function open(names: readonly string[]) {
  const wrapper = mount(ViewsMenu, {
    attachTo: document.body,
    props: { views: names.map((name): NamedView => ({ name, parameters: { q: name } })) },
    global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } },
  })
  menu = wrapper
  await wrapper.get('button').trigger('click')
  await flushPromises()
  return wrapper
}

const panel = () => document.querySelector<HTMLElement>('.menu')
const text = () => panel()?.textContent ?? ''

async function click(selector: string) {
  const element = panel()?.querySelector<HTMLElement>(selector)
  if (!element) throw new Error(`no ${selector}`)
  element.click()
  await flushPromises()
}

async function saveAs(name: string) {
  await click('.save')
  const input = panel()?.querySelector('input')
  if (!input) throw new Error('no field')
  input.value = name
  input.dispatchEvent(new Event('input'))
  panel()?.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
}

afterEach(() => {
  menu?.unmount()
  document.body.innerHTML = ''
})

describe('the menu of views', () => {
  it('opens the view that was clicked, and closes', async () => {
    const wrapper = await open(['夜班', '网关'])
    await click('li:nth-child(2) .open')
    expect(wrapper.emitted('openView')).toEqual([[{ name: '网关', parameters: { q: '网关' } }]])
    expect(panel()).toBeNull()
  })

  it('deletes only after a second click, and not the one beside it', async () => {
    const wrapper = await open(['夜班', '网关'])
    await click('li:nth-child(1) .remove')
    expect(text()).toContain('删除“夜班”？')
    expect(panel()?.querySelectorAll('.confirm')).toHaveLength(1)
    await click('.keep')
    expect(wrapper.emitted('removeView')).toBeUndefined()
    await click('li:nth-child(1) .remove')
    await click('.confirm')
    expect(wrapper.emitted('removeView')).toEqual([['夜班']])
  })

  it('saves the present view under a name, without blanks around it', async () => {
    const wrapper = await open([])
    expect(text()).toContain('还没有保存的视图')
    await saveAs('  夜班 ')
    expect(wrapper.emitted('saveView')).toEqual([['夜班']])
  })

  it.each(['', '   ', 'x'.repeat(41)])('refuses the name “%s” and says what a name is', async (name) => {
    const wrapper = await open([])
    await saveAs(name)
    expect(panel()?.querySelector('[role="alert"]')?.textContent).toBe('名称须有 1 到 40 个字符。')
    expect(wrapper.emitted('saveView')).toBeUndefined()
  })

  it('refuses one view too many, but replaces one that is there', async () => {
    const wrapper = await open(Array.from({ length: VIEWS_MAX }, (_, index) => `v${index}`))
    await saveAs('new')
    expect(panel()?.querySelector('[role="alert"]')?.textContent).toContain('最多保存 50 个视图')
    expect(wrapper.emitted('saveView')).toBeUndefined()
    const input = panel()?.querySelector('input')
    if (input) input.value = 'v7'
    input?.dispatchEvent(new Event('input'))
    await flushPromises()
    expect(text()).toContain('已有同名视图')
    panel()?.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    expect(wrapper.emitted('saveView')).toEqual([['v7']])
  })

  it('shows a name as text, whatever is in it', async () => {
    await open(['<img src=x onerror=alert(1)>\u202E'])
    expect(panel()?.querySelector('img')).toBeNull()
    expect(panel()?.querySelector('.open')?.textContent).toBe('<img src=x onerror=alert(1)>⟨U+202E⟩')
  })

  it('copies the link, and closes', async () => {
    const wrapper = await open([])
    await click('.copy')
    expect(wrapper.emitted('copyLink')).toEqual([[]])
    expect(panel()).toBeNull()
  })
})
