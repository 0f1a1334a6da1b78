import { useLocalStorage, usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Locale } from '../i18n/format'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Preferences of this browser. Losing them costs a click, so plain localStorage serves. */
export const useSettingsStore = defineStore('settings', () => {
  const keptLocale = useLocalStorage<string>('ota-lookout.locale', 'zh-CN')
  const keptTheme = useLocalStorage<string>('ota-lookout.theme', 'auto')
  const prefersDark = usePreferredDark()

  const locale = computed<Locale>(() => (keptLocale.value === 'en-US' ? 'en-US' : 'zh-CN'))
  const theme = computed<Theme>(() => THEMES.find((name) => name === keptTheme.value) ?? 'auto')
  const isDark = computed(() => (theme.value === 'auto' ? prefersDark.value : theme.value === 'dark'))

  function toggleLocale() {
    keptLocale.value = locale.value === 'zh-CN' ? 'en-US' : 'zh-CN'
  }

  function nextTheme() {
    keptTheme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto'
  }

  return { locale, theme, isDark, toggleLocale, nextTheme }
})
