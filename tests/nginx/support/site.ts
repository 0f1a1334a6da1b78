import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type FoundNginx, findNginx } from '../../../scripts/lib/nginx.mjs'
import { Authority, type Certificate } from './certificates'
import { freePort } from './cloud'

export const nginx = await findNginx()

export const NAME = 'lookout.test'
const DEPLOY = fileURLToPath(new URL('../../../deploy/nginx', import.meta.url))

export type Settings = Readonly<Record<string, string>>

/** A folder of its own, with a certificate authority and a few files to serve. */
export class Ground {
  readonly folder = mkdtempSync(join(tmpdir(), 'lookout-nginx-'))
  readonly authority: Authority
  /** Of the site itself. */
  readonly own: Certificate
  readonly root = join(this.folder, 'www')

  constructor() {
    // The workers of nginx are another user when this one is root.
    chmodSync(this.folder, 0o755)
    this.authority = new Authority(this.folder)
    this.own = this.authority.sign(NAME)
    mkdirSync(join(this.root, 'assets'), { recursive: true })
    for (const [name, text] of FILES) writeFileSync(join(this.root, name), text)
  }

  /** A file that only the workers of nginx can read, as docs/deploy.md wants the token's. */
  secret(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, text, { mode: 0o400 })
    if (isRoot()) chownSync(path, ...workerIds())
    return path
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const FILES: readonly [string, string][] = [
  ['index.html', '<!doctype html><title>Lookout</title>'],
  ['favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['deployment.json', '{"token":"of the build"}'],
  ['.build-stamp', 'stamp'],
  ['.env', 'SECRET=1'],
  ['assets/index-Ab12_-9Z.js', 'console.log(1)'],
  ['assets/index-Ab12_-9Z.js.map', '{}'],
  ['assets/index-Ab12_-9Z.js.gz', 'gzipped'],
  ['assets/index-Ab12_-9Z.js.br', 'brotlied'],
]

/** nginx with the configuration of deploy/nginx, on ports of its own. */
export class Site {
  readonly port: number
  readonly httpPort: number
  readonly folder: string
  private readonly child: ChildProcess
  private words = ''

  private constructor(folder: string, port: number, httpPort: number, program: string) {
    this.folder = folder
    this.port = port
    this.httpPort = httpPort
    this.child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (chunk: Buffer) => (this.words += chunk.toString()))
  }

  /** `change` turns the rendered configuration or script into an unsafe one, for controls. */
  static async start(ground: Ground, settings: Settings, change: Change = {}): Promise<Site> {
    if (nginx === null) throw new Error('no nginx: skip this test by `nginx`')
    const folder = mkdtempSync(join(ground.folder, 'site-'))
    chmodSync(folder, 0o755)
    const [port, httpPort] = [await freePort(), await freePort()]
    cpSync(DEPLOY, join(folder, 'deploy'), { recursive: true })
    const script = join(folder, 'deploy', 'lookout.js')
    if (change.script) writeFileSync(script, change.script(readFileSync(script, 'utf8')))
    const rendered = render(join(folder, 'deploy', 'render.sh'), {
      LOOKOUT_SERVER_NAME: NAME,
      LOOKOUT_ADDRESS: '127.0.0.1',
      LOOKOUT_HTTPS_PORT: String(port),
      LOOKOUT_HTTP_PORT: String(httpPort),
      LOOKOUT_ROOT: ground.root,
      LOOKOUT_TLS_CERT: ground.own.cert,
      LOOKOUT_TLS_KEY: ground.own.key,
      LOOKOUT_TRUSTED_CA: ground.authority.caFile,
      LOOKOUT_MAINLAND: 'https://localhost:9',
      LOOKOUT_OVERSEA: 'https://localhost:9',
      LOOKOUT_SCRIPT: script,
      LOOKOUT_RATE: '1000',
      LOOKOUT_BURST: '1000',
      LOOKOUT_ACCESS_LOG: join(folder, 'access.log'),
      LOOKOUT_ERROR_LOG: join(folder, 'site-error.log'),
      ...settings,
    })
    writeFileSync(join(folder, 'lookout.conf'), change.conf ? change.conf(rendered) : rendered)
    writeFileSync(join(folder, 'nginx.conf'), mainConf(nginx, change.http ?? ''))
    const site = new Site(folder, port, httpPort, nginx.program)
    await site.answers()
    return site
  }

  /** Everything that nginx wrote beside its answers. */
  logs(): string {
    const files = readdirSync(this.folder).filter((name) => name.endsWith('.log'))
    return [this.words, ...files.map((name) => readFileSync(join(this.folder, name), 'utf8'))].join('\n')
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await gone
  }

  private async answers(): Promise<void> {
    while (!(await isOpen(this.port))) {
      if (this.child.exitCode !== null) throw new Error(`nginx did not start: ${this.logs()}`)
      await sleep(20)
    }
  }
}

export interface Change {
  readonly conf?: (rendered: string) => string
  readonly script?: (script: string) => string
  /** Lines for the http block. */
  readonly http?: string
}

export function render(script: string, settings: Settings): string {
  const { PATH = '' } = process.env
  return execFileSync('sh', [script], { env: { PATH, ...settings }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function mainConf({ script, brotli }: FoundNginx, http: string): string {
  return `
    daemon off;
    worker_processes 1;
    ${isRoot() ? 'user www-data;' : ''}
    pid nginx.pid;
    load_module ${script};
    ${brotli === null ? '' : `load_module ${brotli};`}
    events { worker_connections 256; }
    http {
      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      ${http}
      include lookout.conf;
    }`
}

const isRoot = () => process.getuid?.() === 0

function workerIds(): [number, number] {
  const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'www-data'], { encoding: 'utf8' })))
  return [uid, gid]
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
