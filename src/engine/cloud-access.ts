import type { CloudClientOptions } from '../cloud/cloud-client'
import { createDevice, type Device } from '../domain/device'
import type { Upstream } from '../domain/upstream'
import type { Clock } from '../polling/clock'
import type { PaceLimits } from '../polling/pace'
import { watchConnection } from './connection-protocol'
import { readToken } from './token'

/** The way to one account's cloud: the `fetch` seam behind which a real cloud or the simulator stands. */
export interface CloudAccess {
  readonly fetch: CloudClientOptions['fetch']
  readonly endpoint: string
  readonly limits: PaceLimits
  /** The demo brings its own fleet; a real account none. */
  readonly devices: readonly Device[]
  /** Whether list and statuses are kept on disk. */
  readonly kept: boolean
  /** This site's proxy puts the token into each call: the engine has none and sends none. */
  readonly siteHoldsToken?: boolean
  /** Tells, as often as it changes, how many calls at once the connection to the cloud bears. */
  readonly watchConnection?: (tell: (maxInFlight: number) => void) => void
}

/** One account's share of the cloud: official clients keep at most 10 calls in flight, a browser 6 to one origin. */
export const CLOUD_LIMITS: PaceLimits = { callsPerSecond: 10, maxInFlight: 6, burst: 1 }

/** The simulator has no limit to respect: the demo fills its screen at once and then keeps moving. */
const DEMO_LIMITS: PaceLimits = { callsPerSecond: 200, maxInFlight: 6, burst: 200 }

/** What the simulator gets where a cloud gets an AccessToken; no secret. */
export const DEMO_TOKEN = 'demo-token'

/** What an account is opened with: the demo and a site that holds its own token need none of the operator's. `null`: it cannot be one. */
export function tokenFor({ kind }: Upstream, pasted: string): string | null {
  if (kind === 'demo') return DEMO_TOKEN
  return kind === 'site' ? '' : readToken(pasted)
}

const API_PATH = 'api/exploreropen/tokenapi'

/**
 * Opens the way to an upstream (cloud-api §1). Real ones go through a reverse proxy of this origin: CORS is unknown.
 * `base` is the path of this site, see `siteBaseOf`.
 */
export async function openCloudAccess(upstream: Upstream, clock: Clock, base = '/'): Promise<CloudAccess> {
  if (upstream.kind === 'demo') return openDemo(clock)
  return {
    fetch: (input, init) => fetch(input, init),
    endpoint: upstream.kind === 'custom' ? upstream.path : `${base}${upstream.kind === 'overseas' ? 'oversea/' : ''}${API_PATH}`,
    limits: CLOUD_LIMITS,
    devices: [],
    kept: true,
    siteHoldsToken: upstream.kind === 'site',
    watchConnection,
  }
}

async function openDemo(clock: Clock): Promise<CloudAccess> {
  const { openScenario } = await import('../simulator/scenario-session')
  const { cloud, handler } = openScenario({ scenario: 'demo', seed: 42, clock, latencyMs: { min: 8, max: 30 } })
  return {
    fetch: (input, init) => handler(new Request(input, init)),
    endpoint: `http://demo.invalid/${API_PATH}`,
    limits: DEMO_LIMITS,
    devices: cloud.devices().map(({ productId, deviceName, alias }) => createDevice(productId, deviceName, alias)),
    kept: false,
  }
}
