import { useI18n } from '../i18n/use-i18n'
import { useFleetStore } from '../stores/fleet'
import { downloadText } from './download'

/** Writes the rows shown, or the ticked ones, to a file: from the model, whatever the screen has room for. */
export function useFleetExport(say: (text: string) => void) {
  const fleet = useFleetStore()
  const { messages, format } = useI18n()

  return (_what: 'csv' | 'list') => {
    const rows = fleet.chosenRows()
    downloadText('devices.txt', 'text/plain', rows.map(({ device }) => `${device.productId},${device.deviceName}\n`).join(''))
    say(messages.value.exports.done(format.value.count(rows.length)))
  }
}
