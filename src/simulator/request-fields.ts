import { ApiError } from './wire'

export type RequestFields = Readonly<Record<string, unknown>>

const MAX_LIMIT = 50

/** The body's fields, or `null` when it is no JSON object. */
export function parseFields(body: string): RequestFields | null {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as RequestFields) : null
  } catch {
    return null
  }
}

/** Throws an ApiError when the field is missing or no text. */
export function textField(fields: RequestFields, name: string, mayBeEmpty = false): string {
  const value = presentField(fields, name)
  if (typeof value !== 'string' || (value === '' && !mayBeEmpty)) throw invalid(name)
  return value
}

export function textsField(fields: RequestFields, name: string): string[] {
  const value = presentField(fields, name)
  if (!Array.isArray(value)) throw invalid(name)
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw invalid(name)
    return item
  })
}

/** The part of a list that Offset and Limit ask for (cloud-api §4: Limit ≤ 50). */
export function pageOf<T>(fields: RequestFields, items: readonly T[]): T[] {
  const offset = wholeField(fields, 'Offset', 0, Number.MAX_SAFE_INTEGER)
  const limit = wholeField(fields, 'Limit', 1, MAX_LIMIT)
  return items.slice(offset, offset + limit)
}

function wholeField(fields: RequestFields, name: string, min: number, max: number): number {
  const value = presentField(fields, name)
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) throw invalid(name)
  return value
}

function presentField(fields: RequestFields, name: string): unknown {
  const value = fields[name]
  if (value === undefined || value === null) throw new ApiError('ErrorRequiredParamNotFound', `缺少参数 ${name}`)
  return value
}

function invalid(name: string): ApiError {
  return new ApiError('InvalidParameterValue', `参数 ${name} 取值错误`)
}
