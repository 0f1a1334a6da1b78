/** An exception that nobody expected, as it may be shown: what it was and where, and none of its own words. */
export interface Fault {
  /** The name of its class. */
  readonly name: string
  /** File, line and column of the program, or empty. */
  readonly place: string
}

/** What the screen has told of in words of its own: no fault any more. */
export class ToldError extends Error {}

const NAME = /^[A-Z][A-Za-z]{0,39}$/u
/** A built file carries a hash, one of the sources its path. */
const PLACE = /(?:\/assets\/|\/src\/)([\w.-]{1,60}(?:\/[\w.-]{1,60}){0,3})(?:\?[\w=&]{0,40})?:(\d{1,7}:\d{1,7})/u

/**
 * What may be told of anything that was thrown. The message is left out: it may quote whatever was at hand, the AccessToken
 * too; so may a name that an answer of the cloud brought along, hence only names as classes have them.
 */
export function faultOf(thrown: unknown): Fault {
  if (!(thrown instanceof Error)) return { name: 'Error', place: '' }
  const place = PLACE.exec(framesOf(thrown))
  return { name: classOf(thrown), place: place ? `${place[1] ?? ''}:${place[2] ?? ''}` : '' }
}

function classOf(error: Error): string {
  const name: unknown = error.constructor.name
  if (typeof name === 'string' && NAME.test(name) && name.endsWith('Error')) return name
  return error instanceof TypeError ? 'TypeError' : 'Error'
}

/** A stack begins with the message, which may look like a frame. */
function framesOf({ stack, message }: Error): string {
  if (typeof stack !== 'string') return ''
  const end = stack.indexOf(message)
  return message !== '' && end !== -1 ? stack.slice(end + message.length) : stack
}
