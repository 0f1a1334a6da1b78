import { h, type VNode } from 'vue'
import { isStale, kindOf, type FleetRow } from '../../../src/domain/fleet-row'
import { zhCN } from '../../../src/i18n/zh-cn'
import { ageWords, barOf, COPY_ICON, ICONS, noteWords, requestWords, sourceWords, stageWords, stalledWords, statusWords, targetWords } from './words'

/** Cells of plain spans for tables that take Vue's render functions, in the order of the app's columns. */
export interface CellColumn {
  readonly key: string
  readonly title: string
  /** Px; a column without one takes its share of the rest. */
  readonly width?: number
  draw(row: FleetRow, now: () => number): VNode
}

const icon = (path: string) => h('svg', { viewBox: '0 0 16 16' }, [h('path', { d: path })])

export const CELL_COLUMNS: readonly CellColumn[] = [
  { key: 'check', title: '', width: 34, draw: () => h('input', { type: 'checkbox' }) },
  {
    key: 'device',
    title: zhCN.column.device,
    draw: ({ device }) =>
      h('span', { class: 'b-device' }, [
        h('bdi', { class: 'b-name mono' }, device.deviceName),
        device.alias === null ? null : h('bdi', { class: 'b-alias' }, device.alias),
      ]),
  },
  { key: 'product', title: zhCN.column.product, width: 126, draw: ({ device }) => h('bdi', { class: 'b-product mono' }, device.productId) },
  {
    key: 'version',
    title: zhCN.column.version,
    width: 144,
    draw: (row) => h('span', { class: 'b-versions mono' }, [h('bdi', sourceWords(row)), h('span', '→'), h('bdi', { class: 'b-target' }, targetWords(row))]),
  },
  { key: 'progress', title: zhCN.column.progress, width: 154, draw: progressCell },
  { key: 'status', title: zhCN.column.status, width: 282, draw: statusCell },
  { key: 'stage', title: zhCN.column.stage, width: 120, draw: (row, now) => h('span', stageWords(row, now())) },
  {
    key: 'age',
    title: zhCN.column.age,
    width: 106,
    draw: (row, now) => h('span', { class: { 'b-stale': isStale(row, now()) } }, ageWords(row, now())),
  },
  {
    key: 'request',
    title: zhCN.column.request,
    width: 106,
    draw: (row) => h('button', { type: 'button', class: 'b-request mono' }, [h('span', requestWords(row)), icon(COPY_ICON)]),
  },
  { key: 'menu', title: '', width: 46, draw: () => h('button', { type: 'button', class: 'b-menu' }, '⋯') },
]

function progressCell(row: FleetRow): VNode {
  const { filled, words } = barOf(row)
  const fill = filled === null ? h('span', { class: 'b-fill moving' }) : h('span', { class: 'b-fill', style: { transform: `scaleX(${filled})` } })
  return h('span', { class: 'b-progress', 'data-kind': kindOf(row) }, [h('span', { class: 'b-track' }, [fill]), h('span', { class: 'b-percent' }, words)])
}

function statusCell(row: FleetRow, now: () => number): VNode {
  const kind = kindOf(row)
  const note = noteWords(row)
  const stalled = stalledWords(row, now())
  return h('span', { class: 'b-status', 'data-kind': kind }, [
    h('span', { class: 'b-tag' }, [icon(ICONS[kind]), h('span', statusWords(row))]),
    stalled === '' ? null : h('span', { class: 'b-stalled' }, stalled),
    note === '' ? null : h('bdi', { class: 'b-note mono' }, note),
  ])
}
