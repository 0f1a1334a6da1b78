import { expect, it } from 'vitest'
import type { Upstream } from '@/domain/upstream'
import { openCloudAccess } from '@/engine/cloud-access'
import { systemClock } from '@/polling/clock'

it.each<[upstream: Upstream, base: string | undefined, endpoint: string]>([
  [{ kind: 'mainland' }, undefined, '/api/exploreropen/tokenapi'],
  [{ kind: 'overseas' }, '/', '/oversea/api/exploreropen/tokenapi'],
  [{ kind: 'mainland' }, '/lookout/', '/lookout/api/exploreropen/tokenapi'],
  [{ kind: 'overseas' }, '/lookout/', '/lookout/oversea/api/exploreropen/tokenapi'],
  [{ kind: 'custom', path: '/other/door' }, '/lookout/', '/other/door'],
])('the door of %o on a site under %s is %s', async (upstream, base, endpoint) => {
  expect((await openCloudAccess(upstream, systemClock, base)).endpoint).toBe(endpoint)
})
