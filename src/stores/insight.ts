import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Insight } from '../domain/insight'
import type { PeriodMs } from '../domain/insight-window'
import type { AccountId } from '../domain/upstream'
import { useEngine } from './engine-link'

export interface InsightQuestion {
  readonly accountId: AccountId
  readonly periodMs: PeriodMs
  readonly productId: string | null
}

export type InsightState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  /** `question`: what the insight answers. */
  | { readonly kind: 'ready'; readonly question: InsightQuestion; readonly insight: Insight }

/** What the engine last told of the kept history. */
export const useInsightStore = defineStore('insight', () => {
  const engine = useEngine()
  const state = shallowRef<InsightState>({ kind: 'loading' })
  let lastAsked = 0

  /** Asks the engine; the latest question wins. What another account's history told is shown no more. */
  async function ask(question: InsightQuestion): Promise<void> {
    lastAsked += 1
    const asked = lastAsked
    const before = state.value
    if (before.kind !== 'ready' || before.question.accountId !== question.accountId) state.value = { kind: 'loading' }
    const { periodMs, productId } = question
    const reply = await engine.send({ kind: 'insight', periodMs, productId })
    if (asked !== lastAsked) return
    const isAnswer = reply.kind === 'answer' && reply.answer.kind === 'insight'
    state.value = isAnswer ? { kind: 'ready', question, insight: reply.answer.insight } : { kind: 'failed' }
  }

  return { state, ask }
})
