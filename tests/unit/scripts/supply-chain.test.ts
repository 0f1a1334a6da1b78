import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lockProblems, rangesIn } from '../../../scripts/lib/lock-check.ts'
import { licenceProblem, licencesText } from '../../../scripts/lib/licences.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))

describe('the packages that the app is made of', () => {
  it('are named by exact versions, and locked with the hashes of their content', () => {
    expect(rangesIn(manifest)).toEqual([])
    expect(lockProblems(lock, manifest)).toEqual([])
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100)
  })

  it.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', '1.0', 'file:../x', 'github:x/y', ''])('may not be named as %j', (version) => {
    expect(rangesIn({ dependencies: { vue: version } })).toEqual([`dependencies: vue ${version}`])
    expect(rangesIn({ overrides: { a: { vue: version } } })).toEqual([`overrides: vue ${version}`])
  })

  it.each<[what: string, locked: object, words: RegExp]>([
    ['no hash', { version: '1.0.0' }, /no sha512/u],
    ['a weak hash', { version: '1.0.0', integrity: 'sha1-abc' }, /no sha512/u],
    ['an address of its own', { version: '1.0.0', integrity: 'sha512-abc', resolved: 'https://other.example/x.tgz' }, /comes from an address/u],
    ['another version', { version: '2.0.0', integrity: 'sha512-abc' }, /is locked as 2\.0\.0/u],
  ])('may not be locked with %s', (_what, locked, words) => {
    const manifestOfOne = { dependencies: { vue: '1.0.0' } }
    expect(lockProblems({ lockfileVersion: 3, packages: { 'node_modules/vue': locked } }, manifestOfOne).join('\n')).toMatch(words)
  })

  it('may not be missing from the lock', () => {
    expect(lockProblems({ lockfileVersion: 3, packages: {} }, { dependencies: { vue: '1.0.0' } })).toEqual(['vue is not locked'])
  })
})

describe('the licences of the bundle', () => {
  const mit = { name: 'a', version: '1.0.0', licence: 'MIT', texts: ['MIT License'] }

  it('are listed once a package, sorted, with their texts', () => {
    const text = licencesText([{ ...mit, name: 'b' }, mit, mit])
    expect(text.match(/^- .*$/gmu)).toEqual(['- a 1.0.0 (MIT)', '- b 1.0.0 (MIT)'])
    expect(text.match(/MIT License/gu)).toHaveLength(2)
  })

  it('stop the build where one is not allowed or has no text', () => {
    expect(licenceProblem(mit)).toEqual([])
    expect(licenceProblem({ ...mit, licence: 'GPL-3.0' })[0]).toMatch(/a 1\.0\.0 is in the bundle under "GPL-3\.0"/u)
    expect(licenceProblem({ ...mit, licence: '' })).toHaveLength(1)
    expect(licenceProblem({ ...mit, texts: [] })[0]).toMatch(/without the text/u)
  })
})
