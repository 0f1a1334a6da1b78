import { NEWS_KINDS, type News, type NewsCounts } from '../domain/news'
import { visibleText } from '../domain/visible-text'
import type { Format } from './format'
import type { Messages } from './zh-cn'

/** 失败 3 · 等待确认 1: each kind of which there are any. */
export function describeCounts(messages: Messages, format: Format, counts: NewsCounts): string {
  return NEWS_KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => messages.news.counted(messages.news.kind[kind], format.count(counts[kind])))
    .join(' · ')
}

/** The first devices by name; `total` tells whether there are more. */
export function describeNamed(messages: Messages, named: readonly News[], total: number): string {
  const names = named.map(({ name }) => visibleText(name)).join(' · ')
  return total > named.length ? messages.news.andMore(names) : names
}
