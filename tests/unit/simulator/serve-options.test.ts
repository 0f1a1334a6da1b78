import { describe, expect, it } from 'vitest'
import { FAULT_KINDS } from '@/simulator/faults'
import { parseServeOptions, UsageError } from '@/simulator/serve-options'

describe('the command line of the simulator', () => {
  it('reads the line of the manual', () => {
    const line = '--port 8787 --devices 10000 --scenario rollout --seed 7 --speed 60 --envelope code'
    expect(parseServeOptions(line.split(' '))).toEqual({
      port: 8787,
      host: '127.0.0.1',
      devices: 10_000,
      scenario: 'rollout',
      seed: 7,
      speed: 60,
      envelope: 'code',
      latencyMs: { min: 0, max: 0 },
    })
  })

  it('reads latency, faults, token and rate', () => {
    const line = '--latency 50-250 --fault-rate 0.2 --fault-kinds reset,stall --token secret --rate 20'
    expect(parseServeOptions(line.split(' '))).toMatchObject({
      latencyMs: { min: 50, max: 250 },
      faults: { rate: 0.2, kinds: ['reset', 'stall'] },
      token: 'secret',
      ratePerSecond: 20,
    })
    expect(parseServeOptions(['--fault-rate', '1'])).toMatchObject({ faults: { rate: 1, kinds: FAULT_KINDS } })
    expect(parseServeOptions(['--help'])).toBe('help')
  })

  it.each([
    '--prot 8787',
    '--port',
    '--port 70000',
    '--port eighty',
    '--devices 0',
    '--devices 1.5',
    '--devices 100001',
    '--scenario chaos',
    '--seed x',
    '--speed -1',
    '--envelope xml',
    '--latency 9-3',
    '--latency soon',
    '--fault-rate 2',
    '--fault-kinds meteor',
    '--rate 0',
    'demo',
  ])('refuses %s with one sentence', (line) => {
    const parse = () => parseServeOptions(line.split(' '))
    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(/^[^\n]+\.$/u)
  })
})
