import { parseArgs } from 'node:util'
import { FAULT_KINDS, isFaultKind, type FaultKind } from './faults'
import { isScenarioName, SCENARIO_NAMES } from './scenarios'
import type { SimulatorServerOptions } from './server'
import { ENVELOPES } from './wire'

/** A command line that cannot be obeyed; the message is one sentence for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type ServeOptions = Omit<SimulatorServerOptions, 'clock' | 'through'> & { port: number }

export const USAGE = `npm run simulator -- [options]
  --port 8787           0 takes any free port
  --host 127.0.0.1
  --scenario demo       ${SCENARIO_NAMES.join(' | ')}
  --devices N           1-100000; each scenario has its own number
  --seed 1              the same seed gives the same run
  --speed 1             simulated seconds a second
  --envelope response   ${ENVELOPES.join(' | ')}
  --latency 0           ms, or a range such as 50-250
  --fault-rate 0.1      share of calls that go wrong, 0-1
  --fault-kinds a,b     ${FAULT_KINDS.join(',')}
  --token any           the one right token, or any
  --rate N              calls a second before RequestLimitExceeded
`

const OPTION_NAMES = [
  'port', 'host', 'scenario', 'devices', 'seed', 'speed', 'envelope', 'latency', 'fault-rate', 'fault-kinds', 'token', 'rate',
] as const
type OptionName = (typeof OPTION_NAMES)[number]
type Values = Partial<Record<OptionName, string>>

/** Reads the command line, `'help'` when that is what it asks for. Throws a UsageError. */
export function parseServeOptions(args: readonly string[]): ServeOptions | 'help' {
  if (args.includes('--help') || args.includes('-h')) return 'help'
  const values = readValues(args)
  const scenario = values.scenario ?? 'demo'
  if (!isScenarioName(scenario)) throw new UsageError(`--scenario ${scenario}: there is ${SCENARIO_NAMES.join(', ')}.`)
  const devices = numberOf(values, 'devices', { min: 1, max: 100_000, isWhole: true })
  const ratePerSecond = numberOf(values, 'rate', { min: 0.1, max: 1_000_000 })
  return {
    scenario,
    port: numberOf(values, 'port', { min: 0, max: 65_535, isWhole: true }) ?? 8787,
    host: values.host ?? '127.0.0.1',
    seed: numberOf(values, 'seed', { min: -(2 ** 31), max: 2 ** 32 - 1, isWhole: true }) ?? 1,
    speed: numberOf(values, 'speed', { min: 0, max: 100_000 }) ?? 1,
    envelope: envelopeOf(values),
    latencyMs: latencyOf(values),
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(devices === undefined ? {} : { devices }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...faultsOf(values),
  }
}

function readValues(args: readonly string[]): Values {
  const options = Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values as Values
  } catch (error) {
    const [sentence = 'unreadable options'] = String(error instanceof Error ? error.message : error).split('. ')
    throw new UsageError(`${sentence.split('\n')[0]}; --help lists the options.`)
  }
}

interface Bounds {
  readonly min: number
  readonly max: number
  readonly isWhole?: boolean
}

function numberOf(values: Values, name: OptionName, { min, max, isWhole = false }: Bounds): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const value = /^-?\d+(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value
  throw new UsageError(`--${name} ${text}: it must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`)
}

function envelopeOf({ envelope = 'response' }: Values): (typeof ENVELOPES)[number] {
  const found = ENVELOPES.find((name) => name === envelope)
  if (found) return found
  throw new UsageError(`--envelope ${envelope}: there is ${ENVELOPES.join(', ')}.`)
}

function latencyOf({ latency = '0' }: Values): { min: number; max: number } {
  const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/u.exec(latency) ?? []
  if (from === undefined || Number(from) > Number(to)) {
    throw new UsageError(`--latency ${latency}: it must be milliseconds, or a range such as 50-250.`)
  }
  return { min: Number(from), max: Number(to) }
}

function faultsOf(values: Values): Pick<ServeOptions, 'faults'> {
  const rate = numberOf(values, 'fault-rate', { min: 0, max: 1 })
  const kinds = values['fault-kinds']?.split(',') ?? FAULT_KINDS
  const stranger = kinds.find((kind) => !isFaultKind(kind))
  if (stranger !== undefined) throw new UsageError(`--fault-kinds ${stranger}: there is ${FAULT_KINDS.join(', ')}.`)
  if (rate === undefined && values['fault-kinds'] === undefined) return {}
  return { faults: { rate: rate ?? 0.1, kinds: kinds.filter((kind): kind is FaultKind => isFaultKind(kind)) } }
}
