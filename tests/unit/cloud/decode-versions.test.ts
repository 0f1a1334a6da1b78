import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeVersions } from '@/cloud/decode-versions'
import { openEnvelope } from '@/cloud/envelope'

const body = '"CurrentVersion":"1.4.2","DstVersion":"2.0.0","RequestId":"r-1"'

describe('an answer of AppCheckFirmwareUpdate', () => {
  it.each([
    ['Response', `{"Response":{${body}}}`],
    ['code and data', `{"code":0,"msg":"","data":{${body}}}`],
    ['no envelope', `{${body}}`],
  ])('in %s tells both versions', (_envelope, text) => {
    const opened = openEnvelope(text)
    expect(opened.kind === 'answer' && decodeVersions(opened.fields)).toEqual({ currentVersion: '1.4.2', offeredVersion: '2.0.0' })
  })

  it('that lacks one, or has it empty or null, says that of this one only', () => {
    expect(decodeVersions({ CurrentVersion: '1.0' })).toEqual({ currentVersion: '1.0', offeredVersion: null })
    expect(decodeVersions({ CurrentVersion: '', DstVersion: '2.0' })).toEqual({ currentVersion: null, offeredVersion: '2.0' })
    expect(decodeVersions({ CurrentVersion: null, DstVersion: '2.0' })).toEqual({ currentVersion: null, offeredVersion: '2.0' })
  })

  it('without any version, or with one that is no text, is unreadable and nothing is invented', () => {
    const unreadable = [{}, { CurrentVersion: '', DstVersion: '' }, { CurrentVersion: 1, DstVersion: '2' }, { CurrentVersion: '1', DstVersion: ['2'] }, { CurrentVersion: {}, DstVersion: null }]
    for (const fields of unreadable) expect(decodeVersions(fields), JSON.stringify(fields)).toBeNull()
  })

  it('of any kind never throws', () => {
    fc.assert(
      fc.property(fc.record({ CurrentVersion: fc.jsonValue(), DstVersion: fc.jsonValue() }, { requiredKeys: [] }), (fields) => {
        const versions = decodeVersions(fields)
        if (versions) for (const version of Object.values(versions)) expect(version === null || Object.values(fields).includes(version)).toBe(true)
      }),
    )
  })
})
