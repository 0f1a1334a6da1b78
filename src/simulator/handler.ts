import type { Action } from '../cloud/actions'
import type { Clock } from '../polling/clock'
import { ANSWERS } from './answers'
import type { SimulatedCloud } from './cloud'
import { chooseFault, extraDelayMs, type FaultPlan } from './faults'
import { FAULTY_ANSWERS } from './faulty-answer'
import { createPauses } from './pauses'
import { createRandom, deriveSeed } from './random'
import { createRateLimit } from './rate-limit'
import { parseFields, textField, type RequestFields } from './request-fields'
import { createTokenGate } from './token-gate'
import { answerText, ApiError, errorText, textResponse, type AnswerFields, type Envelope } from './wire'

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
  /** Refuses from now on every token used so far; with `any`, a fresh one is let in. */
  expireToken(): void
  /** Ends the pauses of calls under way; these and all later calls fail as without a network. */
  stop(): void
}

/** The tokenapi endpoint over a simulated cloud: takes a Request, gives a Response, as fetch does. */
export function createHandler(options: HandlerOptions): SimulatedHandler {
  const { cloud, clock, envelope = 'response', latencyMs = { min: 0, max: 0 } } = options
  const random = createRandom(deriveSeed(options.seed, 0xca11))
  const gate = createTokenGate(options.token ?? 'any', options.expireAfterCalls ?? null)
  const rate = createRateLimit(clock, options.ratePerSecond ?? null)
  const pauses = createPauses(clock)
  let faults = options.faults ?? null
  let calls = 0
  let lastText: string | null = null

  function textFor(fields: RequestFields | null, requestId: string): string {
    try {
      const text = answerText(envelope, answer(fields), requestId)
      lastText = text
      return text
    } catch (error) {
      if (error instanceof ApiError) return errorText(envelope, error, requestId)
      throw error
    }
  }

  function answer(fields: RequestFields | null): AnswerFields {
    if (!fields) throw new ApiError('InvalidParameterValue.InvalidJSON', '请求不是有效的 JSON')
    const action = textField(fields, 'Action')
    if (!isAction(action)) throw new ApiError('InvalidAction', `接口 ${action} 不存在`)
    textField(fields, 'RequestId')
    if (!gate.admits(fields.AccessToken)) {
      throw new ApiError('InvalidParameterValue.InvalidAccessToken', 'Token无效')
    }
    return { ...ANSWERS[action](fields, { cloud, random }) }
  }

  async function handle(request: Request): Promise<Response> {
    calls += 1
    const { signal } = request
    const isWithinRate = rate.take()
    const delayMs = random.between(latencyMs.min, latencyMs.max)
    const plan = faults
    const fault = chooseFault(plan, random)
    const body = request.text().catch(() => '')
    await pauses.pause(delayMs + extraDelayMs(fault, plan, random), signal)
    const fields = parseFields(await body)
    if (signal.aborted) await pauses.pause(0, signal)
    const requestId = typeof fields?.RequestId === 'string' ? fields.RequestId : random.id()
    options.beforeAnswer?.()
    if (!isWithinRate) {
      return textResponse(errorText(envelope, new ApiError('RequestLimitExceeded', '请求的次数超过了频率限制'), requestId))
    }
    if (fault === null) return textResponse(textFor(fields, requestId))
    const before = lastText
    return FAULTY_ANSWERS[fault]({
      envelope,
      plan,
      requestId,
      signal,
      answer: (id) => textFor(fields, id),
      foreignId: () => random.id(),
      lastText: before,
    })
  }

  const controls = {
    setFaults: (plan: FaultPlan | null) => void (faults = plan),
    expireToken: () => gate.expire(),
    stop: () => pauses.stop(),
  }
  return Object.defineProperty(Object.assign(handle, controls, { calls: 0 }), 'calls', { get: () => calls })
}

function isAction(action: string): action is Action {
  return Object.hasOwn(ANSWERS, action)
}
