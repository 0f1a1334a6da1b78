import { isKnownCode, type CallFailure } from '../domain/call-failure'
import type { LineProblem } from '../domain/device-lines'
import { isKnownStatus } from '../domain/upgrade'
import type { Messages } from './zh-cn'

/** The documented text of a wire status; `null` is an answer without one. */
export function describeStatus(messages: Messages, status: number | null): string {
  if (status === null) return messages.statusAbsent
  return isKnownStatus(status) ? messages.status[status] : messages.statusUnknown(status)
}

/** What went wrong with a call, and the cloud's own words as they came. */
export function describeFailure(messages: Messages, failure: CallFailure): string {
  const what = messages.failure[failure.kind]
  switch (failure.kind) {
    case 'rate-limited':
    case 'unauthorized':
    case 'denied':
    case 'rejected':
      return [isKnownCode(failure.code) ? messages.code[failure.code] : what, failure.code, failure.message].filter(Boolean).join(' · ')
    case 'malformed':
      return `${what} · ${messages.malformed[failure.reason]}`
    case 'unavailable':
      return [what, `HTTP ${failure.httpStatus}`, failure.reason].filter(Boolean).join(' · ')
    default:
      return what
  }
}

export function describeLineProblem(messages: Messages, problem: LineProblem): string {
  switch (problem.kind) {
    case 'missing-device-name':
      return messages.add.missingDeviceName
    case 'too-many-fields':
      return messages.add.tooManyFields(problem.count)
    case 'bad-name':
      return messages.add.badName(problem.field, messages.add.problem[problem.problem])
    case 'repeated':
      return messages.add.repeated(problem.firstLine)
    case 'already-watched':
      return messages.add.alreadyWatched
    case 'broken-quotes':
      return messages.add.brokenQuotes
    default:
      return problem satisfies never
  }
}
