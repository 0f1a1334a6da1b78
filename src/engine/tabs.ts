import type { DeviceId } from '../domain/device'
import type { FromEngine, ToEngine } from './protocol'

/** One tab's line to the engine. */
export interface EngineLine {
  receive(message: ToEngine): void
  close(): void
}

type Post = (message: FromEngine) => void

/** The tabs on the engine's lines, and what each of them has on the screen. */
export class Tabs {
  private readonly posts = new Map<object, Post>()
  private readonly visibleTo = new Map<object, readonly DeviceId[]>()

  get count(): number {
    return this.posts.size
  }

  add(tab: object, post: Post): void {
    this.posts.set(tab, post)
  }

  remove(tab: object): void {
    this.posts.delete(tab)
    this.visibleTo.delete(tab)
  }

  post(tab: object, message: FromEngine): void {
    this.posts.get(tab)?.(message)
  }

  broadcast(message: FromEngine): void {
    for (const post of this.posts.values()) post(message)
  }

  setVisible(tab: object, ids: readonly DeviceId[]): void {
    if (ids.length > 0) this.visibleTo.set(tab, ids)
    else this.visibleTo.delete(tab)
  }

  /** Every device that some tab shows, once. */
  get visible(): DeviceId[] {
    return [...new Set([...this.visibleTo.values()].flat())]
  }
}
