import type { Device } from '../domain/device'
import type { LineNote, LineProblem } from '../domain/device-line'
import type { IntakeRefusal } from '../domain/intake-refusal'
import type { SkippedLines } from '../domain/skipped-lines'
import type { Encoding } from './encoding'

/** Where devices are read from. */
export type IntakeSource = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly file: Blob }

export interface IntakeRequest {
  readonly source: IntakeSource
  /** `null`: as its bytes look. */
  readonly encoding: Encoding | null
  readonly stripsInvisible: boolean
  /** The ids on the list already, one a line: a text passes a port at once, as many texts do not. */
  readonly watched: string
}

export const LINE_FILTERS = ['all', 'skipped', 'noted'] as const
export type LineFilter = (typeof LINE_FILTERS)[number]

/** What became of a line. */
export type PreviewLine =
  | { readonly kind: 'device'; readonly line: number; readonly device: Device; readonly note: LineNote | null }
  | { readonly kind: 'problem'; readonly line: number; readonly text: string; readonly problem: LineProblem }

/** What the header was taken to say. */
export interface PreviewHeader {
  readonly separator: string
  readonly product: string
  readonly device: string
  readonly alias: string | null
  /** Titles that claim what another column was taken for. */
  readonly unused: readonly string[]
  /** How many columns there are beside these. */
  readonly others: number
}

export interface Preview {
  /** `null` for a text, which has been decoded by others. */
  readonly encoding: { readonly used: Encoding; readonly isSure: boolean } | null
  readonly header: PreviewHeader | null
  /** Lines of each filter; `all` are devices and skipped ones. */
  readonly counts: Readonly<Record<LineFilter, number>>
  readonly devices: number
  readonly withAlias: number
  /** Names with invisible characters, kept or stripped. */
  readonly invisible: number
}

/** All that is to be added, and what is not. */
export interface Taken {
  /** See `packDevices`. */
  readonly pack: Uint8Array
  readonly count: number
  readonly skipped: SkippedLines
}

export type ToIntake =
  | { readonly kind: 'read'; readonly request: IntakeRequest }
  | { readonly kind: 'lines'; readonly id: number; readonly filter: LineFilter; readonly from: number; readonly count: number }
  | { readonly kind: 'take'; readonly id: number }

export type FromIntake =
  | { readonly kind: 'preview'; readonly preview: Preview }
  | { readonly kind: 'refused'; readonly why: IntakeRefusal }
  | { readonly kind: 'lines'; readonly id: number; readonly lines: readonly PreviewLine[] }
  | { readonly kind: 'taken'; readonly id: number; readonly taken: Taken }
