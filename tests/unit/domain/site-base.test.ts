import { expect, it } from 'vitest'
import { siteBaseOf } from '@/domain/site-base'

it.each([
  ['https://lookout.example/assets/worker-a1.js', '/'],
  ['https://lookout.example/lookout/assets/worker-a1.js', '/lookout/'],
  ['https://lookout.example/a/b/assets/worker-a1.js?x=/assets/y', '/a/b/'],
  ['https://lookout.example/assets/assets/worker-a1.js', '/assets/'],
  ['http://localhost:5173/src/engine/worker.ts?worker_file&type=module', '/'],
])('the site of %s is under %s', (script, base) => {
  expect(siteBaseOf(script)).toBe(base)
})
