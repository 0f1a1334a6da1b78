import type { IntakeRefusal } from '../domain/intake-refusal'
import { workerUrl as trusted } from '../domain/worker-url'
import type { FromIntake, IntakeRequest, LineFilter, Preview, PreviewLine, Taken, ToIntake } from './protocol'
import workerUrl from './worker?worker&url'

/** A source being read, apart from the page. */
export interface Intake {
  /** What was found, or why it was refused; never settles once ended. */
  readonly result: Promise<{ readonly kind: 'preview'; readonly preview: Preview } | { readonly kind: 'refused'; readonly why: IntakeRefusal }>
  /** Lines of a filter, from a place on. */
  lines(filter: LineFilter, from: number, count: number): Promise<readonly PreviewLine[]>
  take(): Promise<Taken>
  /** Stops reading at once and forgets all of it. */
  end(): void
}

/** Reads a source in a worker of its own: however large it is, the page goes on. */
export function startIntake(request: IntakeRequest): Intake {
  const worker = new Worker(trusted(workerUrl), { type: 'module', name: 'ota-lookout-intake' })
  const answers = new Map<number, (message: FromIntake) => void>()
  let lastId = 0
  const ask = <Kind extends FromIntake['kind']>(kind: Kind, message: (id: number) => ToIntake) =>
    new Promise<Extract<FromIntake, { kind: Kind }>>((resolve) => {
      lastId += 1
      answers.set(lastId, (answer) => answer.kind === kind && resolve(answer as Extract<FromIntake, { kind: Kind }>))
      worker.postMessage(message(lastId))
    })
  const result: Intake['result'] = new Promise((resolve) => {
    worker.onerror = () => resolve({ kind: 'refused', why: { kind: 'failed' } })
    worker.onmessage = ({ data }: MessageEvent<FromIntake>) => {
      if (data.kind === 'preview' || data.kind === 'refused') return resolve(data)
      answers.get(data.id)?.(data)
      answers.delete(data.id)
    }
  })
  worker.postMessage({ kind: 'read', request } satisfies ToIntake)
  return {
    result,
    lines: async (filter, from, count) => (await ask('lines', (id) => ({ kind: 'lines', id, filter, from, count }))).lines,
    take: async () => (await ask('taken', (id) => ({ kind: 'take', id }))).taken,
    end: () => worker.terminate(),
  }
}
