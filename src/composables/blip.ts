const FROM_HZ = 880
const TO_HZ = 1320
const SECONDS = 0.18
const VOLUME = 0.12

/** Two short tones, made on the spot. Silent where the browser plays nothing before a click, or nothing at all. */
export function blip(): void {
  try {
    const context = new AudioContext()
    const tone = context.createOscillator()
    const volume = context.createGain()
    const at = context.currentTime
    tone.frequency.setValueAtTime(FROM_HZ, at)
    tone.frequency.setValueAtTime(TO_HZ, at + SECONDS / 2)
    volume.gain.setValueAtTime(VOLUME, at)
    volume.gain.exponentialRampToValueAtTime(0.001, at + SECONDS)
    tone.connect(volume).connect(context.destination)
    tone.addEventListener('ended', () => void context.close())
    tone.start(at)
    tone.stop(at + SECONDS)
  } catch {
    // No sound is no reason for anything else to fail.
  }
}
