import type { Actions } from '../cloud/actions'
import type { TrueState } from './cloud'
import type { Random } from './random'

type StatusFields = Actions['AppDescribeFirmwareUpdateStatus']['answer']

const ODDITY_RATE = 0.03

/**
 * The answer's fields for a device (cloud-api §3). `oddities` makes a few Percents stale, null, absent or textual; it
 * never changes a number that counts, so a right reader still shows the truth.
 */
export function statusFields(truth: TrueState, oddities: Random | null): StatusFields {
  const fields: StatusFields = {
    OriVersion: truth.sourceVersion ?? '',
    DstVersion: truth.targetVersion ?? '',
    ErrMsg: truth.errMsg,
  }
  if (truth.status !== null) fields.Status = truth.status
  const percent = truth.percent ?? (truth.status === 3 ? null : 0)
  if (!oddities?.chance(ODDITY_RATE)) return { ...fields, Percent: percent }
  if (truth.percent !== null) return { ...fields, Percent: String(truth.percent) }
  return oddities.weighted([
    [{ ...fields, Percent: oddities.int(1, 100) }, 3],
    [{ ...fields, Percent: null }, 2],
    [{ ...fields, Percent: '' }, 1],
    [{ ...fields, Percent: '0' }, 1],
    [fields, 1],
  ])
}
