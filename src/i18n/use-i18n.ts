import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'
import { enUS } from './en-us'
import { createFormat, type Format, type Locale } from './format'
import { zhCN, type Messages } from './zh-cn'

export interface I18n {
  readonly locale: ComputedRef<Locale>
  readonly messages: ComputedRef<Messages>
  readonly format: ComputedRef<Format>
}

export const i18nKey: InjectionKey<I18n> = Symbol('i18n')

export function createI18n(locale: () => Locale): I18n {
  const messages = computed(() => (locale() === 'en-US' ? enUS : zhCN))
  return { locale: computed(locale), messages, format: computed(() => createFormat(locale(), messages.value)) }
}

/** Text and formats of the chosen language; Chinese where nobody provided any. */
export function useI18n(): I18n {
  return inject(i18nKey, () => createI18n(() => 'zh-CN'), true)
}
