import { deviceListText, exportRows, type ExportWords } from '../domain/fleet-export'
import { describeFailure, describeStatus } from '../i18n/describe'
import { useI18n } from '../i18n/use-i18n'
import type { Messages } from '../i18n/zh-cn'
import { useDirectoryStore } from '../stores/directory'
import { useFleetStore } from '../stores/fleet'
import { downloadText } from './download'
import { stampOf } from './file-stamp'

/** Writes the ticked rows, or all that are shown, to a file: from the model, whatever the screen has room for. */
export function useFleetExport(say: (text: string) => void) {
  const fleet = useFleetStore()
  const directory = useDirectoryStore()
  const { messages, format } = useI18n()

  return (what: 'csv' | 'list') => {
    const rows = fleet.chosenRows()
    const now = Date.now()
    const { fileName, listName, done } = messages.value.exports
    if (what === 'csv') downloadText(`${fileName}-${stampOf(now)}.csv`, 'text/csv', exportRows(rows, wordsOf(messages.value, directory.productNames), now))
    else downloadText(`${listName}-${stampOf(now)}.txt`, 'text/plain', deviceListText(rows.map(({ device }) => device)))
    say(done(format.value.count(rows.length)))
  }
}

function wordsOf(messages: Messages, productNames: ReadonlyMap<string, string>): ExportWords {
  return {
    title: { ...messages.exports.columns, requestId: messages.column.request },
    yes: messages.exports.holds,
    no: messages.exports.holdsNot,
    status: (status) => describeStatus(messages, status),
    kind: (kind) => messages.filter[kind],
    failure: (failure) => describeFailure(messages, failure),
    productName: (productId) => productNames.get(productId) ?? null,
  }
}
