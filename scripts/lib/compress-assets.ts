import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const PACKABLE = /\.(?:js|css|html|svg)$/u
/** A smaller file fits into one packet as it is. */
const LEAST_BYTES = 1024

/** Writes `.gz` and `.br` beside each file of the build that gains by it, for a server that sends them as they are. */
export function compressAssetsPlugin(): Plugin {
  let folder = ''
  return {
    name: 'lookout:compress-assets',
    apply: 'build',
    // After the files of `public/`, which are copied without being part of the bundle.
    enforce: 'post',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    writeBundle(options) {
      compressFolder(options.dir ?? folder)
    },
  }
}

/** The same bytes in give the same bytes out: gzip's header carries neither a time nor a name. */
export function compressFolder(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => PACKABLE.test(name))
  for (const name of files) {
    const path = join(folder, name)
    const bytes = readFileSync(path)
    if (bytes.length < LEAST_BYTES) continue
    writeIfSmaller(`${path}.gz`, gzip(bytes), bytes)
    writeIfSmaller(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }), bytes)
  }
}

function writeIfSmaller(path: string, packed: Buffer, bytes: Buffer): void {
  if (packed.length < bytes.length) writeFileSync(path, packed)
}

function gzip(bytes: Buffer): Buffer {
  const packed = gzipSync(bytes, { level: 9 })
  // The byte for the system it was packed on differs between machines; 255 is "unknown".
  packed[9] = 255
  return packed
}
