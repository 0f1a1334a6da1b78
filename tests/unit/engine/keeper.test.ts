import { describe, expect, it } from 'vitest'
import { accountIdOf, type AccountId } from '@/domain/upstream'
import { Keeper } from '@/engine/keeper'
import { createMemoryRepository } from '@/storage/memory-repository'
import { FakeClock } from '../../support/fake-clock'
import { answeredRow } from '../../support/rows'

const ACCOUNT = accountIdOf({ kind: 'mainland' })

async function open() {
  const clock = new FakeClock()
  const written: { atMs: number; names: string[] }[] = []
  const repository = { ...createMemoryRepository(), saveSnapshots: (_account: AccountId, rows: readonly { device: { deviceName: string } }[]) => (written.push({ atMs: clock.nowMs(), names: rows.map(({ device }) => device.deviceName) }), Promise.resolve()) }
  const keeper = new Keeper(clock, () => undefined)
  await keeper.open(() => Promise.resolve({ repository, state: { kind: 'persistent' } }))
  return { clock, keeper, written, startMs: clock.nowMs() }
}

describe('what is kept of rows', () => {
  it('goes to the disk in batches, 3 s after the first of them', async () => {
    const { clock, keeper, written, startMs } = await open()
    keeper.rowChanged(ACCOUNT, answeredRow('a'))
    await clock.advance(2_000)
    keeper.rowChanged(ACCOUNT, answeredRow('b'))
    await clock.advance(10_000)
    expect(written).toEqual([{ atMs: startMs + 3_000, names: ['a', 'b'] }])
  })

  it('goes there at once where it must not be forgotten, and one batch is one write', async () => {
    const { clock, keeper, written, startMs } = await open()
    keeper.rowChanged(ACCOUNT, answeredRow('a'))
    await clock.advance(1_000)
    for (const name of ['b', 'c']) {
      keeper.rowChanged(ACCOUNT, answeredRow(name))
      keeper.hasten(ACCOUNT)
      await clock.advance(50)
    }
    await clock.advance(10_000)
    expect(written).toEqual([{ atMs: startMs + 1_100, names: ['a', 'b', 'c'] }])
    keeper.rowChanged(ACCOUNT, answeredRow('d'))
    await clock.advance(2_990)
    expect(written).toHaveLength(1)
    await clock.advance(10)
    expect(written).toHaveLength(2)
  })
})
