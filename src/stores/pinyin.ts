/** A character may be read in several ways, and all of them multiply: past this many only its first one counts. */
const MAX_READINGS = 64
/** Texts remembered: the search asks for each alias again at every key. */
const MAX_TEXTS = 200_000
/** No syllable begins with i, u or v. */
const INITIALS = [...'abcdefghjklmnopqrstwxyz']
const HAN = /\p{Script=Han}/u
const LETTER_OR_DIGIT = /[\p{Script=Latin}\p{Nd}]/u

type InitialsOf = (text: string) => string

let loading: Promise<InitialsOf> | null = null

/**
 * Loads the dictionary (its own chunk, 20 kB) and returns what tells a text's pinyin initials, in lower case and with its
 * Latin letters and digits: 杭州网关A2 → `hzwga2`. Where characters have several readings all are given, a space between
 * them; characters that the dictionary does not know are left out. A text without Han characters has none: ''.
 * Always the same function, which remembers; rejects where the dictionary cannot be loaded, and the next call tries again.
 */
export function loadInitials(): Promise<InitialsOf> {
  loading ??= load().catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

async function load(): Promise<InitialsOf> {
  const { default: pinyin } = await import('pinyin-match')
  // The library only tells whether a text answers to a key: so each character is asked for each letter, once.
  const lettersFor = remembered((char) => {
    if (HAN.test(char)) return INITIALS.filter((initial) => pinyin.match(char, initial) !== false)
    return LETTER_OR_DIGIT.test(char) ? [char] : []
  })
  return remembered((text) => (HAN.test(text) ? readingsOf(text, lettersFor).join(' ') : ''))
}

function remembered<Answer>(answerFor: (text: string) => Answer): (text: string) => Answer {
  const kept = new Map<string, Answer>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= MAX_TEXTS) kept.clear()
    const answer = answerFor(text)
    kept.set(text, answer)
    return answer
  }
}

function readingsOf(text: string, lettersFor: (char: string) => readonly string[]): readonly string[] {
  let readings = ['']
  for (const char of text.normalize('NFKC').toLowerCase()) {
    const letters = lettersFor(char)
    const [first] = letters
    if (first === undefined) continue
    if (letters.length === 1 || readings.length * letters.length > MAX_READINGS) readings = readings.map((reading) => reading + first)
    else readings = readings.flatMap((reading) => letters.map((letter) => reading + letter))
  }
  return readings
}
