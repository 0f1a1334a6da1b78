import { shallowRef } from 'vue'

export type NotificationState = NotificationPermission | 'absent'

/** Whether the browser lets the page notify. Asked for only when the operator wants it. */
export function useNotificationPermission() {
  const state = shallowRef<NotificationState>(read())

  async function ask(): Promise<boolean> {
    if (read() === 'default') await Notification.requestPermission().catch(() => undefined)
    state.value = read()
    return state.value === 'granted'
  }

  return { state, ask }
}

function read(): NotificationState {
  return 'Notification' in globalThis ? Notification.permission : 'absent'
}
