import { defineStore } from 'pinia'
import type { IdleMinutes } from '../domain/idle-minutes'
import { useEngine } from './engine-link'

/** After how many minutes without anybody at a tab the open account is locked. */
export const useIdleLockStore = defineStore('idle-lock', () => {
  const engine = useEngine()

  /** `null` for an account without a token of the operator's. */
  async function load(): Promise<IdleMinutes | null> {
    const reply = await engine.send({ kind: 'idle-lock' })
    return reply.kind === 'answer' && reply.answer.kind === 'idle-lock' ? reply.answer.minutes : null
  }

  /** Resolves with whether the engine took it. */
  async function save(minutes: IdleMinutes): Promise<boolean> {
    return (await engine.send({ kind: 'set-idle-lock', minutes })).kind === 'done'
  }

  return { load, save }
})
