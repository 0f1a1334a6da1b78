import { describe, expect, it } from 'vitest'
import type { CallFailure } from '@/domain/call-failure'
import { createDevice } from '@/domain/device'
import { lostRun, mayGoAgain, ORDER_RESULTS, orderTotals, resultOfOrder, resultOfQuestion, withResults, type OrderResult, type OrderRun } from '@/domain/order-result'
import { failureOfCode, failureOfHttpStatus } from '@/cloud/errors'

const code = (text: string) => failureOfCode(text, '')

describe('an order that went out', () => {
  it.each<[string, CallFailure, string]>([
    ['an answer that names the device offline', code('FailedOperation.DeviceOffline'), 'offline'],
    ['no firmware', code('ResourceNotFound.DeviceHasNoFirmware'), 'no-firmware'],
    ['no permission', code('InvalidParameterValue.NoPermission'), 'no-permission'],
    ['a product that is not linked', code('UnauthorizedOperation.APPNoPermissionToStudioProduct'), 'no-permission'],
    ['a refused token', code('InvalidParameterValue.InvalidAccessToken'), 'refused'],
    ['any other refusal', code('FailedOperation'), 'refused'],
    ['a limit', code('RequestLimitExceeded'), 'limited'],
    ['HTTP 429', failureOfHttpStatus(429, null, null), 'limited'],
    ['an error inside the cloud', code('InternalError'), 'uncertain'],
    ['a part of one', code('InternalError.DbError'), 'uncertain'],
    ['a bare number', code('-1000'), 'uncertain'],
    ['HTTP 500', failureOfHttpStatus(500, null, null), 'uncertain'],
    ['HTTP 502 of a proxy', failureOfHttpStatus(502, 'iot.cloud.tencent.com TLS', null), 'uncertain'],
    ['a time-out', { kind: 'timeout', timeoutMs: 10_000 }, 'uncertain'],
    ['a lost connection', { kind: 'network' }, 'uncertain'],
    ['an abort on its way', { kind: 'aborted' }, 'uncertain'],
    ['an answer to something else', { kind: 'malformed', reason: 'foreign-answer' }, 'uncertain'],
    ['half an answer', { kind: 'malformed', reason: 'not-json' }, 'uncertain'],
  ])('and got %s is told as that', (_what, failure, kind) => {
    expect(resultOfOrder(failure)).toBe(kind)
  })
})

describe('an order that did not go out', () => {
  it.each<[string, CallFailure, string]>([
    ['called off', { kind: 'aborted' }, 'stopped'],
    ['not permitted to ask', code('InvalidParameterValue.NoPermission'), 'no-permission'],
    ['with a refused token', code('InvalidParameterValue.InvalidAccessToken'), 'refused'],
    ['with no answer', { kind: 'timeout', timeoutMs: 1 }, 'unreachable'],
    ['with an error inside the cloud', code('InternalError'), 'unreachable'],
    ['limited', code('RequestLimitExceeded'), 'unreachable'],
  ])('because it was %s is told as that', (_what, failure, kind) => {
    expect(resultOfQuestion(failure)).toBe(kind)
  })

  it('may go again, but never one that was or may have been sent, waits, or has no device', () => {
    expect(ORDER_RESULTS.filter((kind) => !mayGoAgain(kind))).toEqual(['sent', 'uncertain', 'pending', 'gone'])
  })
})

describe('a run', () => {
  const result = (name: string, kind: OrderResult['kind']): OrderResult => ({ device: createDevice('P', name), action: 'retry', kind, at: 1, requestId: null, failure: null })
  const targets = ['a', 'b', 'c'].map((name) => ({ device: createDevice('P', name), action: 'retry' as const, status: 5, since: 0, sourceVersion: null, targetVersion: null }))
  const run: OrderRun = { id: '1', startedAt: 0, targets, results: [result('b', 'sent')], state: 'running' }

  it('whose engine is gone calls the rest uncertain, and keeps what was told', () => {
    const lost = lostRun(run, 9)
    expect(lost.state).toBe('lost')
    expect(lost.results.map(({ device, kind }) => [device.deviceName, kind])).toEqual([['b', 'sent'], ['a', 'uncertain'], ['c', 'uncertain']])
    expect(lostRun(lost, 10)).toBe(lost)
    expect(orderTotals(lost.results)).toMatchObject({ sent: 1, uncertain: 2, stopped: 0 })
  })

  it('takes results in the place of those that it had guessed, and none twice', () => {
    const told = { from: 1, results: [result('a', 'stopped'), result('c', 'stopped')], state: 'ended' } as const
    const ended = withResults(lostRun(run, 9), told)
    expect(ended.results.map(({ device, kind }) => [device.deviceName, kind])).toEqual([['b', 'sent'], ['a', 'stopped'], ['c', 'stopped']])
    expect(withResults(ended, told).results).toEqual(ended.results)
  })
})
