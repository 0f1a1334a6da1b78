import { DURATIONS, enter, type DeviceRun } from './device-run'
import { DOWNLOAD_ERRORS } from './stage-odds'

const FIRST_WITHIN_MS = 5 * 60_000

/** A device that never gets through: told, begins to download, falls offline or fails, and again. */
export function startFlapping(run: DeviceRun, nowMs: number): void {
  enter(run, nowMs, { status: 6, forMs: run.random.between(0, FIRST_WITHIN_MS), next: tell })
}

function tell(run: DeviceRun, nowMs: number): void {
  run.errMsg = run.note
  enter(run, nowMs, { status: 2, forMs: run.random.between(1_000, 20_000), next: download })
}

function download(run: DeviceRun, nowMs: number): void {
  const to = 100 * run.random.between(0.15, 0.9)
  const forMs = (run.random.duration(DURATIONS.download) * to) / 100
  enter(run, nowMs, { status: 3, forMs, percent: [0, to], next: run.random.chance(0.6) ? goOffline : fail })
}

function goOffline(run: DeviceRun, nowMs: number): void {
  enter(run, nowMs, { status: 0, forMs: run.random.duration(DURATIONS.flapOffline), next: tell })
}

function fail(run: DeviceRun, nowMs: number): void {
  run.errMsg = run.random.weighted(DOWNLOAD_ERRORS)
  enter(run, nowMs, { status: 5, forMs: run.random.duration(DURATIONS.flapRetry), next: tell })
}
