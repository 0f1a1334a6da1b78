import type { Section } from './reliability.mjs'

export const SECTIONS: readonly Section[]
