import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Device, DeviceId } from '../domain/device'
import { useEngine } from './engine-link'

/** Edits of the list of watched devices; the engine keeps the list itself. */
export const useWatchlistStore = defineStore('watchlist', () => {
  const engine = useEngine()
  /** How many devices the last removal took, as long as it can be undone. */
  const undoable = shallowRef<number | null>(null)

  /** Resolves with the number of devices that are new on the list, once they are kept. */
  async function add(devices: readonly Device[]): Promise<number> {
    const reply = await engine.send({ kind: 'add', devices: devices.map((device) => ({ ...device })) })
    return reply.kind === 'done' ? reply.count : 0
  }

  /** The same with devices as `packDevices` has them; `null` when the engine could not do it, and none was added. */
  async function addPacked(pack: Uint8Array): Promise<number | null> {
    const reply = await engine.send({ kind: 'add-packed', pack })
    return reply.kind === 'done' ? reply.count : null
  }

  async function remove(ids: readonly DeviceId[]): Promise<void> {
    const reply = await engine.send({ kind: 'remove', ids: [...ids] })
    if (reply.kind === 'done' && reply.count > 0) undoable.value = reply.count
  }

  async function undo(): Promise<void> {
    undoable.value = null
    await engine.send({ kind: 'undo-remove' })
  }

  return { undoable, add, addPacked, remove, undo, dismissUndo: () => void (undoable.value = null) }
})
