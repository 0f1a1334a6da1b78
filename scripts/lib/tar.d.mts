export function tar(files: Iterable<readonly [path: string, bytes: Buffer]>, mtimeSeconds: number): Buffer
