import type { App } from 'vue'
import { ToldError } from '../domain/fault'

/**
 * Tells of every exception that nobody caught, for as long as the page lives. Vue's go the same way as all others, and the
 * browser writes each of them to its console by itself. An event without an error is no exception (a ResizeObserver that
 * needs another round).
 */
export function watchPageFaults(app: App, note: (thrown: unknown) => void): void {
  app.config.errorHandler = (error) => void (error instanceof ToldError || reportError(error))
  addEventListener('error', ({ error }: ErrorEvent) => {
    if (error !== null && error !== undefined) note(error)
  })
  addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    if (!isAborted(reason)) note(reason)
  })
}

/** Who leaves off waiting has not failed. */
function isAborted(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'AbortError'
}
