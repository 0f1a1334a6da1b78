import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SettingsDialog from '@/components/SettingsDialog.vue'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

const RANGE = { min: 1, max: 50 }
let dialog: ReturnType<typeof open>['wrapper'] | null = null

function open({ isFixed = false, taken = true } = {}) {
  const saved: number[] = []
  const wrapper = mount(SettingsDialog, {
    attachTo: document.body,
    props: { show: true, budget: 10, range: RANGE, isFixed, save: (budget: number) => Promise.resolve(saved.push(budget) > 0 && taken) },
    global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } },
  })
  dialog = wrapper
  const input = () => document.querySelector<HTMLInputElement>('#budget')
  const enter = async (text: string) => {
    const field = input()
    if (!field) throw new Error('no field')
    field.value = text
    field.dispatchEvent(new Event('input'))
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  return { wrapper, saved, input, enter, problem: () => document.querySelector('[role="alert"]')?.textContent ?? null }
}

afterEach(() => {
  dialog?.unmount()
  document.body.innerHTML = ''
})

describe('the request budget', () => {
  it('is saved as it was typed, and the dialog closes', async () => {
    const { wrapper, saved, enter } = open()
    await enter('37')
    expect(saved).toEqual([37])
    expect(wrapper.emitted('update:show')).toEqual([[false]])
  })

  it.each(['', '0', '51', '2.5', '-3', 'ten'])('of %o is refused with what, where and what to do, and nothing changes', async (text) => {
    const { wrapper, saved, enter, problem } = open()
    await enter(text)
    expect(problem()).toMatch(/请求预算须是 1 到 50 的整数，没有改动。请重新填写/u)
    expect(saved).toEqual([])
    expect(wrapper.emitted('update:show')).toBeUndefined()
  })

  it('that the engine could not save says so and stays open', async () => {
    const { wrapper, enter, problem } = open({ taken: false })
    await enter('20')
    expect(problem()).toContain('没能保存')
    expect(wrapper.emitted('update:show')).toBeUndefined()
  })

  it('of the demo is fixed, and says why', () => {
    const { input } = open({ isFixed: true })
    expect(input()?.disabled).toBe(true)
    expect(document.body.textContent).toContain('演示机群没有限额')
  })
})
