const HEX = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes one after the other; whole numbers take as many as they need, seven bits in each. */
export class ByteWriter {
  private buffer = new Uint8Array(256)
  private length = 0

  byte(value: number): void {
    if (this.length === this.buffer.length) this.grow(this.length + 1)
    this.buffer[this.length++] = value
  }

  /** A whole number from 0 to 2^53. */
  count(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.byte((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  /** A whole number of either sign, up to 2^52. */
  distance(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value)
  }

  hex(text: string): void {
    for (let place = 0; place < text.length; place += 2) this.byte(Number.parseInt(text.slice(place, place + 2), 16))
  }

  bytes(values: Uint8Array): void {
    this.grow(this.length + values.length)
    this.buffer.set(values, this.length)
    this.length += values.length
  }

  /** The bytes in a buffer of their own: a clone of a view copies all that is behind it. */
  done(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length)
  }

  private grow(least: number): void {
    if (least <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(least, 2 * this.buffer.length))
    larger.set(this.buffer)
    this.buffer = larger
  }
}

/** Reads what a `ByteWriter` wrote; throws past the end. */
export class ByteReader {
  private readonly buffer: Uint8Array
  private place = 0

  constructor(buffer: Uint8Array) {
    this.buffer = buffer
  }

  byte(): number {
    const value = this.buffer[this.place++]
    if (value === undefined) throw new Error('bytes end too early')
    return value
  }

  count(): number {
    let value = this.byte()
    if (value < 128) return value
    value -= 128
    for (let unit = 128; ; unit *= 128) {
      const next = this.byte()
      value += (next & 127) * unit
      if (next < 128) return value
    }
  }

  skip(bytes: number): void {
    this.place += bytes
    if (this.place > this.buffer.length) throw new Error('bytes end too early')
  }

  /** Passes over a count or a distance. */
  skipCount(): void {
    while (this.byte() >= 128) continue
  }

  distance(): number {
    const value = this.count()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  hex(bytes: number): string {
    let text = ''
    for (let left = bytes; left > 0; left -= 1) text += HEX[this.byte()] ?? ''
    return text
  }

  bytes(length: number): Uint8Array {
    if (this.place + length > this.buffer.length) throw new Error('bytes end too early')
    this.place += length
    return this.buffer.subarray(this.place - length, this.place)
  }
}
