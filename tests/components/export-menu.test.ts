import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ExportMenu from '@/components/ExportMenu.vue'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

let menu: VueWrapper | null = null

async function open(props: { shown: number; selected: number; canExport: boolean }) {
  const wrapper = mount(ExportMenu, { attachTo: document.body, props, global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } } })
  menu = wrapper
  await wrapper.get('button').trigger('click')
  await flushPromises()
  return wrapper
}

const panel = () => document.querySelector('.menu')

afterEach(() => {
  menu?.unmount()
  document.body.innerHTML = ''
})

describe('the export menu', () => {
  it.each([
    [{ shown: 1200, selected: 0 }, '将导出筛选出的 1,200 台'],
    [{ shown: 1200, selected: 3 }, '将导出所选的 3 台'],
    [{ shown: 0, selected: 3 }, '将导出所选的 3 台'],
  ])('of %o says what goes into the file', async (counts, words) => {
    await open({ ...counts, canExport: true })
    expect(panel()?.textContent).toContain(words)
  })

  it('hands out a table or a list, and closes', async () => {
    const wrapper = await open({ shown: 2, selected: 0, canExport: true })
    expect(wrapper.get('button').text().replace('▾', '')).toBe('导出')
    panel()?.querySelectorAll('button')[0]?.click()
    await flushPromises()
    expect(panel()).toBeNull()
    await wrapper.get('button').trigger('click')
    await flushPromises()
    panel()?.querySelectorAll('button')[1]?.click()
    expect(wrapper.emitted('export')).toEqual([['csv'], ['list']])
  })

  it('does not open where there is nothing to export', async () => {
    const wrapper = await open({ shown: 0, selected: 0, canExport: false })
    expect(wrapper.get('button').attributes()).toHaveProperty('disabled')
    expect(panel()).toBeNull()
  })
})
