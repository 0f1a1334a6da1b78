/** Figures as a line for people: `{ rows: 3, negativeAges: 0 }` is told as `rows 3, negative ages 0`. */
export function told(figures: object): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)} ${typeof value === 'number' ? Math.round(value * 100) / 100 : String(value)}`)
    .join(', ')
}
