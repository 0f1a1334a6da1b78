export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, Math.max(0, ms)))
}

export function nextFrame(): Promise<number> {
  return new Promise((resolve) => void requestAnimationFrame(resolve))
}

/** Resolves right after the next frame is painted, with the time. */
export function painted(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      // A message posted in a frame is delivered after that frame's style, layout and paint.
      channel.port1.addEventListener('message', () => {
        channel.port1.close()
        resolve(performance.now())
      })
      channel.port1.start()
      channel.port2.postMessage(null)
    })
  })
}

/**
 * Throws away everything unreachable, so that no table pays in a measured moment for what the driver made, and none is
 * lucky or unlucky in when the whole heap is marked.
 */
export function sweep(): void {
  gc?.({ type: 'major', execution: 'sync' })
}
