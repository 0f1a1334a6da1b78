/// <reference lib="webworker" />
import { createRequestId } from '../cloud/request-id'
import { faultOf } from '../domain/fault'
import { siteBaseOf } from '../domain/site-base'
import { systemClock } from '../polling/clock'
import { openCloudAccess } from './cloud-access'
import { Engine } from './engine'
import { openRepository } from './open-repository'
import { whenGone } from './presence'
import type { FromEngine, ToEngine } from './protocol'
import { CHANNEL_NAME, watchRivals } from './rivals'

const engine = new Engine({
  clock: systemClock,
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  openCloud: (upstream, clock) => openCloudAccess(upstream, clock, siteBaseOf(location.href)),
  openRepository,
  isOnline: () => navigator.onLine,
  whenGone: (lock, gone) => whenGone(navigator.locks, lock, gone),
})

const channel = new BroadcastChannel(CHANNEL_NAME)
watchRivals({
  channel: {
    post: (message) => channel.postMessage(message),
    listen: (receive) => {
      channel.onmessage = (event) => receive(event.data)
    },
  },
  clock: systemClock,
  self: { id: createRequestId(), build: location.href },
  onSuperseded: (sameBuild) => engine.retire(sameBuild),
})

interface Port {
  postMessage(message: FromEngine): void
  onmessage: ((event: MessageEvent<ToEngine>) => void) | null
}

const ports = new Set<Port>()

function serve(port: Port): void {
  const line = engine.join((message) => port.postMessage(message))
  ports.add(port)
  port.onmessage = ({ data }) => {
    if (data.kind === 'bye') ports.delete(port)
    line.receive(data)
  }
}

function tellFault(thrown: unknown): void {
  const fault = faultOf(thrown)
  for (const port of ports) port.postMessage({ kind: 'fault', fault })
}

addEventListener('error', ({ error }: ErrorEvent) => tellFault(error))
addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => tellFault(reason))

if ('onconnect' in globalThis) {
  ;(globalThis as unknown as SharedWorkerGlobalScope).onconnect = (event) => {
    for (const port of event.ports) serve(port)
  }
} else {
  serve(globalThis as unknown as Port)
}
