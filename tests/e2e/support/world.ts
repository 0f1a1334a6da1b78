import type { BrowserContext, Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server'
import { startApp, type RunningApp } from './app'
import { startRecordedCloud, type RecordedCloud } from './recorded-cloud'

/** A cloud and an app over it. */
export interface World {
  readonly cloud: SimulatorServer
  readonly app: RunningApp
}

type SimulatorOptions = Parameters<typeof startSimulatorServer>[0]
type AppOptions = Omit<NonNullable<Parameters<typeof startApp>[0]>, 'cloudOrigin'>

/** Works in a world of its own, so that tests which mostly wait can wait side by side. */
export async function inWorld(simulator: SimulatorOptions, work: (world: World) => Promise<void>, options: AppOptions = {}): Promise<void> {
  const cloud = await startSimulatorServer(simulator)
  const app = await startApp({ ...options, cloudOrigin: cloud.url })
  try {
    await work({ cloud, app })
  } finally {
    await app.close()
    await cloud.close()
  }
}

/** The same with a cloud that writes down its calls, and a page. */
export interface RecordedWorld {
  readonly cloud: RecordedCloud
  readonly app: RunningApp
  readonly page: Page
}

export async function inRecordedWorld<T>(context: BrowserContext, simulator: Parameters<typeof startRecordedCloud>[0], work: (world: RecordedWorld) => Promise<T>): Promise<T> {
  const cloud = await startRecordedCloud(simulator)
  const app = await startApp({ cloudOrigin: cloud.server.url })
  const page = await context.newPage()
  try {
    return await work({ cloud, app, page })
  } finally {
    await page.close()
    await app.close()
    await cloud.close()
  }
}
