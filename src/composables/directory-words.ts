import type { DeviceOrigin, DirectoryState, ListName, ListTrouble } from '../domain/directory'
import { visibleText } from '../domain/visible-text'
import { describeFailure } from '../i18n/describe'
import type { Messages } from '../i18n/zh-cn'
import type { Words } from './row-text'

/** A family's own name, or that others share the device. */
export function describeOrigin(origin: DeviceOrigin, messages: Messages): string {
  if (origin.kind === 'shared') return messages.directory.shared
  return origin.name === '' ? messages.directory.nameless : visibleText(origin.name)
}

/** Which list is not right, and why. */
export function describeTrouble({ list, why }: ListTrouble, { messages, format }: Words): string {
  return messages.directory.troubleOf(describeList(list, messages), describeWhy(why, { messages, format }))
}

/** What came of a reading, in as many short sentences as it takes. */
export function describeEnd(state: Extract<DirectoryState, { kind: 'ended' }>, watched: number, { messages, format }: Words): string[] {
  const { directory } = messages
  const { devices, families, gone, back } = state
  return [
    directory.total(format.count(devices.length), format.count(families)),
    directory.fresh(format.count(devices.length - watched)),
    directory.watched(format.count(watched)),
    ...(gone > 0 ? [directory.marked(format.count(gone))] : []),
    ...(back > 0 ? [directory.back(format.count(back))] : []),
  ]
}

function describeList(list: ListName, messages: Messages): string {
  const { directory } = messages
  if (list.kind === 'family') return directory.family(describeOrigin(list, messages))
  return directory[list.kind]
}

function describeWhy(why: ListTrouble['why'], { messages, format }: Words): string {
  const text = messages.directory.trouble[why.kind]
  switch (why.kind) {
    case 'failed':
      return visibleText([text, describeFailure(messages, why.failure), why.requestId && `RequestId ${why.requestId}`].filter(Boolean).join(' · '))
    case 'moving':
      return text
    case 'unreadable':
    case 'unusable':
      return `${format.count(why.count)} ${text}`
    default:
      return why satisfies never
  }
}
