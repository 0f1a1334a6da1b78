import { refAutoReset } from '@vueuse/core'
import { useI18n } from '../i18n/use-i18n'
import { copyText } from './copy-text'

const NOTICE_MS = 5000

/** What the page says for a moment after an action. */
export function useNotices() {
  const { messages } = useI18n()
  const notice = refAutoReset<string | null>(null, NOTICE_MS)

  async function copy(text: string) {
    notice.value = (await copyText(text)) ? messages.value.copied : messages.value.copyFailed
  }
  return { notice, copy }
}
