import { accountIdOf, type Upstream } from '../domain/upstream'
import type { CloudAccess } from './cloud-access'
import type { KeptRows } from './keeper'
import { Office, type OfficeOptions } from './office'
import { isBudget } from './protocol'

type Surroundings = Omit<OfficeOptions, 'upstream' | 'access' | 'productNames' | keyof KeptRows>

const NOTHING_KEPT: KeptRows = { rows: [], stages: new Map() }

/** Opens the office of an account with all that is kept of it; the demo brings its own devices, and nothing of it is kept. */
export async function openOffice(upstream: Upstream, access: CloudAccess, surroundings: Surroundings): Promise<Office> {
  const { clock, keeper } = surroundings
  const accountId = accountIdOf(upstream)
  const kept = access.kept ? await keeper.loadRows(accountId, clock.wallMs()) : NOTHING_KEPT
  const productNames = access.kept ? await keeper.loadProductNames(accountId) : {}
  const budget = access.kept ? await keeper.loadBudget(accountId) : null
  const office = new Office({ ...surroundings, upstream, access, ...kept, productNames })
  if (budget !== null && isBudget(budget)) office.account.setBudget(budget)
  if (access.kept) office.guard.restore(await keeper.loadIdleMinutes(accountId))
  if (access.devices.length > 0) office.account.add(access.devices)
  return office
}
