import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { auditReport } from '../../../scripts/lib/audit-report.mjs'
import { stable } from '../../../scripts/lib/sbom.mjs'
import { tar } from '../../../scripts/lib/tar.mjs'

describe('the audit', () => {
  it('says what is known', () => {
    const found = JSON.stringify({ vulnerabilities: { vue: { severity: 'high' } }, metadata: { vulnerabilities: { total: 1 } } })
    expect(auditReport(found)).toEqual({ code: 1, text: expect.stringMatching(/^audit: 1 known.*\n {2}vue: high$/u) })
  })

  it('says that nothing is known only where the registry said so', () => {
    expect(auditReport('{"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":0}}}')).toEqual({ code: 0, text: expect.stringContaining('0 known') })
  })

  it.each([
    ['', 'no answer'],
    ['not json', 'no answer'],
    ['{}', 'no answer'],
    ['{"metadata":{"vulnerabilities":{}}}', 'no answer'],
    ['npm warn x\n{"message":"405 Method Not Allowed - POST https://registry.example/-/npm/v1/x"}', '405 Method Not Allowed - POST …'],
    ['{"error":{"code":"ENOTFOUND","summary":"getaddrinfo ENOTFOUND"}}', 'getaddrinfo ENOTFOUND'],
  ])('says "not run" to %j', (output, why) => {
    const { code, text } = auditReport(output)
    expect(code).toBe(0)
    expect(text).toMatch(/^audit: not run/u)
    expect(text).toContain(why)
    expect(text).not.toMatch(/0 known|registry\.example/u)
  })
})

describe('the bill of materials', () => {
  it('is the same whenever and wherever it is written', () => {
    const bill = (run: string) => ({ serialNumber: `urn:uuid:${run}`, metadata: { timestamp: run, tools: [run], component: { name: `folder-${run}`, version: '1' } }, components: [{ name: 'vue' }] })
    expect(stable(bill('1'), { name: 'app' })).toBe(stable(bill('2'), { name: 'app' }))
    expect(JSON.parse(stable(bill('1'), { name: 'app' }))).toEqual({ metadata: { component: { name: 'app', version: '1' } }, components: [{ name: 'vue' }] })
  })
})

describe('the archive of a release', () => {
  const long = `${'folder/'.repeat(18)}固件.txt`
  const files = [['b/two.txt', Buffer.alloc(700, 'x')], ['a.txt', Buffer.from('one\n')], [long, Buffer.from('long')], ['empty', Buffer.of()]] as const

  it('is the same in whatever order its files come', () => {
    expect(tar(files, 315_532_800).equals(tar(files.toReversed(), 315_532_800))).toBe(true)
  })

  it('is read by tar', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lookout-tar-'))
    try {
      writeFileSync(join(folder, 'x.tar'), tar(files, 315_532_800))
      execFileSync('tar', ['-xf', 'x.tar'], { cwd: folder })
      for (const [path, bytes] of files) expect(readFileSync(join(folder, path)).equals(bytes), path).toBe(true)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('refuses a name that it cannot hold', () => {
    expect(() => tar([['x'.repeat(101), Buffer.of()]], 0)).toThrow(/too long/u)
  })
})
