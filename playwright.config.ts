import { defineConfig } from '@playwright/test'
import { UNTUNED } from './tests/e2e/support/chromium-flags'

/** Without windows to draw, a browser leaves more of two cores to the app; tests that need the full one start it themselves. */
const executablePath = process.env['LOOKOUT_HEADLESS_SHELL'] ?? process.env['LOOKOUT_CHROMIUM']

/** Tests that wait for much of their time: one of them beside one that keeps a core busy uses both cores, two of a kind do not. */
const PATIENT = [
  'alerts', 'insight', 'judgement', 'life', 'nginx', 'promise-clocks', 'promise-connections', 'promise-deployment', 'promise-faults', 'promise-freshness',
  'promise-hidden-tab', 'promise-limits', 'promise-one-poller', 'promise-stalls',
].map((name) => `**/${name}.spec.ts`)

/** No `webServer`: each test file starts the app, and the cloud that it needs, on free ports (tests/e2e/support/app.ts). */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  fullyParallel: false,
  workers: 2,
  // A browser on a busy machine stumbles now and then; `npm test` names each test that needed a second try.
  retries: 1,
  timeout: 30_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  projects: [
    // They are about data and time; those that are about what one sees have motion.
    { name: 'patient', testMatch: PATIENT, workers: 1, use: { contextOptions: { reducedMotion: 'reduce' } } },
    { name: 'busy', testIgnore: PATIENT },
  ],
  use: {
    browserName: 'chromium',
    locale: 'zh-CN',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        ...UNTUNED,
      ],
    },
  },
})
