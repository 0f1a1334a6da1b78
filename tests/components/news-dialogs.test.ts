import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import NewsBell from '@/components/NewsBell.vue'
import type { EngineConnection } from '@/engine/connection'
import { engineKey } from '@/stores/engine-link'
import { useNewsStore } from '@/stores/news'
import NewsCorner from '@/views/NewsCorner.vue'
import { answeredRow } from '../support/rows'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

const engine: EngineConnection = { send: () => Promise.resolve({ kind: 'done', count: 0 }), onEvent: () => undefined, onLost: () => undefined, onFault: () => undefined, close: () => undefined }
const before = Object.getOwnPropertyDescriptor(globalThis, 'Notification')
const mounted: VueWrapper[] = []
let asked = 0

/** A desktop that gives this answer when it is asked; `null`: there is none. */
function standIn(answer: NotificationPermission | null, permission: NotificationPermission = 'default') {
  if (answer === null) return void Reflect.deleteProperty(globalThis, 'Notification')
  const desktop = {
    permission,
    requestPermission() {
      asked += 1
      desktop.permission = answer
      return Promise.resolve(answer)
    },
  }
  Object.defineProperty(globalThis, 'Notification', { configurable: true, value: desktop })
}

async function open() {
  const pinia = createPinia()
  mounted.push(mount(NewsCorner, { attachTo: document.body, global: { plugins: [pinia], provide: { [engineKey as symbol]: engine, [i18nKey as symbol]: createI18n(() => 'zh-CN') } } }))
  const news = useNewsStore(pinia)
  const bell = () => document.querySelector<HTMLElement>('[aria-haspopup="dialog"]')
  const show = async () => {
    bell()?.click()
    await expect.poll(() => document.querySelector('fieldset')).not.toBeNull()
  }
  return { news, bell, show }
}

const field = (label: RegExp) => [...document.querySelectorAll<HTMLLabelElement>('label')].find(({ textContent }) => label.test(textContent ?? ''))?.querySelector('input') ?? null
const time = (label: string) => document.querySelector<HTMLInputElement>(`input[type="time"][aria-label="${label}"]`)

async function turn(input: HTMLInputElement | null) {
  if (!input) throw new Error('no field')
  input.checked = !input.checked
  input.dispatchEvent(new Event('change'))
  await flushPromises()
}

async function enter(input: HTMLInputElement | null, text: string) {
  if (!input) throw new Error('no field')
  // As a browser that knows no field for times would let it through.
  Object.defineProperty(input, 'value', { configurable: true, value: text })
  input.dispatchEvent(new Event('change'))
  Reflect.deleteProperty(input, 'value')
  await flushPromises()
}

beforeEach(() => {
  asked = 0
  localStorage.clear()
  standIn('granted')
})

afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.innerHTML = ''
  if (before) Object.defineProperty(globalThis, 'Notification', before)
  else Reflect.deleteProperty(globalThis, 'Notification')
})

describe('the bell', () => {
  it.each([
    [0, '动态', ''],
    [1, '动态，1 条未读', '1'],
    [99, '动态，99 条未读', '99'],
    [1234, '动态，1,234 条未读', '99+'],
  ])('says of %i news what nobody has read', (count, name, shown) => {
    const bell = mount(NewsBell, { props: { count } })
    mounted.push(bell)
    expect(bell.get('button').attributes('aria-label')).toBe(name)
    expect(bell.text()).toBe(shown)
  })

  it('counts what comes, and nothing more once the news were looked at', async () => {
    const { news, bell, show } = await open()
    news.hear({ before: answeredRow('a', { status: 3 }), after: answeredRow('a', { status: 5, message: '<b>disk</b> full' }), wasStalled: false, isStalled: false }, 5_000)
    news.hear({ before: answeredRow('b', { status: 3 }), after: answeredRow('b', { status: 8 }), wasStalled: false, isStalled: false }, 5_000)
    await flushPromises()
    expect(bell()?.getAttribute('aria-label')).toBe('动态，2 条未读')
    await show()
    expect(document.querySelector('[role="status"]')?.textContent).toContain('失败 1')
    expect([...document.querySelectorAll('[data-news]')].map((group) => [group.getAttribute('data-news'), group.querySelectorAll('li').length])).toEqual([['failed', 1], ['confirm', 1]])
    expect(document.querySelector('[data-news="failed"] .detail')?.textContent).toBe('→ 2.0 · <b>disk</b> full')
    document.querySelector<HTMLElement>('[data-news="failed"] a.device')?.click()
    await flushPromises()
    expect(bell()?.getAttribute('aria-label')).toBe('动态')
  })
})

describe('telling of news on the desktop', () => {
  it('is asked for when it is turned on, not before, and never again', async () => {
    const { news, show } = await open()
    await show()
    expect([asked, field(/桌面通知/u)?.checked, news.settings.notify]).toEqual([0, false, false])
    await turn(field(/提示音/u))
    expect(asked).toBe(0)
    await turn(field(/桌面通知/u))
    expect([asked, field(/桌面通知/u)?.checked, news.settings.notify]).toEqual([1, true, true])
    await turn(field(/桌面通知/u))
    expect([asked, news.settings.notify]).toEqual([1, false])
    await turn(field(/桌面通知/u))
    expect([asked, news.settings.notify]).toEqual([1, true])
  })

  it('that the browser refuses stays off, and says what to do', async () => {
    standIn('denied')
    const { news, show } = await open()
    await show()
    expect(document.querySelector('[role="alert"]')).toBeNull()
    await turn(field(/桌面通知/u))
    expect([asked, field(/桌面通知/u)?.checked, news.settings.notify]).toEqual([1, false, false])
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('网站设置')
  })

  it('cannot be turned on where there is no such thing', async () => {
    standIn(null)
    const { show } = await open()
    await show()
    expect(field(/桌面通知/u)?.disabled).toBe(true)
  })

  it('is off once it is allowed no more, whatever was chosen', async () => {
    standIn('granted', 'denied')
    localStorage.setItem('ota-lookout.alerts', JSON.stringify({ notify: true }))
    const { show } = await open()
    await show()
    expect([asked, field(/桌面通知/u)?.checked]).toEqual([0, false])
  })
})

describe('quiet hours', () => {
  it('have times once they are on, and keep the last one that was a time', async () => {
    const { news, show } = await open()
    await show()
    const quiet = field(/静默时段/u)
    expect([time('静默从')?.disabled, time('静默到')?.disabled]).toEqual([true, true])
    await turn(quiet)
    expect([news.settings.isQuietAtNight, time('静默从')?.disabled, time('静默从')?.value, time('静默到')?.value]).toEqual([true, false, '22:00', '07:00'])
    await enter(time('静默从'), '23:30')
    expect(news.settings.quiet).toEqual({ from: 1410, to: 420 })
    for (const text of ['', '24:00', '12:60', '7:00', 'noon', '-1:00']) await enter(time('静默到'), text)
    expect(news.settings.quiet).toEqual({ from: 1410, to: 420 })
    expect(time('静默到')?.value).toBe('07:00')
  })
})
