import { describe, expect, it } from 'vitest'
import { openEnvelope } from '@/cloud/envelope'
import { createSimulatedCloud } from '@/simulator/cloud'
import { EVERY_STATUS } from '@/simulator/first-states'
import { ENVELOPES } from '@/simulator/wire'
import { deviceIn, errorCodeOf, openWorld, requestFor, responseOf, truthOf, URL_OF_API } from './world'

const DESCRIBE = 'AppDescribeFirmwareUpdateStatus'
const PUBLISH = 'AppPublishFirmwareUpdateMessage'

describe('the envelopes', () => {
  it.each(ENVELOPES)('%s carries answers and errors, both with the RequestId of the call', async (envelope) => {
    const { handler, cloud } = openWorld({ envelope })
    const { fields } = deviceIn(cloud, 20)
    const answer = openEnvelope(await (await handler(requestFor(DESCRIBE, fields))).text())
    expect(answer).toMatchObject({ kind: 'answer', requestId: 'r-1', fields: { Status: 20, Percent: 100 } })
    const error = openEnvelope(await (await handler(requestFor(DESCRIBE, { ...fields, DeviceName: 'nobody' }))).text())
    expect(error).toMatchObject({ kind: 'error', code: 'InvalidParameterValue.NoPermission', requestId: 'r-1' })
  })

  it('code has the numbers that official clients look at', async () => {
    const { handler, cloud } = openWorld({ envelope: 'code' })
    const { fields } = deviceIn(cloud, 6)
    expect(await (await handler(requestFor(DESCRIBE, fields))).json()).toMatchObject({ code: 0, msg: '', data: { Status: 6 } })
    const refused = await (await handler(requestFor(DESCRIBE, { ...fields, AccessToken: '' }))).json()
    expect(refused).toMatchObject({
      code: -1000,
      msg: 'Token无效',
      data: { Error: { Code: 'InvalidParameterValue.InvalidAccessToken', Message: 'Token无效' } },
    })
  })
})

describe('the answer about an upgrade', () => {
  it('is the truth for every status, and leaves Status out where there is none', async () => {
    const { handler, cloud } = openWorld()
    for (const [place, { id, productId, deviceName }] of cloud.devices().entries()) {
      const body = await responseOf(handler(requestFor(DESCRIBE, { ProductId: productId, DeviceName: deviceName })))
      const truth = truthOf(cloud, id)
      expect(body.Status ?? null).toBe(truth.status)
      expect('Status' in body).toBe(truth.status !== null)
      expect([body.OriVersion, body.DstVersion]).toEqual([truth.sourceVersion ?? '', truth.targetVersion ?? ''])
      expect(body.ErrMsg).toBe(EVERY_STATUS[place]?.errMsg)
      if (truth.status === 3) expect(body.Percent).toBe(truth.percent)
    }
  })

  it('of a lively fleet has a Percent of every odd form where it does not count, and the true number where it does', async () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7, devices: 400 })
    const { handler } = openWorld({ cloud })
    const odd = new Set<string>()
    for (const { id, productId, deviceName } of [1, 2, 3].flatMap(() => cloud.devices())) {
      const body = await responseOf(handler(requestFor(DESCRIBE, { ProductId: productId, DeviceName: deviceName })))
      const { percent } = truthOf(cloud, id)
      if (percent !== null) expect(Number(body.Percent)).toBe(percent)
      if (body.Percent !== 0 && percent === null) odd.add(body.Percent === null ? 'null' : typeof body.Percent)
      if (percent !== null && typeof body.Percent === 'string') odd.add('text while downloading')
    }
    expect(odd).toEqual(new Set(['null', 'number', 'string', 'undefined', 'text while downloading']))
  })
})

