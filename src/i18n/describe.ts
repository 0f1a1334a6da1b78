import { isKnownCode, type CallFailure } from '../domain/call-failure'
import type { LineNote, LineProblem } from '../domain/device-lines'
import type { IntakeRefusal } from '../domain/intake-refusal'
import { isKnownStatus } from '../domain/upgrade'
import { fileSize } from './file-size'
import type { Format } from './format'
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
    case 'cell-count':
      return messages.intake.cellCount(problem.count, problem.expected)
    case 'undecoded':
      return messages.intake.undecoded(problem.field)
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

export function describeLineNote(messages: Messages, note: LineNote): string {
  const { note: words } = messages.intake
  switch (note.kind) {
    case 'invisible':
      return words[note.isStripped ? 'stripped' : 'kept'](note.codes.join(' '))
    case 'quote-kept':
      return words.quote
    case 'alias-left-out':
      return words.alias
    default:
      return note satisfies never
  }
}

/** Why nothing of a source was taken, and what to do. */
export function describeIntakeRefusal(messages: Messages, format: Format, why: IntakeRefusal): string {
  const words = messages.intake.refusal
  switch (why.kind) {
    case 'too-large':
      return words[why.kind](fileSize(format, why.bytes), fileSize(format, why.mostBytes))
    case 'too-many-rows':
      return words[why.kind](format.count(why.rows), format.count(why.mostRows))
    default:
      return words[why.kind]()
  }
}
