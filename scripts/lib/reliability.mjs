import { spawnSync } from 'node:child_process'
import { SECTIONS } from './promises.mjs'

const LINE = /^(?<id>[TLSDP]\d)(?<label>(?:\([^)]*\)|[^\n:(])*): (?<told>.+)$/u
/** A line may have both: `…, wrong 0; control, a naive client: wrong 5`, or `wrong 0 [a naive client: wrong 5]`. */
const WITH_CONTROL = /^(?<seen>.*?)(?:[;,] control(?:,|:)? (?<after>.*)| \[(?<inside>[^\]]+)\])$/u
const CONTROL = /\bcontrol\b/u

/** The figures that tests printed: `T1: …`, `L7, frozen: …`, `S5 control: …`. Each once, in the order of printing. */
export function readFigures(output) {
  const lines = [...new Set(output.split('\n').map((line) => line.trim()))]
  return lines.flatMap((line) => {
    const { id, label = '', told = '' } = LINE.exec(line)?.groups ?? {}
    if (id === undefined) return []
    const name = label.replace(CONTROL, '').replaceAll(/^[\s,(]+|[\s,)]+$/gu, '')
    const named = (text) => (name === '' ? text : `${name}: ${text}`)
    if (CONTROL.test(label)) return [{ id, isControl: true, told: named(told) }]
    const { seen = told, after, inside } = WITH_CONTROL.exec(told)?.groups ?? {}
    const control = after ?? inside
    return [{ id, isControl: false, told: named(seen) }, ...(control === undefined ? [] : [{ id, isControl: true, told: named(control) }])]
  })
}

/** The promises that lack a figure or a control's, and are not said to: `['T1 has no figure', …]`. */
export function missingFigures(figures, sections = SECTIONS) {
  return sections.flatMap(({ promises }) => promises).flatMap(({ id, gap }) => {
    if (gap !== undefined) return []
    const own = figures.filter((figure) => figure.id === id)
    return [
      ...(own.some(({ isControl }) => !isControl) ? [] : [`${id} has no figure`]),
      ...(own.some(({ isControl }) => isControl) ? [] : [`${id} has no control`]),
    ]
  })
}

/** RELIABILITY.md as it comes out of one run. `run`: `{ date, commit, form, tools, totals }`. */
export function writeReliability(figures, run, sections = SECTIONS) {
  const head = [
    '# Reliability',
    '',
    'What OTA Lookout promises, what its tests saw, and what the same check says of a careless client, an unsafe setting or a planted fault (the control: it must look bad, or the check proves nothing). Written by `npm test -- --record`; not to be edited.',
    '',
    `${run.date} · commit ${run.commit} · ${run.form} · ${run.tools} · ${run.totals}`,
  ]
  return `${[...head, ...sections.flatMap((section) => sectionLines(section, figures))].join('\n')}\n`
}

function sectionLines({ title, promises }, figures) {
  return ['', `## ${title}`, '', '| | fault or attack | promise | seen | control |', '| --- | --- | --- | --- | --- |', ...promises.map((promise) => rowOf(promise, figures))]
}

function rowOf({ id, fault, holds, gap, weaker }, figures) {
  const told = (isControl) => figures.filter((figure) => figure.id === id && figure.isControl === isControl).map((figure) => cell(figure.told)).join('<br>')
  const seen = [told(false), gap && `**missing:** ${cell(gap)}`, weaker && `**weaker:** ${cell(weaker)}`].filter(Boolean).join('<br>')
  return `| ${id} | ${cell(fault)} | ${cell(holds)} | ${seen || '**not run**'} | ${told(true) || '–'} |`
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

/** The commit that was tested, with a `+` when files differ from it; `unknown` outside a repository. */
export function gitCommit() {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' })
  const { status, stdout } = git('rev-parse', '--short=12', 'HEAD')
  if (status !== 0) return 'unknown'
  return `${stdout.trim()}${git('status', '--porcelain').stdout.trim() === '' ? '' : '+'}`
}
