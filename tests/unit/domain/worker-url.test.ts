import { afterEach, expect, it, vi } from 'vitest'
import { workerUrl } from '@/domain/worker-url'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

function standAt(href: string) {
  vi.stubEnv('DEV', false)
  vi.stubGlobal('location', new URL(href))
}

it.each([
  ['https://lookout.example/#/connect', 'https://lookout.example/assets/worker-a1.js'],
  ['https://lookout.example/lookout/#/', 'https://lookout.example/lookout/assets/worker-a1.js'],
  ['https://lookout.example/lookout/index.html?x=1', './assets/worker-a1.js'],
])('a page at %s starts its own worker %s', (page, worker) => {
  standAt(page)
  expect(workerUrl(worker)).toBe(worker)
})

it.each([
  ['https://lookout.example/', 'https://evil.example/assets/worker-a1.js'],
  ['https://lookout.example/', '//evil.example/assets/worker-a1.js'],
  ['https://lookout.example/', 'blob:https://lookout.example/assets/worker-a1.js'],
  ['https://lookout.example/', 'data:text/javascript,/assets/'],
  ['https://lookout.example/', '/other/assets/worker-a1.js'],
  ['https://lookout.example/lookout/', '/assets/worker-a1.js'],
  ['https://lookout.example/lookout/', '/lookout/assets/../upload.js'],
  ['https://lookout.example/lookout/', '/lookout/assets/%2e%2e/upload.js'],
  ['https://lookout.example/lookout/', '/lookout/upload.js?/assets/'],
])('a page at %s never starts %s', (page, worker) => {
  standAt(page)
  expect(() => workerUrl(worker)).toThrow(/no worker of this app/u)
})
