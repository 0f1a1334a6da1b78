import { accountIdOf } from '../../src/domain/upstream'
import type { AccountStatus } from '../../src/engine/protocol'

/** An account that is open and polls, as an engine would tell it. */
export const OPEN_ACCOUNT: AccountStatus = {
  id: accountIdOf({ kind: 'mainland' }),
  upstream: { kind: 'mainland' },
  session: { kind: 'open', tokenTail: null },
  polling: {
    kind: 'running',
    hold: null,
    callsPerSecond: 10,
    budgetPerSecond: 10,
    budgetIsFixed: false,
    failuresLastMinute: 0,
    sweepMs: null,
    oldestRunningMs: null,
    nextAskAt: new Map(),
  },
}
