import type { DeviceId } from '../../../src/domain/device'
import { startSimulatorServer, type ApiHandler, type SimulatorServer, type SimulatorServerOptions } from '../../../src/simulator/server'

/** One call as the cloud met it. Times are epoch ms. */
export interface RecordedCall {
  /** `ProductId/DeviceName`; empty for other actions. */
  readonly device: string
  readonly arrivedMs: number
  /** Headers were sent, or the call failed; `null` before. */
  answeredMs: number | null
  /** The connection was done with it, be it by the caller's abort; `null` before. */
  closedMs: number | null
  /** The caller went away before its answer. */
  givenUp: boolean
  /** The status that the cloud held as it answered, as `data-status` has it; `null` for calls never answered by it. */
  told: string | null
}

export interface RecordedCloud {
  readonly server: SimulatorServer
  readonly calls: readonly RecordedCall[]
  readonly inFlight: number
  /** The most calls at once since the start, or since the last `forgetPeak`. */
  readonly peakInFlight: number
  forgetPeak(): void
  /** Answers calls by itself while set; `null` leaves a call to the simulator. */
  answerBy(rule: ((call: RecordedCall, request: Request, next: ApiHandler) => Promise<Response> | null) | null): void
  /** Calls that arrived in [fromMs, toMs). */
  arrivedBetween(fromMs: number, toMs: number): RecordedCall[]
  close(): Promise<void>
}

export type RecordedCloudOptions = Omit<SimulatorServerOptions, 'through'>

/** The simulator's server, with a record of every call that reached it. */
export async function startRecordedCloud(options: RecordedCloudOptions): Promise<RecordedCloud> {
  const calls: RecordedCall[] = []
  const open = new Set<Request>()
  let peakInFlight = 0
  let rule: Parameters<RecordedCloud['answerBy']>[0] = null

  const through = async (request: Request, next: ApiHandler): Promise<Response> => {
    const call: RecordedCall = { device: await deviceOf(request), arrivedMs: Date.now(), answeredMs: null, closedMs: null, givenUp: false, told: null }
    calls.push(call)
    open.add(request)
    peakInFlight = Math.max(peakInFlight, open.size)
    const onClosed = () => {
      call.closedMs = Date.now()
      call.givenUp = call.answeredMs === null
      open.delete(request)
    }
    request.signal.addEventListener('abort', onClosed)
    if (request.signal.aborted) onClosed()
    try {
      return await (rule?.(call, request, next) ?? next(request))
    } finally {
      call.answeredMs = Date.now()
      call.told = statusHeld(server, call.device)
    }
  }

  const server: SimulatorServer = await startSimulatorServer({ ...options, through })
  return {
    server,
    calls,
    get inFlight() {
      return open.size
    },
    get peakInFlight() {
      return peakInFlight
    },
    forgetPeak: () => void (peakInFlight = open.size),
    answerBy: (next) => void (rule = next),
    arrivedBetween: (fromMs, toMs) => calls.filter(({ arrivedMs }) => arrivedMs >= fromMs && arrivedMs < toMs),
    close: () => server.close(),
  }
}

/** Orders the simulator about by its own address, as any automation would. */
export async function control({ server }: RecordedCloud, order: object): Promise<void> {
  const response = await fetch(`${server.url}/control`, { method: 'POST', body: JSON.stringify(order) })
  if (!response.ok) throw new Error(await response.text())
}

/** `ProductId/DeviceName` → status as `data-status` has it, from `/truth`. */
export async function truthOf({ server }: RecordedCloud): Promise<Record<string, string>> {
  const list = (await (await fetch(`${server.url}/truth`)).json()) as { productId: string; deviceName: string; status: number | null }[]
  return Object.fromEntries(list.map(({ productId, deviceName, status }) => [`${productId}/${deviceName}`, String(status ?? 'none')]))
}

/** The whole fleet's ids. */
export function idsOf({ server }: RecordedCloud): string[] {
  return server.cloud.devices().map(({ id }) => id)
}

/**
 * Sweeps done by these calls: each is complete once every device was asked in it; the last one counts by its share.
 */
export function sweepsIn(calls: readonly RecordedCall[], devices: number): { count: number; endsMs: number[] } {
  const endsMs: number[] = []
  let seen = new Set<string>()
  for (const { device, arrivedMs } of calls) {
    if (device !== '') seen.add(device)
    if (seen.size < devices) continue
    endsMs.push(arrivedMs)
    seen = new Set()
  }
  return { count: endsMs.length + seen.size / devices, endsMs }
}

function statusHeld(server: SimulatorServer, device: string): string | null {
  const held = server.cloud.truth(device as DeviceId)
  return held ? String(held.status ?? 'none') : null
}

async function deviceOf(request: Request): Promise<string> {
  const fields = (await request.clone().json()) as { ProductId?: string; DeviceName?: string }
  return fields.DeviceName === undefined ? '' : `${fields.ProductId}/${fields.DeviceName}`
}


