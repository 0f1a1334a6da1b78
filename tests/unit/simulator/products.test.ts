import { describe, expect, it } from 'vitest'
import { createFleet } from '@/simulator/fleet'
import { MANY_PRODUCTS, PRODUCTS, versionAt } from '@/simulator/products'
import { nameProblem } from '@/domain/device'

describe('the products and names of the simulator', () => {
  it('goes through the listed versions and then on, never back and never twice', () => {
    const versions = Array.from({ length: 40 }, (_, index) => versionAt(['1.3.6', '1.4.2', '2.0.0'], index))
    expect(versions.slice(0, 8)).toEqual(['1.3.6', '1.4.2', '2.0.0', '2.0.1', '2.0.2', '2.1.0', '2.1.1', '2.1.2'])
    expect(new Set(versions).size).toBe(40)
  })

  it('has product ids of ten capitals and digits', () => {
    for (const { productId } of MANY_PRODUCTS) expect(productId).toMatch(/^[A-Z0-9]{10}$/u)
  })

  it.each([1, 24, 1_200, 10_000, 100_000])('names %i devices without repeating itself', (count) => {
    const { members, families } = createFleet(count, 7, PRODUCTS)
    expect(new Set(members.map(({ device }) => device.id)).size).toBe(count)
    expect(members.filter(({ device }) => nameProblem(device.deviceName) !== null)).toEqual([])
    const sizes = families.map(({ familyId }) => members.filter(({ device }) => device.familyId === familyId).length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000)
    expect(Math.min(...sizes)).toBeGreaterThan(0)
  })

  it('names devices as in the field', () => {
    const { members } = createFleet(300, 7, PRODUCTS)
    for (const { device } of members) expect(device.deviceName).toMatch(/^(gw|cam|mtr)-[a-z]{2}-\d{5}$/u)
    expect(members.some(({ device }) => /^\S+ 网关$/u.test(device.alias))).toBe(true)
    expect(members.some(({ device }) => device.alias === '')).toBe(true)
    expect(members.some(({ device }) => device.familyId === null)).toBe(true)
  })
})
