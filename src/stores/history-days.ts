import { defineStore } from 'pinia'
import { HISTORY_DAYS } from '../domain/history-days'
import { useEngine } from './engine-link'

/** For how many days the history of the open account is kept. */
export const useHistoryDaysStore = defineStore('history-days', () => {
  const engine = useEngine()

  /** `null` for an account without a history on disk, as the demo. */
  async function load(): Promise<number | null> {
    const reply = await engine.send({ kind: 'history-days' })
    return reply.kind === 'answer' && reply.answer.kind === 'history-days' ? reply.answer.days : null
  }

  /** Resolves with whether the engine took it. */
  async function save(days: number): Promise<boolean> {
    return (await engine.send({ kind: 'set-history-days', days })).kind === 'done'
  }

  return { range: HISTORY_DAYS, load, save }
})
