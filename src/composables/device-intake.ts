import { tryOnScopeDispose, useTimeoutFn } from '@vueuse/core'
import { computed, shallowRef, watch } from 'vue'
import type { DeviceId } from '../domain/device'
import type { IntakeRefusal } from '../domain/intake-refusal'
import type { Encoding } from '../intake/encoding'
import { startIntake, type Intake } from '../intake/intake'
import type { IntakeSource, LineFilter, Preview, PreviewLine } from '../intake/protocol'
import { refusalOf } from '../intake/read-source'
import { readDevices } from '../intake/reading'

/** A text of this length is read within a key stroke; anything longer in a worker. */
const READ_HERE_UP_TO = 20_000
const READ_AFTER_MS = 200
export const LINES_A_PAGE = 50

export type IntakeState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'ready'; readonly preview: Preview }
  | { readonly kind: 'refused'; readonly why: IntakeRefusal }

/** Where lines and devices of what was read come from: a worker, or the page itself. */
type Reader = Pick<Intake, 'end'> & {
  lines(...page: Parameters<Intake['lines']>): readonly PreviewLine[] | Promise<readonly PreviewLine[]>
  take(): ReturnType<Intake['take']>
}

export interface DeviceIntakeOptions {
  isWatched: (id: DeviceId) => boolean
  /** Every device on the list. */
  watched: () => readonly DeviceId[]
}

/** Reads a list of devices, typed, pasted or from a file, and shows what would become of it. Nothing is changed by it. */
export function useDeviceIntake({ isWatched, watched }: DeviceIntakeOptions) {
  const source = shallowRef<IntakeSource>({ kind: 'text', text: '' })
  const encoding = shallowRef<Encoding | null>(null)
  const stripsInvisible = shallowRef(false)
  const state = shallowRef<IntakeState>({ kind: 'empty' })
  const filter = shallowRef<LineFilter>('all')
  const from = shallowRef(0)
  const lines = shallowRef<readonly PreviewLine[]>([])
  let reader: Reader | null = null
  const soon = useTimeoutFn(readThere, READ_AFTER_MS, { immediate: false })

  function end() {
    soon.stop()
    reader?.end()
    reader = null
  }
  tryOnScopeDispose(end)

  function read() {
    end()
    const { value } = source
    const refused = refusalOf(value)
    if (refused) state.value = { kind: 'refused', why: refused }
    else if (value.kind === 'text' && value.text.length <= READ_HERE_UP_TO) readHere(value.text)
    else {
      state.value = { kind: 'reading' }
      if (value.kind === 'text') soon.start()
      else void readThere()
    }
  }

  function readHere(text: string) {
    const reading = readDevices(text, { isWatched, stripsInvisible: stripsInvisible.value, encoding: null })
    if (reading.kind !== 'read') return void (state.value = { kind: 'refused', why: reading })
    if (reading.preview.counts.all === 0) return void (state.value = { kind: 'empty' })
    reader = { lines: (...page) => reading.lines(...page), take: () => Promise.resolve(reading.take()), end: () => undefined }
    show(reading.preview)
  }

  async function readThere() {
    const intake = startIntake({ source: source.value, encoding: encoding.value, stripsInvisible: stripsInvisible.value, watched: watched().join('\n') })
    reader = intake
    const result = await intake.result
    if (reader !== intake) return
    if (result.kind === 'preview') show(result.preview)
    else state.value = { kind: 'refused', why: result.why }
  }

  function show(preview: Preview) {
    state.value = { kind: 'ready', preview }
    if (preview.counts[filter.value] === 0) filter.value = 'all'
    if (from.value >= preview.counts[filter.value]) from.value = 0
    void turn()
  }

  async function turn() {
    const asked = reader
    const found = asked?.lines(filter.value, from.value, LINES_A_PAGE) ?? []
    const shown = found instanceof Promise ? await found : found
    if (asked === reader) lines.value = shown
  }
  watch([source, encoding, stripsInvisible], read, { flush: 'sync' })
  watch([filter, from], turn)

  function open(next: IntakeSource) {
    encoding.value = null
    filter.value = 'all'
    from.value = 0
    source.value = next
  }

  return {
    source,
    encoding,
    stripsInvisible,
    state,
    filter: computed(() => filter.value),
    from: computed(() => from.value),
    lines,
    open,
    refuse(why: IntakeRefusal) {
      end()
      state.value = { kind: 'refused', why }
    },
    choose(next: LineFilter) {
      filter.value = next
      from.value = 0
    },
    turnTo: (place: number) => void (from.value = Math.max(0, place)),
    /** What is to be added; `null` while there is nothing. */
    take: async () => (state.value.kind === 'ready' && state.value.preview.devices > 0 ? ((await reader?.take()) ?? null) : null),
  }
}
