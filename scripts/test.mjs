/**
 * `npm test`: every check there is, and one line of true totals at the very end.
 * `npm test -- --only unit` (or lint, types, flows, components, nginx, build, e2e; several with commas) for one at a time.
 * `npm run test:soak` (`--soak`): the tests of promises at their full length, with their figures.
 * `--record`: what the promises came to is kept as RELIABILITY.md; without it only as test-results/RELIABILITY.md.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, nodeIsTooOld } from './lib/environment.mjs'

if (nodeIsTooOld(process.version)) {
  console.error(`需要 Node 20.19 或更高版本 · Node 20.19+ or 22.12+ is needed, this is ${process.version}: install a newer one from https://nodejs.org and run this again.`)
  console.log('0 passed, 1 failed')
  process.exit(2)
}

const { ROOT, ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs')
const { killChildren, run, seconds } = await import('./lib/run.mjs')
const { gitCommit, missingFigures, readFigures, writeReliability } = await import('./lib/reliability.mjs')
const { addUp, countPlaywright, countVitest, namesOfFlaky, totalsLine } = await import('./lib/totals.mjs')

const RESULTS = join(ROOT, 'test-results')
const VITEST_PROJECTS = ['unit', 'flows', 'components']
const STAGES = {
  lint: () => command('node_modules/oxlint/bin/oxlint', ['--deny-warnings']),
  types: () => command('node_modules/vue-tsc/bin/vue-tsc.js', ['--noEmit']),
  vitest: (projects) => vitest(projects),
  nginx: () => nginx(),
  build: () => build(),
  e2e: () => playwright(),
}
/** Types keep one core busy for half a minute; meanwhile the other does what takes no more. Then each stage has both. */
const SIDE_BY_SIDE = [['types'], ['lint', 'build']]
const ONE_BY_ONE = ['vitest', 'nginx', 'e2e']
const STAGES_OF_PROMISES = ['unit', 'flows', 'nginx', 'e2e']
const PROMISES_OF_NGINX = /^P[1-4] /u
const TELL_EVERY_MS = 30_000
const FAILED_ONCE = { passed: 0, failed: 1, skipped: 0 }

/** What more than one stage waits for is done by the first of them. */
const once = (work) => {
  let result
  return () => (result ??= work())
}
const buildOnce = once(ensureBuilt)
const browsersOnce = once(() => import('./lib/chromium.mjs').then(({ ensureBrowsers }) => ensureBrowsers()))
const nginxOnce = once(() => import('./lib/nginx.mjs').then(({ ensureNginx }) => ensureNginx()))

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    killChildren()
    process.exit(130)
  })
}

const FLAGS = ['--soak', '--record']
const soaks = process.argv.includes('--soak')
const records = process.argv.includes('--record')
const startedAt = new Date()
const figures = []
let hasNginx = true
let counts = []
try {
  const wanted = readOnly(process.argv.slice(2).filter((argument) => !FLAGS.includes(argument)))
  await ensureInstalled()
  mkdirSync(RESULTS, { recursive: true })
  counts = await runStages(wanted)
  if (STAGES_OF_PROMISES.every((name) => wanted.has(name))) counts.push(tellPromises(addUp(counts)))
} catch (error) {
  console.error(error instanceof Problem ? error.message : error)
  counts = [FAILED_ONCE]
}
const total = addUp(counts)
console.log(`\n${totalsLine(total)}`)
process.exitCode = total.failed > 0 ? 1 : 0

async function runStages(wanted) {
  const projects = VITEST_PROJECTS.filter((name) => wanted.has(name))
  const results = []
  const runEach = async (names) => {
    for (const name of names) {
      if (name === 'vitest' ? projects.length > 0 : wanted.has(name)) results.push(await runStage(name, projects))
    }
  }
  void fetchTools(wanted)
  await Promise.all(SIDE_BY_SIDE.map(runEach))
  await runEach(ONE_BY_ONE)
  return results
}

async function runStage(name, projects) {
  const startedAt = Date.now()
  const { count, details } = await settled(() => STAGES[name](projects))
  if (details !== '') console.log(`\n${details.trimEnd()}\n`)
  const label = name === 'vitest' ? projects.join(' + ') : name
  console.log(`${count.failed > 0 ? '✗' : '✓'} ${label}: ${totalsLine(count)} (${seconds(Date.now() - startedAt)})`)
  return count
}

/** Installs, while other stages run, what a later one needs; a failure is told by the stage that cannot go without. */
async function fetchTools(wanted) {
  if (wanted.has('nginx')) await nginxOnce().catch(() => null)
  if (wanted.has('e2e')) await browsersOnce().catch(() => null)
}

