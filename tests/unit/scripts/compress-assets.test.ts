import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { compressFolder } from '../../../scripts/lib/compress-assets.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const LONG = '固件升级 firmware '.repeat(200)

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-compress-'))
  folders.push(folder)
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), LONG)
  writeFileSync(join(folder, 'assets', 'index-a1.js'), LONG)
  writeFileSync(join(folder, 'assets', 'short-a1.js'), 'export {}')
  writeFileSync(join(folder, 'assets', 'picture-a1.png'), LONG)
  compressFolder(folder)
  return folder
}

it('packs what gains by it, and nothing else', () => {
  const folder = build()
  expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
    'assets', 'assets/index-a1.js', 'assets/index-a1.js.br', 'assets/index-a1.js.gz', 'assets/picture-a1.png', 'assets/short-a1.js',
    'index.html', 'index.html.br', 'index.html.gz',
  ])
  expect(gunzipSync(readFileSync(join(folder, 'index.html.gz'))).toString()).toBe(LONG)
  expect(brotliDecompressSync(readFileSync(join(folder, 'index.html.br'))).toString()).toBe(LONG)
})

it('gives the same bytes each time, whenever and wherever it is built', () => {
  const [one, other] = [build(), build()]
  for (const name of ['index.html.gz', 'index.html.br', 'assets/index-a1.js.gz']) {
    expect(readFileSync(join(one, name)).equals(readFileSync(join(other, name)))).toBe(true)
  }
  const packed = readFileSync(join(one, 'index.html.gz'))
  expect([packed.readUInt32LE(4), packed[9]]).toEqual([0, 255])
})
