import type { Clock } from '../polling/clock'
import type { SimulatedCloud } from './cloud'
import { chooseFault, extraDelayMs, type FaultKind, type FaultPlan } from './faults'
import { FAULTY_ANSWERS } from './faulty-answer'
import { createOpenCalls } from './open-calls'
import { createRandom, deriveSeed } from './random'
import { createRateLimit } from './rate-limit'
import { parseFields } from './request-fields'
import { createResponder } from './responder'
import { createTokenGate } from './token-gate'
import { ApiError, errorText, textResponse, type Envelope } from './wire'

export interface HandlerOptions {
  cloud: SimulatedCloud
  clock: Clock
  seed: number
  /** `response` is the documented envelope, with `Status` added (cloud-api §2). */
  envelope?: Envelope
  latencyMs?: { min: number; max: number }
  faults?: FaultPlan | null
  /** The one right token, or `any` for every text but the empty one. */
  token?: string
  /** After this many calls the tokens used so far are refused. */
  expireAfterCalls?: number
  /** Calls beyond this rate get RequestLimitExceeded. */
  ratePerSecond?: number
  /** Runs right before each call is answered: the place to move simulated time. */
  beforeAnswer?: () => void
}

export type SimulatedHandler = ((request: Request) => Promise<Response>) & {
  setFaults(plan: FaultPlan | null): void
  /** Requests that came in so far, faulty ones included. */
  readonly calls: number
  /** How many of these were made to go wrong, by kind. */
  readonly faulty: ReadonlyMap<FaultKind, number>
  /** Refuses from now on every token used so far; with `any`, a fresh one is let in. */
  expireToken(): void
  /** Ends the calls under way, stalled ones too; these and all later calls fail as without a network. */
  stop(): void
}

/** The tokenapi endpoint over a simulated cloud: takes a Request, gives a Response, as fetch does. */
export function createHandler(options: HandlerOptions): SimulatedHandler {
  const { cloud, clock, envelope = 'response', latencyMs = { min: 0, max: 0 } } = options
  const random = createRandom(deriveSeed(options.seed, 0xca11))
  const gate = createTokenGate(options.token ?? 'any', options.expireAfterCalls ?? null)
  const rate = createRateLimit(clock, options.ratePerSecond ?? null)
  const openCalls = createOpenCalls(clock)
  const responder = createResponder({ cloud, random: createRandom(deriveSeed(options.seed, 0xa25)), envelope, admits: gate.admits })
  let faults = options.faults ?? null
  const faulty = new Map<FaultKind, number>()
  let calls = 0

  async function handle(request: Request): Promise<Response> {
    calls += 1
    const isWithinRate = rate.take()
    const delayMs = random.between(latencyMs.min, latencyMs.max)
    const plan = faults
    const fault = chooseFault(plan, random)
    if (fault !== null) faulty.set(fault, (faulty.get(fault) ?? 0) + 1)
    const body = request.text().catch(() => '')
    await openCalls.pause(delayMs + extraDelayMs(fault, plan, random), request)
    const fields = parseFields(await body)
    await openCalls.pause(0, request)
    const requestId = typeof fields?.RequestId === 'string' ? fields.RequestId : random.id()
    options.beforeAnswer?.()
    if (!isWithinRate) return textResponse(errorText(envelope, overRate(), requestId))
    const { lastText } = responder
    const answer = (id: string) => responder.textFor(fields, id)
    if (fault === null) return textResponse(answer(requestId))
    const foreignId = () => random.id()
    return FAULTY_ANSWERS[fault]({ envelope, plan, requestId, request, calls: openCalls, answer, foreignId, lastText })
  }

  const controls = {
    setFaults: (plan: FaultPlan | null) => void (faults = plan),
    expireToken: () => gate.expire(),
    stop: () => openCalls.stop(),
  }
  return Object.defineProperty(Object.assign(handle, controls, { faulty, calls: 0 }), 'calls', { get: () => calls })
}

function overRate(): ApiError {
  return new ApiError('RequestLimitExceeded', '请求的次数超过了频率限制')
}
