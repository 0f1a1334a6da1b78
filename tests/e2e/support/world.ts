import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server'
import { startApp, type RunningApp } from './app'

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
