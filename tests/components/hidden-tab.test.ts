import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import type { DeviceId } from '@/domain/device'
import type { EngineConnection } from '@/engine/connection'
import type { Command } from '@/engine/protocol'
import { engineKey } from '@/stores/engine-link'
import { useFleetStore } from '@/stores/fleet'
import { answeredRow } from '../support/rows'

const IDS = ['P1/a', 'P1/b'] as DeviceId[]

async function setHidden(hidden: boolean) {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') })
  document.dispatchEvent(new Event('visibilitychange'))
  await nextTick()
}

function mountFleet() {
  const sent: Command[] = []
  const engine: EngineConnection = {
    send: (command) => {
      sent.push(command)
      return Promise.resolve({ kind: 'done', count: 0 })
    },
    onEvent: () => undefined,
    onLost: () => undefined,
    onFault: () => undefined,
    close: () => undefined,
  }
  let fleet: ReturnType<typeof useFleetStore> | undefined
  const wrapper = mount(
    defineComponent(() => {
      const store = useFleetStore()
      fleet = store
      return () => h('p', IDS.map((id) => store.row(id).value?.snapshot?.upgrade.kind).join())
    }),
    { global: { plugins: [createPinia()], provide: { [engineKey as symbol]: engine } } },
  )
  if (!fleet) throw new Error('no store')
  const lastVisible = () => sent.flatMap((command) => (command.kind === 'visible' ? [command.ids] : [])).at(-1)
  return { fleet, wrapper, lastVisible }
}

afterEach(() => setHidden(false))

describe('a hidden tab', () => {
  it('shows nothing to anybody, and what it shows counts again when it is back', async () => {
    const { fleet, lastVisible } = mountFleet()
    fleet.setVisible(IDS)
    expect(lastVisible()).toEqual(IDS)
    await setHidden(true)
    expect(lastVisible()).toEqual([])
    fleet.setVisible(IDS.slice(0, 1))
    expect(lastVisible()).toEqual([])
    await setHidden(false)
    expect(lastVisible()).toEqual(['P1/a'])
  })

  it('keeps drawing what changes meanwhile', async () => {
    const { fleet, wrapper } = mountFleet()
    fleet.setVisible(IDS)
    await setHidden(true)
    fleet.apply({ kind: 'snapshot', account: null, rows: [answeredRow('a', { status: 3 }), answeredRow('b', { status: 6 })], storage: { kind: 'persistent' } }, false)
    await setHidden(false)
    expect(wrapper.text()).toBe('running,done')
  })
})
