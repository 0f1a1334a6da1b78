import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { adoptedStylesPlugin } from './scripts/lib/adopted-styles.ts'
import { assetCachePlugin } from './scripts/lib/asset-cache.ts'
import { buildIdPlugin } from './scripts/lib/build-id.ts'
import { cloudProxyPlugin } from './scripts/lib/cloud-proxy.ts'
import { compressAssetsPlugin } from './scripts/lib/compress-assets.ts'
import { OVERSEA_ORIGIN, readCloudOrigin } from './scripts/lib/environment.mjs'
import { licencesPlugins } from './scripts/lib/licences.ts'
import { plainRootPlugin } from './scripts/lib/plain-root.ts'
import { securityHeadersPlugin } from './scripts/lib/security-headers.ts'

const licences = licencesPlugins()

export default defineConfig({
  // No page but `/` (the app routes by hash): a missing file is a 404, never index.html.
  appType: 'mpa',
  // Works under any path of a site: what is built names its own files by where they stand.
  base: './',
  plugins: [
    vue(),
    adoptedStylesPlugin(),
    plainRootPlugin(),
    securityHeadersPlugin(),
    cloudProxyPlugin({ mainland: readCloudOrigin(process.env), oversea: OVERSEA_ORIGIN }),
    assetCachePlugin(),
    compressAssetsPlugin(),
    licences.page,
    buildIdPlugin(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  worker: { format: 'es', plugins: () => [licences.worker()] },
  build: { target: 'es2022', sourcemap: false, modulePreload: { polyfill: false } },
  // Other origins have no business with the door to the cloud.
  server: { cors: false },
  preview: { cors: false },
  test: {
    passWithNoTests: true,
    // No test replaces a module or a global for good: to load everything anew for each file is most of the time.
    isolate: false,
    maxWorkers: '100%',
    pool: 'threads',
    projects: [
      {
        extends: true,
        test: { name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts', 'tests/*.test.ts'] },
      },
      { extends: true, test: { name: 'nginx', environment: 'node', testTimeout: 30_000, hookTimeout: 30_000, include: ['tests/nginx/**/*.test.ts'] } },
      { extends: true, test: { name: 'flows', environment: 'node', include: ['tests/flows/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'components',
          environment: 'happy-dom',
          include: ['tests/components/**/*.test.ts'],
          server: { deps: { inline: ['naive-ui'] } },
        },
      },
    ],
  },
})
