import { SECTIONS } from './promises.mjs'

const FIGURE = /^(?<id>[TLSDP]\d)(?<label>[^\n:]*): (?<told>.+)$/u
const CONTROL = /\bcontrol\b/u

/** The figures that tests printed: `T1: …`, `L7, frozen: …`, `S5 control: …`. Each line once, in the order of printing. */
export function readFigures(output) {
  const lines = [...new Set(output.split('\n').map((line) => line.trim()))]
  return lines.flatMap((line) => {
    const { id, label = '', told = '' } = FIGURE.exec(line)?.groups ?? {}
    if (id === undefined) return []
    const name = label.replace(CONTROL, '').replaceAll(/^[\s,]+|[\s,]+$/gu, '')
    return [{ id, isControl: CONTROL.test(label), told: name === '' ? told : `${name}: ${told}` }]
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

/** RELIABILITY.md as it comes out of one run. `run`: `{ date, commit, form, node, chromium, nginx, totals }`. */
export function writeReliability(figures, run, sections = SECTIONS) {
  const head = [
    '# Reliability',
    '',
    'What OTA Lookout promises, what its tests saw, and what the same check says of a careless client, an unsafe setting or a planted fault (the control: it must look bad, or the check proves nothing). Written by `npm test -- --record`; not to be edited.',
    '',
    `${run.date} · commit ${run.commit} · ${run.form} · ${run.totals} · ${run.tools}`,
  ]
  return `${[...head, ...sections.flatMap((section) => sectionLines(section, figures))].join('\n')}\n`
}

function sectionLines({ title, promises }, figures) {
  return ['', `## ${title}`, '', '| | fault or attack | promise | seen | control |', '| --- | --- | --- | --- | --- |', ...promises.map((promise) => rowOf(promise, figures))]
}

function rowOf({ id, fault, holds, gap }, figures) {
  const told = (isControl) => figures.filter((figure) => figure.id === id && figure.isControl === isControl).map((figure) => cell(figure.told)).join('<br>')
  const seen = [told(false), gap === undefined ? '' : `**missing:** ${cell(gap)}`].filter(Boolean).join('<br>')
  return `| ${id} | ${cell(fault)} | ${cell(holds)} | ${seen || '**not run**'} | ${told(true) || '–'} |`
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
