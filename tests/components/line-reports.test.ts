import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import LineReports from '@/components/LineReports.vue'
import { parseDeviceLines } from '@/domain/device-lines'

const PASTED = ['P1 good', 'alone', 'P1 a b', 'P1 good', 'P1 watched', 'P1 \u0007', '<img src=x onerror=alert(1)>\u202E'].join('\n')

function mountReports(text: string) {
  return mount(LineReports, { props: { reports: parseDeviceLines(text, (id) => id === 'P1/watched').reports } })
}

describe('the report of pasted lines', () => {
  it('says of each unused line its number, why, and what it was', () => {
    const lines = mountReports(PASTED).findAll('li')
    expect(lines.map((line) => line.attributes('data-line'))).toEqual(['2', '3', '4', '5', '6', '7'])
    expect(lines.map((line) => line.get('b').text())).toEqual(['第 2 行', '第 3 行', '第 4 行', '第 5 行', '第 6 行', '第 7 行'])
    expect(lines[0]?.get('.why').text()).toBe('缺少 DeviceName，应为 ProductId 和 DeviceName 两项')
    expect(lines[1]?.get('.why').text()).toBe('有 3 项，应只有 ProductId 和 DeviceName 两项')
    expect(lines[2]?.get('.why').text()).toBe('与第 1 行重复')
    expect(lines[3]?.get('.why').text()).toBe('已在列表中')
    expect(lines[4]?.get('.why').text()).toBe('DeviceName 含有控制字符')
  })

  it('shows hostile lines as text, with what is invisible spelled out', () => {
    const report = mountReports(PASTED)
    expect(report.find('img').exists()).toBe(false)
    expect(report.text()).toContain('<img src=x onerror=alert(1)>⟨U+202E⟩')
    expect(report.text()).toContain('P1 ⟨U+0007⟩')
  })

  it('stays short: 50 lines, and how many more', () => {
    const lines = mountReports(Array.from({ length: 1300 }, () => 'bad').join('\n')).findAll('li')
    expect(lines).toHaveLength(51)
    expect(lines.at(-1)?.text()).toBe('还有 1,250 行')
  })
})
