import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlertPlan, GATHER_MS, SILENCE_MS, type Alert } from '@/domain/alert-plan'
import { readAlertSettings } from '@/domain/alert-settings'
import { createDevice } from '@/domain/device'
import { NEWS_KINDS, type News, type NewsKind } from '@/domain/news'
import { sumOf } from '@/domain/news-feed'
import { isQuiet, minuteOf, timeOf, type QuietHours } from '@/domain/quiet-hours'

const MINUTE_MS = 60_000
const news = (kind: NewsKind, n = 0): News => ({ kind, id: createDevice('P1', `d${n}`).id, name: `d${n}`, at: 0, targetVersion: '2.0', cause: null })
const never = () => false

interface Told {
  atMs: number
  alert: Alert
}

/** Plays news (by time) against a plan that is looked at every `tickMs`, until all is told. */
function play(events: readonly { atMs: number; kind: NewsKind }[], tickMs: number, isQuietAt: (nowMs: number) => boolean = never): Told[] {
  const plan = new AlertPlan()
  const told: Told[] = []
  const untilMs = (events.at(-1)?.atMs ?? 0) + 24 * 60 * MINUTE_MS
  let next = 0
  for (let nowMs = 0; nowMs < untilMs; nowMs += tickMs) {
    for (let event = events[next]; event && event.atMs <= nowMs; event = events[(next += 1)]) plan.note(news(event.kind, next), event.atMs)
    const alert = plan.take(nowMs, isQuietAt(nowMs))
    if (alert) told.push({ atMs: nowMs, alert })
    if (next === events.length && alert) break
  }
  return told
}

const sum = (told: readonly Told[]) => told.reduce((all, { alert }) => all + sumOf(alert.counts), 0)

describe('what is told while nobody looks', () => {
  it('10,000 failures in ten minutes: at most ten notifications, and every failure is in exactly one of them', () => {
    const events = Array.from({ length: 10_000 }, (_, n) => ({ atMs: n * 60, kind: 'failed' as const }))
    const told = play(events, 1_000)
    const naive = events.filter(({ atMs }) => {
      const plan = new AlertPlan()
      plan.note(news('failed'), atMs)
      return plan.take(atMs + GATHER_MS, false) !== null
    }).length
    console.log(`alerts: failures ${events.length} in 10 min, notifications ${told.length}, told ${sum(told)}, lost or twice ${events.length - sum(told)}; one for each: ${naive} notifications`)
    expect(told.length).toBeLessThanOrEqual(10)
    expect(sum(told)).toBe(10_000)
    expect(naive).toBeGreaterThan(10)
  })

  it('whatever comes and whenever: never two within a minute, each thing once, nothing told before it came', () => {
    const comings = fc.array(fc.record({ afterMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 200_000 })), kind: fc.constantFrom(...NEWS_KINDS) }), { minLength: 1, maxLength: 200 })
    let alerts = 0
    let things = 0
    fc.assert(
      fc.property(comings, fc.constantFrom(1_000, 700, MINUTE_MS), (steps, tickMs) => {
        let atMs = 0
        const events = steps.map(({ afterMs, kind }) => ({ atMs: (atMs += afterMs), kind }))
        const told = play(events, tickMs)
        for (const kind of NEWS_KINDS) {
          expect(told.reduce((all, { alert }) => all + alert.counts[kind], 0)).toBe(events.filter((event) => event.kind === kind).length)
        }
        told.forEach(({ atMs: at }, index) => {
          const before = told[index - 1]
          if (before) expect(at - before.atMs).toBeGreaterThanOrEqual(SILENCE_MS)
          expect(sum(told.slice(0, index + 1))).toBeLessThanOrEqual(events.filter((event) => event.atMs <= at).length)
        })
        alerts += told.length
        things += events.length
      }),
      { numRuns: 300, seed: 7 },
    )
    console.log(`alerts: news ${things}, notifications ${alerts}, lost 0, told twice 0`)
  })

  it('comes soon after the first thing, not a minute later', () => {
    const [first] = play([{ atMs: 5_000, kind: 'confirm' }], 1_000)
    expect(first?.atMs).toBe(5_000 + GATHER_MS)
    expect(first?.alert.counts).toEqual({ failed: 0, confirm: 1, stalled: 0 })
  })

  it('is nothing once somebody looked, and begins anew afterwards', () => {
    const plan = new AlertPlan()
    plan.note(news('failed'), 0)
    plan.seen()
    expect(plan.take(100_000, false)).toBeNull()
    plan.note(news('failed'), 100_000)
    expect(plan.take(100_000 + GATHER_MS, false)?.counts.failed).toBe(1)
  })

  it('waits for the end of the quiet hours, and is then told in one piece', () => {
    const hours = { from: 22 * 60, to: 7 * 60 }
    const startMinute = 21 * 60 + 55
    const quietAt = (nowMs: number) => isQuiet((startMinute + Math.floor(nowMs / MINUTE_MS)) % 1440, hours)
    const events = Array.from({ length: 300 }, (_, n) => ({ atMs: 10 * MINUTE_MS + n * MINUTE_MS, kind: 'failed' as const }))
    const told = play(events, 1_000, quietAt)
    expect(told.map(({ atMs, alert }) => [atMs / MINUTE_MS, alert.counts.failed])).toEqual([[545, 300]])
  })

  it('names the first few', () => {
    const plan = new AlertPlan()
    for (let n = 0; n < 9; n += 1) plan.note(news('failed', n), 0)
    expect(plan.take(GATHER_MS, false)?.named.map(({ name }) => name)).toEqual(['d0', 'd1', 'd2'])
  })
})

