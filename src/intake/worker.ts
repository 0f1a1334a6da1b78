/// <reference lib="webworker" />
import type { FromIntake, ToIntake } from './protocol'
import { readSource } from './read-source'
import type { Reading } from './reading'

let reading: Reading | null = null

function post(message: FromIntake): void {
  postMessage(message)
}

addEventListener('message', async ({ data }: MessageEvent<ToIntake>) => {
  if (data.kind === 'read') {
    const result = await readSource(data.request)
    reading = result.kind === 'read' ? result : null
    post(result.kind === 'read' ? { kind: 'preview', preview: result.preview } : { kind: 'refused', why: result })
  } else if (!reading) return
  else if (data.kind === 'lines') post({ kind: 'lines', id: data.id, lines: reading.lines(data.filter, data.from, data.count) })
  else post({ kind: 'taken', id: data.id, taken: reading.take() })
})
