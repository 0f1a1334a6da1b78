import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import FleetToolbar from '@/components/FleetToolbar.vue'
import { DEFAULT_QUERY, type FleetQuery } from '@/domain/fleet-query'
import { DEFAULT_COLUMNS } from '@/domain/tab-columns'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

let toolbar: VueWrapper | null = null

function open(query: Partial<FleetQuery> = {}, more: { selected?: number; onMenuOpen?: (isOpen: boolean) => void } = {}) {
  const wrapper = mount(FleetToolbar, {
    attachTo: document.body,
    props: {
      query: { ...DEFAULT_QUERY, ...query },
      shown: 1200,
      total: 1200,
      selected: 0,
      moved: 0,
      products: [
        { productId: 'P1', count: 1000 },
        { productId: '<b>P2</b>', count: 200 },
      ],
      versions: [{ targetVersion: '2.0', count: 1200 }],
      columns: DEFAULT_COLUMNS.all,
      isChosen: false,
      density: 'normal',
      views: [],
      canExport: true,
      ...more,
    },
    global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } },
  })
  toolbar = wrapper
  return wrapper
}

const optionsOf = (wrapper: VueWrapper, label: string) => wrapper.findAll(`select[aria-label="${label}"] option`).map((option) => option.text())

afterEach(() => {
  toolbar?.unmount()
  document.body.innerHTML = ''
})

describe('the toolbar', () => {
  it('offers each product with its number of devices, and none at all', async () => {
    const wrapper = open()
    expect(optionsOf(wrapper, '按产品筛选')).toEqual(['全部产品', 'P1 · 1,000 台', '<b>P2</b> · 200 台'])
    const select = wrapper.get<HTMLSelectElement>('select[aria-label="按产品筛选"]')
    await select.setValue('P1')
    await select.setValue('')
    expect(wrapper.emitted('product')).toEqual([['P1'], [null]])
  })

  it('still shows the version that is filtered by when no device has it any more', () => {
    const wrapper = open({ targetVersion: '1.9' })
    expect(optionsOf(wrapper, '按目标版本筛选')).toEqual(['全部目标版本', '1.9 · 0 台', '2.0 · 1,200 台'])
    expect(wrapper.get<HTMLSelectElement>('select[aria-label="按目标版本筛选"]').element.value).toBe('1.9')
  })

  it('changes no option while somebody may be choosing one', async () => {
    const wrapper = open()
    const select = wrapper.get('select[aria-label="按产品筛选"]')
    await select.trigger('focus')
    await wrapper.setProps({ products: [{ productId: 'P3', count: 1 }] })
    expect(optionsOf(wrapper, '按产品筛选')).toContain('P1 · 1,000 台')
    await select.trigger('blur')
    expect(optionsOf(wrapper, '按产品筛选')).toEqual(['全部产品', 'P3 · 1 台'])
  })

  it('asks for the stalled alone, and for all again', async () => {
    const wrapper = open()
    const box = wrapper.get('.stalled input')
    await box.trigger('change')
    await wrapper.setProps({ query: { ...DEFAULT_QUERY, stalledOnly: true } })
    await box.trigger('change')
    expect(wrapper.emitted('stalledOnly')).toEqual([[true], [false]])
  })

  it('has a search box of that name, which the view can put the focus in', async () => {
    const wrapper = open()
    const box = wrapper.get<HTMLInputElement>('input[aria-label="搜索"]')
    wrapper.vm.focusSearch()
    await flushPromises()
    expect(document.activeElement).toBe(box.element)
  })

  it('says how many are selected instead of how many are shown, and what can be done with them', async () => {
    const wrapper = open({}, { selected: 3 })
    expect(wrapper.text()).toContain('已选 3 台')
    expect(wrapper.text()).not.toContain('1,200 / 1,200 台')
    for (const name of ['刷新所选', '移除所选', '取消选择']) await wrapper.get(`button[aria-label="${name}"]`).trigger('click')
    expect([wrapper.emitted('refreshSelected'), wrapper.emitted('removeSelected'), wrapper.emitted('clearSelection')].map((times) => times?.length)).toEqual([1, 1, 1])
  })

  it('holds the order while one of its menus is open, and lets it go when it is gone itself', async () => {
    const held: boolean[] = []
    const wrapper = open({}, { onMenuOpen: (isOpen) => held.push(isOpen) })
    const [columns, exports] = wrapper.findAll('button[aria-haspopup="dialog"]')
    await columns?.trigger('click')
    await columns?.trigger('click')
    await exports?.trigger('click')
    expect(held).toEqual([true, false, true])
    wrapper.unmount()
    toolbar = null
    expect(held.at(-1)).toBe(false)
  })
})
