import type { Action } from '../cloud/actions'
import { ANSWERS, type AnswerContext } from './answers'
import { textField, type RequestFields } from './request-fields'
import { answerText, ApiError, errorText, type AnswerFields, type Envelope } from './wire'

export interface Responder {
  /** The right answer's or error's text. Lets the action take effect; a counted token call. */
  textFor(fields: RequestFields | null, requestId: string): string
  /** The last answer that was no error. */
  readonly lastText: string | null
}

export interface ResponderOptions extends AnswerContext {
  readonly envelope: Envelope
  readonly admits: (token: unknown) => boolean
}

/** Checks what was sent in the order of a gateway: JSON, action, RequestId, token, then the action's own fields. */
export function createResponder({ cloud, random, envelope, admits }: ResponderOptions): Responder {
  let lastText: string | null = null

  function answer(fields: RequestFields | null): AnswerFields {
    if (!fields) throw new ApiError('InvalidParameterValue.InvalidJSON', '请求不是有效的 JSON')
    const action = textField(fields, 'Action')
    if (!isAction(action)) throw new ApiError('InvalidAction', `接口 ${action} 不存在`)
    textField(fields, 'RequestId')
    if (!admits(fields.AccessToken)) throw new ApiError('InvalidParameterValue.InvalidAccessToken', 'Token无效')
    return { ...ANSWERS[action](fields, { cloud, random }) }
  }

  return {
    textFor(fields, requestId) {
      try {
        lastText = answerText(envelope, answer(fields), requestId)
        return lastText
      } catch (error) {
        if (error instanceof ApiError) return errorText(envelope, error, requestId)
        throw error
      }
    },
    get lastText() {
      return lastText
    },
  }
}

function isAction(action: string): action is Action {
  return Object.hasOwn(ANSWERS, action)
}