/** A stage that throws is one failed test; the others still run. */
async function settled(stage) {
  try {
    return await stage()
  } catch (error) {
    return { count: FAILED_ONCE, details: error instanceof Problem ? error.message : String(error?.stack ?? error) }
  }
}

async function command(script, args) {
  const { code, output } = await run(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT })
  return code === 0 ? { count: { passed: 1, failed: 0, skipped: 0 }, details: '' } : { count: FAILED_ONCE, details: output }
}

async function build() {
  await buildOnce()
  return { count: { passed: 1, failed: 0, skipped: 0 }, details: '' }
}

/** Without nginx its tests are skipped, and counted so. */
async function nginx() {
  hasNginx = (await nginxOnce()) !== null
  return vitest(['nginx'])
}

function vitest(projects) {
  const report = join(RESULTS, 'vitest.json')
  return reported(countVitest, report, {}, [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects.flatMap((name) => ['--project', name]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
}

async function playwright() {
  if (await buildOnce().then(() => false, () => true)) throw new Problem('没有构建，无法运行浏览器测试 · no build, so no browser test could run')
  const { full, shell } = await browsersOnce()
  const env = { LOOKOUT_CHROMIUM: full, LOOKOUT_HEADLESS_SHELL: shell }
  const cli = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js')
  return reported(countPlaywright, join(RESULTS, 'e2e.json'), env, [cli, 'test', '--pass-with-no-tests'])
}

/** Runs a test runner and believes its report; what it printed is shown only when something failed. */
async function reported(countOf, report, extraEnv, args) {
  rmSync(report, { force: true })
  // How the person runs the app (its port, cloud, mode) must not change what the tests say.
  const { NODE_ENV: _mode, CLOUD_ORIGIN: _cloud, PORT: _port, HOST: _host, LOOKOUT_SOAK: _soak, ...env } = process.env
  const label = countOf === countPlaywright ? '浏览器测试 · browser tests' : '测试 · tests'
  const options = { cwd: ROOT, env: { ...env, ...extraEnv, ...(soaks ? { LOOKOUT_SOAK: '1' } : {}) }, label, tellEveryMs: TELL_EVERY_MS }
  const { code, output } = await run(process.execPath, args, options)
  const results = readReport(report, output)
  const count = countOf(results, code)
  figures.push(...readFigures(output))
  if (count.failed > 0) return { count, details: output }
  const flaky = namesOfFlaky(results).map((name) => `第二次才通过 · passed only at the second try: ${name}`)
  const told = soaks ? readFigures(output).map(({ id, isControl, told }) => `${id}${isControl ? ' control' : ''}: ${told}`) : []
  return { count, details: [...told, ...flaky].join('\n') }
}

/** RELIABILITY.md of this run, and one test: that each promise has a figure and a control. */
function tellPromises(total) {
  const commit = gitCommit()
  const form = soaks ? 'full length' : 'every-day length'
  const tools = `Node ${process.version}, ${process.platform}`
  const text = writeReliability(figures, { date: startedAt.toISOString().slice(0, 10), commit, form, tools, totals: totalsLine(total) })
  for (const folder of records ? [RESULTS, ROOT] : [RESULTS]) writeFileSync(join(folder, 'RELIABILITY.md'), text)
  const lacking = missingFigures(figures)
  const notRun = hasNginx ? [] : lacking.filter((line) => PROMISES_OF_NGINX.test(line))
  const missing = lacking.filter((line) => !notRun.includes(line))
  if (missing.length > 0) console.log(`✗ promises: ${missing.join(', ')}`)
  else if (notRun.length > 0) console.log('- promises: those of nginx (P1 to P4) were not run; each other has its figure and its control')
  else console.log(`✓ promises: each has its figure and its control (${figures.length} lines)`)
  if (missing.length > 0) return FAILED_ONCE
  return notRun.length > 0 ? { passed: 0, failed: 0, skipped: 1 } : { passed: 1, failed: 0, skipped: 0 }
}

function readReport(path, output) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Problem(`${output.trimEnd()}\n没有测试报告 · the test runner ended without a report (its output is above)`)
  }
}

function readOnly(args) {
  const all = ['lint', 'types', ...VITEST_PROJECTS, 'nginx', 'build', 'e2e']
  if (args.length === 0) return new Set(all)
  const names = (args[0]?.startsWith('--only=') ? args[0].slice('--only='.length) : (args[1] ?? '')).split(',')
  const known = args[0]?.startsWith('--only') && names.every((name) => all.includes(name))
  if (!known) throw new Problem(`Unknown option ${args.join(' ')}: use --only with one or more of ${all.join(',')}`, 2)
  return new Set(names)
}
