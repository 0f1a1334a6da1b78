import type { DeviceId } from '../domain/device'
import { readFaultPlan, type FaultPlan } from './faults'
import { parseFields } from './request-fields'
import type { ScenarioSession } from './scenario-session'

const FIELDS: readonly string[] = ['faults', 'expireToken', 'advanceMs', 'freeze', 'unbind', 'bind']

/** Does what a test asks for on `/control`; a sentence says why nothing was done, `null` that all was. */
export function obey(session: ScenarioSession, body: string): string | null {
  const fields = parseFields(body)
  if (!fields) return 'the body must be a JSON object'
  const { faults, expireToken, advanceMs, freeze, unbind = [], bind = [] } = fields
  const stranger = Object.keys(fields).find((name) => !FIELDS.includes(name))
  if (stranger !== undefined) return `there is no field ${stranger}; there are ${FIELDS.join(', ')}`
  const plan: FaultPlan | string | null | undefined = faults === undefined || faults === null ? faults : readFaultPlan(faults)
  if (typeof plan === 'string') return plan
  if (expireToken !== undefined && expireToken !== true) return 'expireToken can only be true'
  if (advanceMs !== undefined && !(typeof advanceMs === 'number' && advanceMs >= 0)) return 'advanceMs must be a number of ms'
  if (freeze !== undefined && typeof freeze !== 'boolean') return 'freeze must be true or false'
  const has = (id: unknown): id is DeviceId => session.cloud.device(id as DeviceId) !== undefined
  if (!Array.isArray(unbind) || !unbind.every(has)) return 'unbind must be a list of "ProductId/DeviceName"s of the fleet'
  if (!Array.isArray(bind) || !bind.every(has)) return 'bind must be a list of "ProductId/DeviceName"s of the fleet'
  if (plan !== undefined) session.handler.setFaults(plan)
  if (expireToken) session.handler.expireToken()
  if (freeze !== undefined) session.setFrozen(freeze)
  session.cloud.account.unbind(unbind)
  session.cloud.account.bind(bind)
  if (advanceMs !== undefined) session.cloud.advance(advanceMs)
  return null
}
