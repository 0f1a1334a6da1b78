import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { openDesk } from '../../support/account-desk'

const asked = ({ calls }: Awaited<ReturnType<typeof openDesk>>) => calls.filter(({ action }) => action === 'AppGetProducts')

/** A cloud with so many products that refuses some of them, and with them the whole call. */
async function openRefusing(refused: readonly string[]) {
  return openDesk({
    onCall(action, { RequestId, ProductIds, ProductId }) {
      if (action === 'AppDescribeFirmwareUpdateStatus') return Response.json({ Response: { Status: 6, RequestId, ProductId } })
      if (action !== 'AppGetProducts') return undefined
      const ids = ProductIds as string[]
      if (ids.some((id) => refused.includes(id))) {
        return Response.json({ Response: { Error: { Code: 'UnauthorizedOperation.APPNoPermissionToStudioProduct', Message: 'no' }, RequestId } })
      }
      return Response.json({ Response: { Products: ids.map((id) => ({ ProductId: id, Name: `name of ${id}` })), RequestId } })
    },
  })
}

describe('product names', () => {
  it('come for pasted devices by themselves, with one call for all products and none after', async () => {
    const desk = await openDesk({ devices: 60 })
    await desk.watch(desk.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName)))
    await desk.clock.advance(120_000)
    expect([...desk.names()].toSorted()).toEqual(desk.cloud.products.map(({ productId, name }) => [productId, name]).toSorted())
    console.log(`product names: ${desk.names().size} products, calls ${asked(desk).length}`)
    expect(asked(desk)).toHaveLength(1)
  })

  it('of which one is refused cost the others nothing', async () => {
    const desk = await openRefusing(['P3'])
    await desk.watch(['P1', 'P2', 'P3', 'P4', 'P5'].map((productId) => createDevice(productId, 'd')))
    await desk.clock.advance(600_000)
    expect([...desk.names().keys()].toSorted()).toEqual(['P1', 'P2', 'P4', 'P5'])
    expect(asked(desk).length).toBeLessThanOrEqual(8)
  })

  it('that fail say nothing, and are asked for again after a while, not at once', async () => {
    let isDown = true
    const desk = await openDesk({
      devices: 6,
      onCall: (action) => (action === 'AppGetProducts' && isDown ? new Response('', { status: 500 }) : undefined),
    })
    await desk.watch(desk.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName)))
    await desk.clock.advance(240_000)
    expect(asked(desk)).toHaveLength(1)
    expect([...desk.rows().values()].filter(({ call }) => call.kind === 'failed')).toEqual([])
    isDown = false
    await desk.clock.advance(400_000)
    expect(desk.names().size).toBe(desk.cloud.products.length)
  })
})
