import { DURATIONS, enter, type DeviceRun } from './device-run'
import { DOWNLOAD_ERRORS, DOWNLOAD_INTERRUPTIONS, ODDS, WRITE_ENDS, WRITE_ERRORS, type Interruption } from './stage-odds'

/** Begins the next task: 8 for a device that asks a person, 0 for one that is away, else the queue (cloud-api §3). */
export function startTask(run: DeviceRun, nowMs: number): void {
  const task = run.nextTask(run.stage.startedAtMs)
  run.sourceVersion = run.version
  run.targetVersion = task?.targetVersion ?? run.targetVersion
  run.heldMs = task?.heldMs ?? 0
  run.errMsg = run.note
  run.downloaded = 0
  if (run.needsConfirm) enter(run, nowMs, { status: 8, forMs: run.random.duration(DURATIONS.confirm), next: queue })
  else if (run.random.chance(ODDS.offlineAtStart)) goOffline(run, nowMs)
  else queue(run, nowMs)
}

/** 1 or 7. */
export function queue(run: DeviceRun, nowMs: number): void {
  const forMs = run.heldMs + run.random.duration(DURATIONS.queued)
  const status = run.random.chance(ODDS.processedFirst) ? 7 : 1
  run.heldMs = 0
  enter(run, nowMs, { status, forMs, next: run.random.chance(ODDS.untoldDownload) ? download : tell })
}

/** Begins again after a failure. */
export function retry(run: DeviceRun, nowMs: number): void {
  run.errMsg = run.note
  run.downloaded = 0
  if (run.random.chance(0.5)) tell(run, nowMs)
  else queue(run, nowMs)
}

function tell(run: DeviceRun, nowMs: number): void {
  const forMs = run.random.between(1_000, 20_000)
  enter(run, nowMs, { status: 2, forMs, next: run.random.chance(ODDS.offlineWhenTold) ? goOffline : download })
}

function download(run: DeviceRun, nowMs: number): void {
  const { random, downloaded: from } = run
  const interruption = random.weighted(DOWNLOAD_INTERRUPTIONS)
  const to = interruption === 'none' ? 100 : from + (100 - from) * random.between(0.15, 0.9)
  const forMs = (random.duration(DURATIONS.download) * (to - from)) / 100
  const after = AFTER_DOWNLOAD[interruption]
  enter(run, nowMs, {
    status: 3,
    forMs: Math.max(1_000, forMs),
    percent: [from, to],
    next: (run, nowMs) => {
      run.downloaded = to
      after(run, nowMs)
    },
  })
}

const AFTER_DOWNLOAD = {
  none: finishDownload,
  restart: (run, nowMs) => {
    run.downloaded = 0
    download(run, nowMs)
  },
  offline: goOffline,
  resend: (run, nowMs) => {
    run.downloaded = 0
    tell(run, nowMs)
  },
  fail: (run, nowMs) => fail(run, nowMs, run.random.weighted(DOWNLOAD_ERRORS)),
  stall: (run, nowMs) => {
    const percent = [run.downloaded, run.downloaded] as const
    enter(run, nowMs, { status: 3, forMs: run.random.duration(DURATIONS.stall), percent, next: timeOut })
  },
} as const satisfies Record<Interruption, (run: DeviceRun, nowMs: number) => void>

/** 20, or at once 4 or 6: skips are ordinary. */
function finishDownload(run: DeviceRun, nowMs: number): void {
  const skip = run.random.next()
  if (skip < ODDS.skipsToDone) return succeed(run, nowMs)
  if (skip < ODDS.skipsToDone + ODDS.skipsToWrite) return write(run, nowMs)
  enter(run, nowMs, { status: 20, forMs: run.random.between(2_000, 10_000), percent: [100, 100], next: write })
}

function write(run: DeviceRun, nowMs: number): void {
  const { random } = run
  const end = random.next()
  const isStalled = end < WRITE_ENDS.stall
  const forMs = random.duration(isStalled ? DURATIONS.stall : DURATIONS.write)
  enter(run, nowMs, { status: 4, forMs, next: isStalled ? timeOut : afterWrite(end) })
}

function afterWrite(end: number): (run: DeviceRun, nowMs: number) => void {
  if (end < WRITE_ENDS.fail) return (run, nowMs) => fail(run, nowMs, run.random.weighted(WRITE_ERRORS))
  if (end < WRITE_ENDS.offline) return goOffline
  if (end < WRITE_ENDS.downloadAgain) return AFTER_DOWNLOAD.restart
  return succeed
}

/** 0; comes back where it was, told again, or in the queue. */
function goOffline(run: DeviceRun, nowMs: number): void {
  const { random } = run
  const isHalfLoaded = run.downloaded > 0 && run.downloaded < 100
  const back = isHalfLoaded && random.chance(ODDS.resumesDownload) ? download : run.heldMs > 0 || random.chance(0.5) ? queue : tell
  if (back !== download) run.downloaded = 0
  enter(run, nowMs, { status: 0, forMs: random.duration(DURATIONS.offline), next: back })
}

function succeed(run: DeviceRun, nowMs: number): void {
  run.version = run.targetVersion
  rest(run, nowMs, 6)
}

function fail(run: DeviceRun, nowMs: number, errMsg: string): void {
  run.errMsg = errMsg
  end(run, nowMs, 5)
}

function timeOut(run: DeviceRun, nowMs: number): void {
  run.errMsg = 'time_out'
  end(run, nowMs, 10)
}

function end(run: DeviceRun, nowMs: number, status: 5 | 10): void {
  if (run.random.chance(ODDS.retriesByItself)) enter(run, nowMs, { status, forMs: run.random.duration(DURATIONS.retry), next: retry })
  else rest(run, nowMs, status)
}

/** Stays ended until the next wave, if there is one. */
export function rest(run: DeviceRun, nowMs: number, status: number): void {
  const task = run.nextTask(nowMs)
  enter(run, nowMs, { status, forMs: task ? task.atMs - nowMs : Infinity, next: task ? startTask : null })
}
