import { inject, type InjectionKey } from 'vue'
import type { EngineConnection } from '../engine/connection'

export const engineKey: InjectionKey<EngineConnection> = Symbol('engine')

/** The line to the engine that the composition root provides. */
export function useEngine(): EngineConnection {
  const engine = inject(engineKey)
  if (!engine) throw new Error('No engine connection is provided')
  return engine
}
