const BLOCK = 512
const MODE = '0000644'

/** A tar archive (ustar) of files, the same for the same names and bytes: no owner, and one time for all. */
export function tar(files, mtimeSeconds) {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const parts = sorted.flatMap(([path, bytes]) => [header(path, bytes.length, mtimeSeconds), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)])
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header(path, size, mtimeSeconds) {
  const { name, prefix } = split(path)
  const block = Buffer.alloc(BLOCK)
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`
  const fields = [[0, name], [100, `${MODE}\0`], [108, octal(0, 8)], [116, octal(0, 8)], [124, octal(size, 12)], [136, octal(mtimeSeconds, 12)], [148, ' '.repeat(8)], [156, '0'], [257, 'ustar\x0000'], [345, prefix]]
  for (const [at, text] of fields) block.write(text, at, 'utf8')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** A name has 100 bytes, the folders before it 155. */
function split(path) {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  const at = path.lastIndexOf('/')
  const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
  if (at < 0 || Buffer.byteLength(prefix) > 155 || Buffer.byteLength(name) > 100) throw new Error(`${path}: the name is too long for the archive`)
  return { name, prefix }
}
