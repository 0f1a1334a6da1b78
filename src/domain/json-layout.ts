const INDENT = '  '

/**
 * A JSON text laid out over lines, every value as it was written: long numbers and repeated names stay what they were.
 * What is no JSON is returned as it is.
 */
export function layOutJson(text: string): string {
  if (!isJson(text)) return text
  let depth = 0
  const lineBreak = () => `\n${INDENT.repeat(depth)}`
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{[]|[}\]]|,|:|\s+/gu, (token) => {
    const [first = ''] = token
    if (first === '"') return token
    if (token.trim() === '') return ''
    if (token.length > 1) return `${first}${token.at(-1)}`
    if (first === '{' || first === '[') depth += 1
    if (first === '}' || first === ']') depth -= 1
    if (first === ':') return ': '
    return first === '}' || first === ']' ? `${lineBreak()}${first}` : `${first}${lineBreak()}`
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
