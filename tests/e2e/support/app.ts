import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { assetCachePlugin } from '../../../scripts/lib/asset-cache.ts'
import { cloudProxyPlugin } from '../../../scripts/lib/cloud-proxy.ts'
import { securityHeadersPlugin } from '../../../scripts/lib/security-headers.ts'

export interface RunningApp {
  url: string
  close(): Promise<void>
}

/** Port 9 (discard) refuses: a test that forgot its cloud must not reach the real one. */
const NOWHERE = 'http://127.0.0.1:9'

/** A build that nobody else replaces, while several people work in one tree. */
const OTHER_DIST = process.env['LOOKOUT_E2E_DIST']

/**
 * Serves the already built `dist` on a free port, as `npm start` does, with the cloud at `cloudOrigin`. `isGuarded: false`
 * leaves the policy out, for controls that do what it forbids; `dist` serves another build.
 */
export async function startApp(
  options: { cloudOrigin?: string; overseaOrigin?: string; isGuarded?: boolean; dist?: string | undefined } = {},
): Promise<RunningApp> {
  const { cloudOrigin = NOWHERE, overseaOrigin = NOWHERE, isGuarded = true, dist = OTHER_DIST } = options
  const server = await preview({
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    configFile: false,
    appType: 'mpa',
    logLevel: 'error',
    plugins: [...(isGuarded ? [securityHeadersPlugin()] : []), cloudProxyPlugin({ mainland: cloudOrigin, oversea: overseaOrigin }), assetCachePlugin()],
    ...(dist ? { build: { outDir: dist } } : {}),
    preview: { port: 0, host: '127.0.0.1', strictPort: true, cors: false },
  })
  const { port } = server.httpServer.address() as AddressInfo
  return { url: `http://localhost:${port}`, close: () => server.close() }
}
