import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import type { FleetRow } from '@/domain/fleet-row'
import { Account } from '@/engine/account'
import { CloudError } from '@/cloud/errors'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import type { CallRecord } from '@/domain/call-record'
import { FakeClock } from '../../support/fake-clock'

const TOKEN = 'canary/access"token-7f3e'
const DEVICE = createDevice('P1', 'a')

interface Answer {
  fields?: object
  afterMs?: number
  status?: number
}

function open(answer: (action: string, call: number) => Answer = () => ({})) {
  const clock = new FakeClock()
  const sent: string[] = []
  const told: { record: CallRecord; text: string | null }[] = []
  const shown: FleetRow[] = []
  const account = new Account({
    upstream: { kind: 'mainland' },
    access: {
      endpoint: '/api',
      limits: CLOUD_LIMITS,
      devices: [],
      kept: true,
      async fetch(_input, init) {
        const { Action, RequestId, AccessToken } = JSON.parse(String(init?.body))
        sent.push(Action)
        const { fields = { Status: 3, Percent: 10 }, afterMs = 20, status = 200 } = answer(Action, sent.length)
        await new Promise<void>((resolve, reject) => {
          clock.after(afterMs, resolve)
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
        })
        return Response.json({ Response: { ...fields, Echo: { deep: [AccessToken] }, RequestId } }, { status })
      },
    },
    clock,
    random: () => 0.5,
    rows: [],
    onRow: (row) => void shown.push(row),
    onStatus: () => undefined,
    onCall: (_id, record, text) => void told.push({ record, text }),
  })
  account.add([DEVICE])
  return { clock, sent, told, shown, account }
}

describe('a call for somebody who waits', () => {
  it('gives an answer, and tells it, without the token however it is echoed', async () => {
    const { clock, told, account } = open()
    account.unlock(TOKEN)
    account.setPaused(true)
    const answer = account.call('AppCheckFirmwareUpdate', { ProductId: 'P1', DeviceName: 'a' })
    await clock.advance(3_000)
    const whole = JSON.stringify([await answer, told])
    expect((await answer).fields.Echo).toEqual({ deep: ['••••'] })
    expect(told.some(({ record }) => record.action === 'AppCheckFirmwareUpdate')).toBe(true)
    expect(told.at(-1)?.text).toContain('••••')
    for (const form of [TOKEN, JSON.stringify(TOKEN).slice(1, -1), 'token-7f3e']) expect(whole).not.toContain(form)
  })

  it('is refused at once while the account is locked, and nothing is sent', async () => {
    const { clock, sent, account } = open()
    const refused = account.call('AppGetUser', {}).catch((error: CloudError) => error.failure.kind)
    await clock.advance(5_000)
    expect(await refused).toBe('aborted')
    expect(sent).toEqual([])
  })

  it('ends when the account is locked in the middle of it', async () => {
    const { clock, account } = open(() => ({ afterMs: 5_000 }))
    account.unlock(TOKEN)
    const calls = Array.from({ length: 20 }, () => account.call('AppGetUser', {}).catch((error: CloudError) => error.failure.kind))
    await clock.advance(1_000)
    account.lock({ kind: 'operator' })
    await clock.advance(100)
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['aborted']))
  })

  it('locks the account when its token is refused', async () => {
    const refusal = { Error: { Code: 'InvalidParameterValue.InvalidAccessToken', Message: 'Token无效' } }
    const { clock, sent, account } = open((action) => (action === 'AppCheckFirmwareUpdate' ? { fields: refusal } : {}))
    account.unlock(TOKEN)
    const refused = account.call('AppCheckFirmwareUpdate', { ProductId: 'P1', DeviceName: 'a' }).catch((error: CloudError) => error.failure.kind)
    await clock.advance(3_000)
    expect(await refused).toBe('unauthorized')
    expect(account.status.session.kind).toBe('locked')
    const calls = sent.length
    await clock.advance(60_000)
    expect(sent.length).toBe(calls)
  })

  it('about a device shows its status at once, and an older answer that comes later changes nothing', async () => {
    let describes = 0
    const { clock, shown, account } = open((action) => {
      if (action !== 'AppDescribeFirmwareUpdateStatus') return {}
      describes += 1
      return describes === 1 ? { fields: { Status: 3, Percent: 10 }, afterMs: 4_000 } : { fields: { Status: 6 }, afterMs: 20 }
    })
    account.unlock(TOKEN)
    await clock.advance(500)
    expect(describes).toBe(1)
    const row = account.lookAgain(DEVICE)
    await clock.advance(500)
    expect((await row)?.snapshot?.upgrade.status).toBe(6)
    await clock.advance(6_000)
    expect(shown.map(({ snapshot }) => snapshot?.upgrade.status)).not.toContain(3)
  })
})
