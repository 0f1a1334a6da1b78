import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SettingsDialog from '@/components/SettingsDialog.vue'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

const RANGE = { min: 1, max: 50 }
const DAYS_RANGE = { min: 1, max: 365 }
let dialog: ReturnType<typeof open>['wrapper'] | null = null

function open({ isFixed = false, taken = true, days = null as number | null } = {}) {
  const saved: number[] = []
  const savedDays: number[] = []
  const wrapper = mount(SettingsDialog, {
    attachTo: document.body,
    props: {
      show: true,
      budget: 10,
      range: RANGE,
      isFixed,
      save: (budget: number) => Promise.resolve(saved.push(budget) > 0 && taken),
      daysRange: DAYS_RANGE,
      loadDays: () => Promise.resolve(days),
      saveDays: (kept: number) => Promise.resolve(savedDays.push(kept) > 0 && taken),
    },
    global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } },
  })
  dialog = wrapper
  const input = () => document.querySelector<HTMLInputElement>('#budget')
  const daysInput = () => document.querySelector<HTMLInputElement>('#history-days')
  const enter = async (text: string, into = input) => {
    const field = into()
    if (!field) throw new Error('no field')
    field.value = text
    field.dispatchEvent(new Event('input'))
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  return { wrapper, saved, savedDays, input, daysInput, enter, problem: () => document.querySelector('[role="alert"]')?.textContent ?? null }
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

describe('the days of history', () => {
  it('are shown as kept, and saved as typed, without touching the budget', async () => {
    const { wrapper, saved, savedDays, daysInput, enter } = open({ days: 30 })
    await flushPromises()
    expect(daysInput()?.value).toBe('30')
    expect(document.querySelector('label[for="history-days"]')?.textContent).toBe('历史保留天数')
    await enter('7', daysInput)
    expect([saved, savedDays]).toEqual([[], [7]])
    expect(wrapper.emitted('update:show')).toEqual([[false]])
  })

  it.each(['', '0', '366', '1.5', '-7'])('of %o are refused with what, where and what to do, and nothing changes', async (text) => {
    const { wrapper, saved, savedDays, daysInput, enter, problem } = open({ days: 30 })
    await flushPromises()
    await enter(text, daysInput)
    expect(problem()).toMatch(/历史保留天数须是 1 到 365 的整数，没有改动。请重新填写/u)
    expect([saved, savedDays]).toEqual([[], []])
    expect(wrapper.emitted('update:show')).toBeUndefined()
  })

  it('that the engine could not save say so, and the dialog stays open', async () => {
    const { wrapper, daysInput, enter, problem } = open({ days: 30, taken: false })
    await flushPromises()
    await enter('7', daysInput)
    expect(problem()).toContain('没能保存历史保留天数')
    expect(wrapper.emitted('update:show')).toBeUndefined()
  })

  it('are not asked for where no history is kept', async () => {
    const { daysInput } = open({ days: null, isFixed: true })
    await flushPromises()
    expect(daysInput()).toBeNull()
  })
})
