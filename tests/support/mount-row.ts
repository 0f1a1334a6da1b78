import { mount } from '@vue/test-utils'
import { shallowRef } from 'vue'
import FleetRow from '@/components/FleetRow.vue'
import { COLUMNS, type ColumnKey } from '@/domain/columns'
import type { FleetRow as Row } from '@/domain/fleet-row'
import type { Locale } from '@/i18n/format'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

interface Options {
  now?: number
  locale?: Locale
  columns?: readonly ColumnKey[]
}

/** A row of the table on its own; `source` is its signal. */
export function mountRow(row: Row, { now = 2000, locale = 'zh-CN', columns = COLUMNS }: Options = {}) {
  const source = shallowRef<Row | undefined>(row)
  const wrapper = mount(FleetRow, {
    props: { source, columns: new Set(columns), now, topPx: 0, rowIndex: 2, selected: false, active: false },
    global: { provide: { [i18nKey as symbol]: createI18n(() => locale) } },
  })
  return Object.assign(wrapper, { source })
}
