const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u
const EVERY_INVISIBLE = new RegExp(INVISIBLE, 'gu')

/** Whether a text has characters that nobody sees: zero-width, bidi controls, a byte order mark. Controls are none of them. */
export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text)
}

/** The numbers of these characters, each once: `U+200B`. */
export function invisibleCodes(text: string): string[] {
  const chars = new Set(text.match(EVERY_INVISIBLE))
  return [...chars].map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
}

export function withoutInvisible(text: string): string {
  return text.replace(EVERY_INVISIBLE, '')
}