describe('quiet hours', () => {
  it.each<[QuietHours, number, boolean]>([
    [{ from: 1320, to: 420 }, 1320, true],
    [{ from: 1320, to: 420 }, 0, true],
    [{ from: 1320, to: 420 }, 419, true],
    [{ from: 1320, to: 420 }, 420, false],
    [{ from: 1320, to: 420 }, 1319, false],
    [{ from: 720, to: 780 }, 720, true],
    [{ from: 720, to: 780 }, 780, false],
    [{ from: 600, to: 600 }, 600, false],
  ])('from and to in %o, at minute %i: %s', (hours, minute, quiet) => expect(isQuiet(minute, hours)).toBe(quiet))

  it('are as long over midnight as they say, for any hours', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    fc.assert(
      fc.property(minute, minute, (from, to) => {
        const quiet = Array.from({ length: 1440 }, (_, at) => isQuiet(at, { from, to })).filter(Boolean).length
        expect(quiet).toBe((to - from + 1440) % 1440)
      }),
      { numRuns: 300 },
    )
  })

  it('are told from a moment by what the wall shows: the nights on which clocks change end at the same hour', () => {
    const berlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    const hours = { from: 22 * 60, to: 7 * 60 }
    const quietMinutes = (fromMs: number) => Array.from({ length: 24 * 60 }, (_, n) => minuteOf(berlin.format(fromMs + n * MINUTE_MS)) ?? -1).filter((at) => isQuiet(at, hours)).length
    const usual = quietMinutes(Date.UTC(2026, 5, 1, 12))
    const shortNight = quietMinutes(Date.UTC(2026, 2, 28, 12))
    const longNight = quietMinutes(Date.UTC(2026, 9, 24, 12))
    console.log(`quiet hours 22–7: usual ${usual} min, clocks forward ${shortNight}, back ${longNight}`)
    expect([usual, shortNight, longNight]).toEqual([540, 480, 600])
  })

  it('are read as a time field writes them', () => {
    for (const at of [0, 59, 60, 719, 1439]) expect(minuteOf(timeOf(at))).toBe(at)
    for (const text of ['', '24:00', '12:60', '1:00', 'ab:cd', '12:30:00']) expect(minuteOf(text)).toBeNull()
  })
})

describe('the kept settings', () => {
  it('are read whatever stands there', () => {
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        const { notify, sound, isQuietAtNight, quiet } = readAlertSettings(kept)
        expect([typeof notify, typeof sound, typeof isQuietAtNight]).toEqual(['boolean', 'boolean', 'boolean'])
        expect(isQuiet(0, quiet)).toBeTypeOf('boolean')
      }),
      { numRuns: 2_000 },
    )
    const good = { notify: true, sound: true, isQuietAtNight: true, quiet: { from: 1, to: 2 } }
    expect(readAlertSettings(JSON.parse(JSON.stringify(good)))).toEqual(good)
    expect(readAlertSettings({ notify: 'yes', quiet: { from: 1440, to: 1.5 } })).toEqual(readAlertSettings(null))
  })
})
