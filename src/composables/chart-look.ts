import { usePreferredReducedMotion } from '@vueuse/core'
import { shallowRef, watch, type ShallowRef } from 'vue'
import { UPGRADE_KINDS, type UpgradeKind } from '../domain/upgrade'

/** The colours of the page, for what cannot use its style sheet. */
export interface ChartLook {
  readonly panel: string
  readonly raised: string
  readonly line: string
  readonly control: string
  readonly ink: string
  readonly ink2: string
  readonly accent: string
  readonly accentSoft: string
  readonly error: string
  readonly done: string
  readonly track: string
  readonly kind: Readonly<Record<UpgradeKind, string>>
  readonly font: string
  readonly moves: boolean
}

const KIND_COLOURS = {
  failed: '--error',
  confirm: '--warn',
  running: '--running',
  queued: '--queued-bar',
  offline: '--offline-bar',
  done: '--done',
  unknown: '--unknown-bar',
} as const satisfies Record<UpgradeKind, string>

/** Follows the theme: read anew once the page wears it. */
export function useChartLook(isDark: () => boolean): ShallowRef<ChartLook> {
  const motion = usePreferredReducedMotion()
  const read = () => readLook(motion.value !== 'reduce')
  const look = shallowRef(read())
  watch([isDark, motion], () => (look.value = read()), { flush: 'post' })
  return look
}

function readLook(moves: boolean): ChartLook {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string) => style.getPropertyValue(name).trim()
  const kinds = UPGRADE_KINDS.map((kind) => [kind, of(KIND_COLOURS[kind])])
  return {
    panel: of('--panel'),
    raised: of('--raised'),
    line: of('--line'),
    control: of('--control'),
    ink: of('--ink'),
    ink2: of('--ink-2'),
    accent: of('--accent'),
    accentSoft: of('--accent-soft'),
    error: of('--error'),
    done: of('--done'),
    track: of('--track'),
    kind: Object.fromEntries(kinds) as Record<UpgradeKind, string>,
    font: of('--sans'),
    moves,
  }
}