describe('the sister actions', () => {
  it('AppPublishFirmwareUpdateMessage starts a waiting device and says why it does not start others', async () => {
    const { handler, cloud } = openWorld()
    const publish = (status: number | null) => handler(requestFor(PUBLISH, deviceIn(cloud, status).fields))
    expect(await responseOf(publish(8))).toEqual({ RequestId: 'r-1' })
    expect(await errorCodeOf(publish(0))).toBe('FailedOperation.DeviceOffline')
    expect(await errorCodeOf(publish(null))).toBe('ResourceNotFound.DeviceHasNoFirmware')
    expect(await errorCodeOf(publish(3))).toBe('FailedOperation')
    const nobody = handler(requestFor(PUBLISH, { ProductId: 'X', DeviceName: 'y' }))
    expect(await errorCodeOf(nobody)).toBe('InvalidParameterValue.NoPermission')
  })

  it('AppCheckFirmwareUpdate tells the running and the target version', async () => {
    const { handler, cloud } = openWorld()
    const check = (status: number | null) => handler(requestFor('AppCheckFirmwareUpdate', deviceIn(cloud, status).fields))
    const { sourceVersion, targetVersion } = truthOf(cloud, deviceIn(cloud, 4).id)
    expect(await responseOf(check(4))).toMatchObject({ CurrentVersion: sourceVersion, DstVersion: targetVersion })
    expect(await errorCodeOf(check(null))).toBe('FailedOperation.DeviceInfoOutdated')
  })

  it('the families and the shared devices, page by page, are the whole fleet', async () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    const { handler } = openWorld({ cloud })
    const all = async (action: string, list: string, fields: object) => {
      const items: { DeviceId: string; FamilyId: string; AliasName: string }[] = []
      for (let total = 1; items.length < total; ) {
        const page = await responseOf(handler(requestFor(action, { ...fields, Offset: items.length, Limit: 50 })))
        total = page.Total as number
        items.push(...(page[list] as typeof items))
      }
      return items
    }
    const families = await all('AppGetFamilyList', 'FamilyList', {})
    const devices = await all('AppListUserShareDevices', 'ShareDevices', {})
    for (const { FamilyId } of families) {
      devices.push(...(await all('AppGetFamilyDeviceList', 'DeviceList', { FamilyId, RoomId: '' })))
    }
    expect(devices.map(({ DeviceId }) => DeviceId).toSorted()).toEqual(cloud.devices().map(({ id }) => id as string).toSorted())
    expect(devices.find(({ DeviceId }) => DeviceId === cloud.devices()[0]?.id)?.AliasName).toBe(cloud.devices()[0]?.alias)
  })

  it('refuse more than 50 a page, and a family of others', async () => {
    const { handler } = openWorld()
    const page = (fields: object) => errorCodeOf(handler(requestFor('AppGetFamilyDeviceList', { RoomId: '', ...fields })))
    expect(await page({ FamilyId: 'f_0001a9c3', Offset: 0, Limit: 51 })).toBe('InvalidParameterValue')
    expect(await page({ FamilyId: 'f_0001a9c3', Offset: -1, Limit: 50 })).toBe('InvalidParameterValue')
    expect(await page({ FamilyId: 'f_0001a9c3', Limit: 50 })).toBe('ErrorRequiredParamNotFound')
    expect(await page({ FamilyId: 'f_elsewhere', Offset: 0, Limit: 50 })).toBe('InvalidParameterValue.NoPermission')
  })

  it('AppGetProducts, AppGetDeviceStatuses and AppGetUser answer', async () => {
    const { handler, cloud } = openWorld()
    const productIds = cloud.products.map(({ productId }) => productId)
    const products = await responseOf(handler(requestFor('AppGetProducts', { ProductIds: [...productIds, 'NOSUCHPROD'] })))
    expect((products.Products as { Name: string }[]).map(({ Name }) => Name)).toEqual(['智能网关 A2', '云台摄像头', '三相电表'])
    const ids = [deviceIn(cloud, 0).id, deviceIn(cloud, 6).id]
    const online = await responseOf(handler(requestFor('AppGetDeviceStatuses', { DeviceIds: [...ids, 'no/body'] })))
    expect(online.DeviceStatuses).toEqual([
      { DeviceId: ids[0], Online: 0 },
      { DeviceId: ids[1], Online: 1 },
    ])
    expect(await responseOf(handler(requestFor('AppGetUser')))).toMatchObject({ Data: { NickName: '值班员' } })
  })
})

