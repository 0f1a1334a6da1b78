import { describe, expect, it } from 'vitest'
import { MAINLAND_ORIGIN, Problem, nodeIsTooOld, readCloudOrigin, readHost, readPort } from '../../../scripts/lib/environment.mjs'

describe('PORT', () => {
  it.each([
    [undefined, 4173],
    ['', 4173],
    ['4200', 4200],
    [' 65535 ', 65_535],
  ])('%j is port %d', (PORT, port) => {
    expect(readPort({ PORT })).toBe(port)
  })

  it.each(['0', '65536', '-1', '80.5', '1e3', 'abc', '0x50', '4173;ls', '999999999'])('%j is refused in one sentence with a way out', (PORT) => {
    expect(() => readPort({ PORT })).toThrow(/^PORT=".+" .+ 1 to 65535.+npm start$/u)
  })
})

describe('CLOUD_ORIGIN', () => {
  it.each([
    [undefined, MAINLAND_ORIGIN],
    ['', MAINLAND_ORIGIN],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://127.0.0.1:8787/', 'http://127.0.0.1:8787'],
    ['HTTPS://Cloud.Example', 'https://cloud.example'],
    ['http://[::1]:8787', 'http://[::1]:8787'],
  ])('%j is %s', (CLOUD_ORIGIN, origin) => {
    expect(readCloudOrigin({ CLOUD_ORIGIN })).toBe(origin)
  })

  it.each(['127.0.0.1:8787', 'localhost:8787', 'ftp://x', 'http://', 'http://x/api', 'http://x?y', 'http://x#y', 'file:///etc', 'javascript:1'])(
    '%j is refused in one sentence with an example',
    (CLOUD_ORIGIN) => {
      expect(() => readCloudOrigin({ CLOUD_ORIGIN })).toThrow(/^CLOUD_ORIGIN=".+" .+ e\.g\. CLOUD_ORIGIN=http:\/\/127\.0\.0\.1:8787$/u)
    },
  )

  it('never repeats a password', () => {
    const env = { CLOUD_ORIGIN: 'http://me:hunter2@x' }
    expect(() => readCloudOrigin(env)).toThrow(Problem)
    expect(() => readCloudOrigin(env)).not.toThrow(/hunter2/u)
  })
})

it('listens on loopback unless HOST says otherwise', () => {
  expect([readHost({}), readHost({ HOST: '0.0.0.0' })]).toEqual(['127.0.0.1', '0.0.0.0'])
})

it.each([
  ['v18.20.0', true],
  ['v20.18.3', true],
  ['v20.19.0', false],
  ['v21.7.0', true],
  ['v22.11.0', true],
  ['v22.12.0', false],
  ['v24.1.0', false],
])('Node %s is too old: %s', (version, tooOld) => {
  expect(nodeIsTooOld(version)).toBe(tooOld)
})
