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
})
