import { defineStore } from 'pinia'
import { BUDGET_RANGE, type Refusal } from '../engine/protocol'
import { useEngine } from './engine-link'

/** What an operator may say of the polling; how it stands is the session's to tell. */
export const usePollingStore = defineStore('polling', () => {
  const engine = useEngine()

  /** Resolves with why the engine refused the budget, or `null` once it holds. */
  async function setBudget(callsPerSecond: number): Promise<Refusal | null> {
    const reply = await engine.send({ kind: 'set-budget', callsPerSecond })
    return reply.kind === 'refused' ? reply.why : null
  }

  return {
    budgetRange: BUDGET_RANGE,
    setBudget,
    pause: () => engine.send({ kind: 'pause' }),
    resume: () => engine.send({ kind: 'resume' }),
  }
})
