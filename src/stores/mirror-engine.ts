import type { EngineConnection } from '../engine/connection'
import { useDirectoryStore } from './directory'
import { useFleetStore } from './fleet'
import { useListMarkStore } from './list-mark'
import { useOrdersStore } from './orders'
import { useRememberedTokenStore } from './remembered-token'
import { useSessionStore } from './session'
import { useWatchlistStore } from './watchlist'

/** Feeds every event of the engine to the stores that mirror it. */
export function mirrorEngine(engine: EngineConnection): void {
  const session = useSessionStore()
  const fleet = useFleetStore()
  const watchlist = useWatchlistStore()
  const directory = useDirectoryStore()
  const orders = useOrdersStore()
  const listMark = useListMarkStore()
  const remembered = useRememberedTokenStore()
  engine.onEvent((event) => {
    const before = session.account?.id
    session.apply(event)
    const accountChanged = session.account?.id !== before
    if (accountChanged) watchlist.dismissUndo()
    remembered.apply(event)
    orders.apply(event)
    if ('accountId' in event && event.accountId !== session.account?.id) return
    directory.apply(event)
    fleet.apply(event, accountChanged)
    listMark.apply(event, fleet.size())
  })
}
