import { describe, expect, it } from 'vitest'
import { guessEncoding, decodeBytes } from '@/intake/encoding'
import type { PreviewLine } from '@/intake/protocol'
import { readSource } from '@/intake/read-source'
import { deriveSeed } from '@/simulator/random'
import { importFile, type ImportFile } from '../../support/import-files'
import { sized } from '../../support/soak'

const FILES = sized(5_000, 20_000)
const SEED = 6

async function linesOf({ bytes, encoding, stripsInvisible }: ImportFile, told: boolean): Promise<readonly PreviewLine[]> {
  const reading = await readSource({ source: { kind: 'file', file: new Blob([bytes]) }, encoding: told ? encoding : null, stripsInvisible, watched: '' })
  if (reading.kind !== 'read') throw new Error(reading.kind)
  return reading.lines('all', 0, Infinity)
}

/** What differs from what was meant, in words. */
function faultsOf(file: ImportFile, lines: readonly PreviewLine[]): { wrong: string[]; lost: string[] } {
  const wrong: string[] = []
  const lost: string[] = []
  const byLine = new Map(lines.map((line) => [line.line, line]))
  for (const line of lines) if (!file.meant.has(line.line)) wrong.push(`line ${line.line} is none`)
  for (const [number, meant] of file.meant) {
    const line = byLine.get(number)
    if (meant.kind === 'device') {
      if (line?.kind !== 'device') lost.push(`line ${number}: ${meant.id} ${JSON.stringify(line)}`)
      else if (line.device.id !== meant.id || line.device.alias !== meant.alias) wrong.push(`line ${number}: ${JSON.stringify(meant)} is ${JSON.stringify(line.device)}`)
      else if (meant.noted !== (line.note !== null)) wrong.push(`line ${number}: ${JSON.stringify(meant)} said ${JSON.stringify(line.note)}`)
    } else if (line === undefined && meant.why === 'open' && isOpenBefore(file, number)) continue
    else if (line?.kind !== 'problem') wrong.push(`line ${number}: ${meant.why} ${JSON.stringify(line)}`)
    else if (meant.firstLine !== undefined && (line.problem.kind !== 'repeated' || line.problem.firstLine !== meant.firstLine)) wrong.push(`line ${number}: repeats ${meant.firstLine} ${JSON.stringify(line.problem)}`)
  }
  return { wrong, lost }
}

/** Quotes left open in two lines in a row may close one another: then one report tells of both. */
function isOpenBefore({ meant }: ImportFile, number: number): boolean {
  const before = meant.get(number - 1)
  return before?.kind === 'no-device' && before.why === 'open'
}

/** As many a tool reads: UTF-8, lines, commas. Returns the ids that nobody meant. */
function naivelyWrong({ bytes, meant }: ImportFile): number {
  const ids = new Set([...meant.values()].flatMap((each) => (each.kind === 'device' ? each.id : [])))
  const [header = [], ...rows] = new TextDecoder().decode(bytes).trim().split('\n').map((line) => line.split(','))
  const product = Math.max(0, header.indexOf('ProductId'))
  const device = Math.max(1, header.indexOf('DeviceName'))
  return rows.filter((cells) => !ids.has(`${cells[product]}/${cells[device]}`)).length
}

describe('S6: a file of devices', () => {
  it('gives the names that were meant, whatever its encoding, separators, quotes and mistakes; a naive reader does not', { timeout: 240_000 }, async () => {
    const faults: string[] = []
    let names = 0
    let lost = 0
    let wrong = 0
    let ambiguous = 0
    let asked = 0
    let naive = 0
    for (let index = 0; index < FILES; index += 1) {
      const file = importFile(deriveSeed(SEED, index))
      const guess = guessEncoding(file.bytes)
      const looksOtherwise = decodeBytes(file.bytes, guess.encoding) !== decodeBytes(file.bytes, file.encoding)
      // Then the preview asks, and the operator switches; a guess that is sure of itself has to be right.
      const told = looksOtherwise && !guess.isSure
      if (told) ambiguous += 1
      if (!guess.isSure) asked += 1
      const found = faultsOf(file, await linesOf(file, told))
      names += [...file.meant.values()].filter(({ kind }) => kind === 'device').length
      wrong += found.wrong.length
      lost += found.lost.length
      naive += naivelyWrong(file)
      if (faults.length < 5) faults.push(...[...found.wrong, ...found.lost].map((fault) => `file ${index} (${file.encoding}${told ? ', told' : ''}): ${fault}\n${JSON.stringify(file.text)}`))
    }
    console.log(`S6: files ${FILES.toLocaleString('en-US')}, names ${names.toLocaleString('en-US')}, wrong ${wrong}, lost ${lost}, encodings asked about ${asked}, rightly ${ambiguous} [naive: wrong ${naive.toLocaleString('en-US')}]`)
    expect(faults).toEqual([])
    expect([wrong, lost]).toEqual([0, 0])
    expect(asked).toBeLessThan(FILES / 50)
    expect(naive).toBeGreaterThan(names / 2)
  })
})
