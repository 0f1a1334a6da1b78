import { describe, expect, it } from 'vitest'
import { claimedLeadership } from '@/composables/alert-leader'
import { createTeller, type TabWord } from '@/composables/alert-teller'
import type { Alert } from '@/domain/alert-plan'
import { DEFAULT_ALERTS, type AlertSettings } from '@/domain/alert-settings'
import { createDevice } from '@/domain/device'
import type { News } from '@/domain/news'
import { sumOf } from '@/domain/news-feed'

const FAILED: News = { kind: 'failed', id: createDevice('P1', 'd1').id, name: 'd1', at: 0, targetVersion: null, cause: null }

/** Tabs of one browser: each hears of all news, and of what the others say. */
function openTabs(count: number, settings: Partial<AlertSettings> = { notify: true }) {
  const state = { nowMs: 0, minute: 12 * 60, lookedAt: -1, leader: 0, settings: { ...DEFAULT_ALERTS, ...settings } }
  const told: { tab: number; alert: Alert }[] = []
  const tabs: ReturnType<typeof createTeller>[] = Array.from({ length: count }, (_, tab) =>
    createTeller({
      nowMs: () => state.nowMs,
      minuteOfDay: () => state.minute,
      isLookedAt: () => state.lookedAt === tab,
      isLeader: () => state.leader === tab,
      settings: () => state.settings,
      tell: (alert) => told.push({ tab, alert }),
      say: (word: TabWord) => tabs.forEach((other, index) => index !== tab && other.hear(word)),
    }),
  )
  const run = (seconds: number, newsEvery = Infinity) => {
    for (let second = 1; second <= seconds; second += 1) {
      state.nowMs += 1_000
      if (second % newsEvery === 0) for (const tab of tabs) tab.note(FAILED)
      for (const tab of tabs) tab.tick()
    }
  }
  return { state, told, tabs, run, sum: () => told.reduce((all, { alert }) => all + sumOf(alert.counts), 0) }
}

describe('several tabs', () => {
  it('tell of each thing once and in one tab, where each by itself would tell it three times', () => {
    const { told, run, sum } = openTabs(3)
    run(600, 1)
    run(120)
    const alone = [0, 1, 2].map(() => openTabs(1)).map((tab) => {
      tab.run(600, 1)
      tab.run(120)
      return tab.sum()
    })
    console.log(`alerts, three tabs: things 600, told ${sum()} in ${told.length}; each tab by itself: told ${alone.reduce((a, b) => a + b)}`)
    expect(sum()).toBe(600)
    expect(told.length).toBeLessThanOrEqual(10)
    expect(new Set(told.map(({ tab }) => tab)).size).toBe(1)
    expect(alone.reduce((a, b) => a + b)).toBe(1_800)
  })

  it('go on without the one that told, and repeat nothing', () => {
    const { state, told, run, sum } = openTabs(2)
    run(100, 1)
    state.leader = 1
    run(100, 1)
    run(120)
    expect(sum()).toBe(200)
    expect(new Set(told.map(({ tab }) => tab)).size).toBe(2)
  })

  it('tell nothing while any of them is looked at, though the one that tells is hidden', () => {
    const { state, told, run } = openTabs(2)
    state.lookedAt = 1
    run(300, 7)
    expect(told).toEqual([])
    state.lookedAt = -1
    run(300, 7)
    expect(told.length).toBeGreaterThan(0)
  })
})

describe('one tab', () => {
  it('tells nothing of what came before somebody looked', () => {
    const { state, told, tabs, run } = openTabs(1)
    run(5, 1)
    state.lookedAt = 0
    tabs[0]?.seen()
    run(1)
    state.lookedAt = -1
    run(120)
    expect(told).toEqual([])
  })

  it('tells nothing while all is off, nor later of what came meanwhile', () => {
    const { state, told, run } = openTabs(1, { notify: false, sound: false })
    run(60, 1)
    state.settings = { ...state.settings, sound: true }
    run(120)
    expect(told).toEqual([])
  })

  it('keeps still in the quiet hours and tells all afterwards', () => {
    const { state, told, run, sum } = openTabs(1, { notify: true, isQuietAtNight: true })
    state.minute = 23 * 60
    run(600, 10)
    expect(told).toEqual([])
    state.minute = 7 * 60
    run(1)
    expect([told.length, sum()]).toEqual([1, 60])
  })
})

describe('leadership without locks', () => {
  it('is held by one tab at a time, passes on when its tab is gone, and survives a storage that fails', () => {
    let now = 0
    const kept = new Map<string, string>()
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
    const tabs = [0, 1, 2].map(() => claimedLeadership(storage, () => now))
    let most = 0
    for (let tick = 0; tick < 300; tick += 1) {
      now += 1_000
      most = Math.max(most, tabs.filter((isLeader) => isLeader()).length)
    }
    expect(most).toBe(1)
    const [, ...left] = tabs
    const leads: number[] = []
    for (let tick = 0; tick < 400; tick += 1) {
      now += 1_000
      leads.push(left.filter((isLeader) => isLeader()).length)
    }
    expect(Math.max(...leads)).toBe(1)
    expect(leads.at(-1)).toBe(1)
    const failing = claimedLeadership({ getItem: () => null, setItem: () => { throw new Error('full') } }, () => now)
    expect(failing()).toBe(true)
  })
})
