import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import FleetNotices from '@/components/FleetNotices.vue'
import type { LockReason } from '@/engine/protocol'
import { createI18n, i18nKey } from '@/i18n/use-i18n'
import type { Locale } from '@/i18n/format'

function mountNotices(lockReason: LockReason, locale: Locale = 'zh-CN') {
  return mount(FleetNotices, {
    props: { lockReason, storage: { kind: 'memory', why: 'closed' }, isDemo: false },
    global: { provide: { [i18nKey as symbol]: createI18n(() => locale) } },
  })
}

describe('the notices', () => {
  it.each<[Locale, string, string]>([
    ['zh-CN', '另一个标签页', '重新载入'],
    ['en-US', 'in another tab', 'Reload'],
  ])('of an engine that a later one took over from offer a reload and nothing else (%s)', async (locale, words, button) => {
    const notices = mountNotices({ kind: 'superseded' }, locale)
    expect(notices.findAll('[data-notice]').map((notice) => notice.attributes('data-notice'))).toEqual(['superseded'])
    expect(notices.text()).toContain(words)
    expect(notices.get('button').text()).toBe(button)
    await notices.get('button').trigger('click')
    expect(notices.emitted()).toMatchObject({ reload: [[]] })
  })

  it('of any other lock ask for a token, and tell of the storage', async () => {
    const notices = mountNotices({ kind: 'restarted' })
    expect(notices.findAll('[data-notice]').map((notice) => notice.attributes('data-notice'))).toEqual(['locked', 'storage'])
    await notices.get('button').trigger('click')
    expect(notices.emitted()).toMatchObject({ connect: [[]] })
  })

  it.each<[Locale, string, string]>([
    ['zh-CN', '原有的 1,200 台设备的列表不见了', '知道了'],
    ['en-US', 'The list of 1,200 devices', 'Got it'],
  ])('of a list that is gone say how large it was and what to do, until dismissed (%s)', async (locale, words, button) => {
    const notices = mount(FleetNotices, {
      props: { lockReason: null, storage: { kind: 'persistent' }, isDemo: true, missing: 1200 },
      global: { provide: { [i18nKey as symbol]: createI18n(() => locale) } },
    })
    expect(notices.get('[data-notice="list-missing"]').text()).toContain(words)
    expect(notices.get('button').text()).toBe(button)
    await notices.get('button').trigger('click')
    expect(notices.emitted()).toMatchObject({ dismissMissing: [[]] })
    await notices.setProps({ missing: null })
    expect(notices.find('[data-notice]').exists()).toBe(false)
  })

  it.each([[true, 1], [false, 0]])('tell of a disk that fails over the demo only where a list is known (%s)', (knowsList, shown) => {
    const notices = mount(FleetNotices, {
      props: { lockReason: null, storage: { kind: 'memory', why: 'failed' }, isDemo: true, knowsList },
      global: { provide: { [i18nKey as symbol]: createI18n(() => 'zh-CN') } },
    })
    expect(notices.findAll('[data-notice="storage"]')).toHaveLength(shown)
  })
})
