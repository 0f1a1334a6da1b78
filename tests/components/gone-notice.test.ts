import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import GoneNotice from '@/components/GoneNotice.vue'

describe('the notice of devices that the account has no more', () => {
  it('says how many, shows them, and removes none before it was asked for twice', async () => {
    const notice = mount(GoneNotice, { props: { count: 3 } })
    const press = (name: string) => notice.findAll('button').find((button) => button.text() === name)?.trigger('click')
    expect(notice.text()).toContain('3 台')
    await press('查看')
    expect(notice.emitted('show')).toHaveLength(1)
    await press('移除')
    expect(notice.text()).toContain('移除这 3 台？')
    expect(notice.emitted('remove')).toBeUndefined()
    await press('取消')
    await press('移除')
    expect(notice.emitted('remove')).toBeUndefined()
    await press('确认移除')
    expect(notice.emitted('remove')).toHaveLength(1)
  })
})
