import type { DeviceId } from './device'
import { NO_NEWS, type News, type NewsCounts, type NewsKind } from './news'

export interface FeedEntry {
  readonly news: News
  /** How often the same happened to the device since the feed was last read. */
  readonly times: number
  readonly isUnread: boolean
}

/** More would be read by nobody; the counts go on. */
export const MOST_ENTRIES = 500

/** What happened, newest first, each thing of a device once. */
export class NewsFeed {
  private readonly kept = new Map<string, FeedEntry>()
  private unread: Record<NewsKind, number> = { ...NO_NEWS }

  add(news: News): void {
    const key = `${news.kind} ${news.id}`
    const before = this.kept.get(key)
    this.kept.delete(key)
    this.kept.set(key, { news, times: (before?.isUnread ? before.times : 0) + 1, isUnread: true })
    this.unread[news.kind] += 1
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_ENTRIES) break
      this.kept.delete(oldest)
    }
  }

  /** Newest first. */
  entries(): readonly FeedEntry[] {
    return [...this.kept.values()].toReversed()
  }

  /** Everything that came since `markRead`, kept or not. */
  unreadCounts(): NewsCounts {
    return { ...this.unread }
  }

  markRead(): void {
    for (const [key, entry] of this.kept) if (entry.isUnread) this.kept.set(key, { ...entry, isUnread: false })
    this.unread = { ...NO_NEWS }
  }

  /** Devices that are watched no more. */
  drop(ids: ReadonlySet<DeviceId>): void {
    for (const [key, { news, times, isUnread }] of this.kept) {
      if (!ids.has(news.id)) continue
      this.kept.delete(key)
      if (isUnread) this.unread[news.kind] = Math.max(0, this.unread[news.kind] - times)
    }
  }

  clear(): void {
    this.kept.clear()
    this.unread = { ...NO_NEWS }
  }
}

/** All kinds together. */
export function sumOf({ failed, confirm, stalled }: NewsCounts): number {
  return failed + confirm + stalled
}
