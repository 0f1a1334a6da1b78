import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import RowMenu from '@/components/RowMenu.vue'
import { createDevice } from '@/domain/device'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

const { id } = createDevice('P1', 'd1')
let menu: VueWrapper | null = null

function open(nextAsk: string | null) {
  const anchor = document.body.appendChild(document.createElement('button'))
  const wrapper = mount(RowMenu, { attachTo: document.body, props: { target: { id, anchor }, nextAsk, order: null }, global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } } })
  menu = wrapper
  return wrapper
}

const lines = () => [...document.querySelectorAll('.n-dropdown-menu p, .n-dropdown-option-body__label')].map((line) => line.textContent?.trim())

afterEach(() => {
  menu?.unmount()
  document.body.innerHTML = ''
})

describe('the menu of a row', () => {
  it('says when the device is asked next, for those without a pointer', async () => {
    open('预计 14:03:12（12 秒后）再次查询')
    await flushPromises()
    expect(lines()).toEqual(['预计 14:03:12（12 秒后）再次查询', '详情', '立即查询', '复制 RequestId', '复制 ProductId/DeviceName', '移除'])
  })

  it('keeps every action at its place while those words change or are not known', async () => {
    const wrapper = open('即将再次查询')
    await flushPromises()
    const option = () => [...document.querySelectorAll('.n-dropdown-option')].at(-1)
    const before = option()
    await wrapper.setProps({ nextAsk: null })
    await flushPromises()
    expect(lines()).toEqual(['正在查询，或尚未排定', '详情', '立即查询', '复制 RequestId', '复制 ProductId/DeviceName', '移除'])
    expect(option()).toBe(before)
  })
})
