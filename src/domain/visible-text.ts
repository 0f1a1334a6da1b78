const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Foreign text with every control, bidi and zero-width character spelled out, so that it can neither hide nor re-order. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (char) => {
    const code = char.codePointAt(0) ?? 0
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}