describe('the checks', () => {
  it('refuse what is no JSON, no action, an unknown action, and missing or wrong fields', async () => {
    const { handler, cloud } = openWorld()
    const { fields } = deviceIn(cloud, 6)
    expect(await errorCodeOf(handler(new Request(URL_OF_API, { method: 'POST', body: '{"Action' })))).toBe('InvalidParameterValue.InvalidJSON')
    expect(await errorCodeOf(handler(requestFor('AppCancelEverything')))).toBe('InvalidAction')
    expect(await errorCodeOf(handler(requestFor('toString')))).toBe('InvalidAction')
    expect(await errorCodeOf(handler(requestFor(DESCRIBE, { ProductId: 'X' })))).toBe('ErrorRequiredParamNotFound')
    expect(await errorCodeOf(handler(requestFor(DESCRIBE, { ...fields, DeviceName: 7 })))).toBe('InvalidParameterValue')
    expect(await errorCodeOf(handler(requestFor(DESCRIBE, { ...fields, RequestId: undefined })))).toBe('ErrorRequiredParamNotFound')
  })

  it('refuse an empty and a wrong token', async () => {
    const { handler } = openWorld({ token: 'the-one' })
    const user = (token: unknown) => errorCodeOf(handler(requestFor('AppGetUser', { AccessToken: token })))
    expect(await user('')).toBe('InvalidParameterValue.InvalidAccessToken')
    expect(await user(undefined)).toBe('InvalidParameterValue.InvalidAccessToken')
    expect(await user('other')).toBe('InvalidParameterValue.InvalidAccessToken')
    expect(await user('the-one')).toBeUndefined()
  })

  it('refuse an expired token for good, and let a fresh one in', async () => {
    const { handler } = openWorld({ expireAfterCalls: 3 })
    const user = (token: string) => errorCodeOf(handler(requestFor('AppGetUser', { AccessToken: token })))
    const codes = [await user('a'), await user('a'), await user('a'), await user('a'), await user('a'), await user('b')]
    const refused = 'InvalidParameterValue.InvalidAccessToken'
    expect(codes).toEqual([undefined, undefined, undefined, refused, refused, undefined])
    handler.expireToken()
    expect([await user('b'), await user('c')]).toEqual([refused, undefined])
  })

  it('expire the token that comes next when none has come yet', async () => {
    const { handler } = openWorld()
    handler.expireToken()
    expect(await errorCodeOf(handler(requestFor('AppGetUser')))).toBe('InvalidParameterValue.InvalidAccessToken')
  })

  it('hold calls to a rate, by the clock', async () => {
    const { handler, clock } = openWorld({ ratePerSecond: 2 })
    const user = () => errorCodeOf(handler(requestFor('AppGetUser')))
    expect([await user(), await user(), await user()]).toEqual([undefined, undefined, 'RequestLimitExceeded'])
    await clock.advance(500)
    expect([await user(), await user()]).toEqual([undefined, 'RequestLimitExceeded'])
    expect(handler.calls).toBe(5)
  })
})

describe('faults', () => {
  it('are counted by kind', async () => {
    const { handler } = openWorld({ faults: { rate: 1, kinds: ['http-500'] } })
    await handler(requestFor('AppGetUser'))
    handler.setFaults({ rate: 1, kinds: ['html'] })
    for (let call = 0; call < 2; call += 1) await handler(requestFor('AppGetUser'))
    handler.setFaults(null)
    await handler(requestFor('AppGetUser'))
    expect([...handler.faulty]).toEqual([['http-500', 1], ['html', 2]])
  })
})

describe('latency', () => {
  it('passes before the answer, within its bounds', async () => {
    const { handler, clock } = openWorld({ latencyMs: { min: 50, max: 80 } })
    let answered = 0
    const answers = Array.from({ length: 20 }, () => handler(requestFor('AppGetUser')).then(() => (answered += 1)))
    await clock.advance(49)
    expect(answered).toBe(0)
    await clock.advance(31)
    expect(answered).toBe(20)
    await Promise.all(answers)
  })

  it('ends with an AbortError when the caller gives up, and leaves no timer', async () => {
    const { handler, clock } = openWorld({ latencyMs: { min: 1_000, max: 1_000 } })
    const caller = new AbortController()
    const answer = handler(requestFor('AppGetUser', {}, { signal: caller.signal }))
    const refused = expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    await clock.advance(500)
    expect(clock.pendingTimers).toBe(1)
    caller.abort()
    await refused
    expect(clock.pendingTimers).toBe(0)
  })

  it('is not even begun for a call that was given up before', async () => {
    const { handler, cloud, clock } = openWorld()
    const { id, fields } = deviceIn(cloud, 8)
    const answer = handler(requestFor(PUBLISH, fields, { signal: AbortSignal.abort() }))
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    cloud.advance(5_000)
    expect(truthOf(cloud, id).status).toBe(8)
    expect(clock.pendingTimers).toBe(0)
  })

  it('ends for all calls when the handler is stopped, and later calls find no network', async () => {
    const { handler, clock } = openWorld({ latencyMs: { min: 1_000, max: 1_000 } })
    const answer = handler(requestFor('AppGetUser'))
    const refused = expect(answer).rejects.toThrow(TypeError)
    handler.stop()
    await refused
    expect(clock.pendingTimers).toBe(0)
    await expect(handler(requestFor('AppGetUser'))).rejects.toThrow(TypeError)
  })
})
