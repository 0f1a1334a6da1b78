export interface Figure {
  id: string
  isControl: boolean
  told: string
}
export interface Section {
  title: string
  promises: readonly { id: string; fault: string; holds: string; gap?: string; weaker?: string }[]
}
export interface Run {
  date: string
  commit: string
  form: string
  tools: string
  totals: string
}

export function readFigures(output: string): Figure[]
export function missingFigures(figures: readonly Figure[], sections?: readonly Section[]): string[]
export function writeReliability(figures: readonly Figure[], run: Run, sections?: readonly Section[]): string
export function gitCommit(): string
