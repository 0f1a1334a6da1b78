import { visibleText } from '../../../src/domain/visible-text'
import { asName } from './script-payloads'

/** Two devices a text: one answers with it in every field, one's calls fail with it. */
export interface ScriptFleet {
  readonly texts: readonly string[]
  readonly answering: readonly { id: string; productId: string; deviceName: string; alias: string }[]
  readonly failing: readonly { id: string; line: string }[]
}

export function fleetOf(texts: readonly string[]): ScriptFleet {
  const names = (text: string, suffix: string) => ({ productId: asName(text, `~p${suffix}`), deviceName: asName(text, `~d${suffix}`) })
  return {
    texts,
    answering: texts.map((text, index) => {
      const { productId, deviceName } = names(text, `a${index}`)
      return { id: `${productId}/${deviceName}`, productId, deviceName, alias: `${text}~alias${index}` }
    }),
    failing: texts.map((text, index) => {
      const { productId, deviceName } = names(text, `f${index}`)
      return { id: `${productId}/${deviceName}`, line: `${productId} ${deviceName}` }
    }),
  }
}

/** What the cloud says of each device: an answer's fields, or an error. `to` is what the target version is called. */
export function answersOf({ texts, answering, failing }: ScriptFleet, to = 'to'): ReadonlyMap<string, object> {
  const answers = new Map<string, object>()
  for (const [index, text] of texts.entries()) {
    answers.set(answering[index]?.id ?? '', { Status: 5, Percent: 0, OriVersion: `${text}~from${index}`, DstVersion: `${text}~${to}${index}`, CurrentVersion: `${text}~now${index}`, ErrMsg: `${text}~note${index}` })
    answers.set(failing[index]?.id ?? '', { Error: { Code: `${text}~code${index}`, Message: `${text}~said${index}` } })
  }
  return answers
}

/** What the cloud says to an order for each device that answers. */
export function orderRefusalsOf({ texts, answering }: ScriptFleet): ReadonlyMap<string, object> {
  return new Map(texts.map((text, index) => [answering[index]?.id ?? '', { Error: { Code: `${text}~ordercode${index}`, Message: `${text}~ordersaid${index}` } }]))
}

/** Words of a cloud that refuses the token: all texts at once. */
export function refusalOf({ texts }: ScriptFleet): string {
  return texts.map((text, index) => `${text}~refused${index}`).join(' ')
}

/** A line that no list takes: too many fields. */
export function refusedLine(text: string, index: number): string {
  return `${text.replaceAll(/[\r\n]/gu, ' ')} , not , a , device ~line${index}`
}

/** All words of foreign origin that somebody was to read somewhere. */
export function wordsOf({ texts, answering, failing }: ScriptFleet): string[] {
  const inRows = texts.flatMap((text, index) => ['alias', 'from', 'to', 'note', 'code', 'said', 'refused'].map((field) => `${text}~${field}${index}`))
  const names = [...answering.flatMap(({ productId, deviceName }) => [productId, deviceName]), ...failing.flatMap(({ line }) => line.split(' '))]
  const lines = texts.map((text, index) => refusedLine(text, index).trim())
  return [...inRows, ...names, ...lines].map(visibleText)
}
