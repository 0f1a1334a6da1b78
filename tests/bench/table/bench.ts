/**
 * `npm run bench:table`: the fleet table against Naive UI's, against AG Grid and against a floor made by hand, in real Chromium.
 * `-- --json` prints one JSON object instead of tables; `-- --quick` takes a small part of it; `-- --devices 1000,10000`,
 * `-- --candidates lookout,floor` and `-- --reps 5` choose what is measured and how often.
 */
import { parseArgs } from 'node:util'
import { createRandom, deriveSeed } from '../../../src/simulator/random'
import { installPeers, serveCandidates } from './build'
import { launch } from './chromium'
import { AIM, CANDIDATES, effortFor, measure, type CandidateName, type Sample, type Subject } from './measure'
import { machineNow, report, summarize } from './report'

const SEED = 20_260_101

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    reps: { type: 'string' },
    devices: { type: 'string' },
    candidates: { type: 'string' },
  },
})
const reps = Number(values.reps ?? (values.quick ? 1 : 3))
const devices = values.devices?.split(',').map(Number) ?? (values.quick ? [AIM] : [1_000, AIM, 50_000])
const candidates = values.candidates?.split(',') ?? CANDIDATES
if (![reps, ...devices].every((count) => Number.isInteger(count) && count > 0)) refuse('--reps and --devices take whole numbers, with commas between')
if (!candidates.every(isCandidate)) refuse(`--candidates takes any of ${CANDIDATES.join(',')}`)

const machine = machineNow()
const { samples, chromium } = await measureAll(shuffled(candidates.filter(isCandidate)))
const rows = summarize(samples)
if (values.json) console.log(JSON.stringify({ rows, machine: { ...machine, chromium } }))
else for (const line of report(rows, machine, chromium)) console.log(line)
process.exit(0)

async function measureAll(subjects: readonly Subject[]): Promise<{ samples: readonly Sample[]; chromium: string }> {
  if (candidates.includes('ag-grid')) await installPeers()
  const site = await serveCandidates(candidates)
  const browser = await launch()
  const samples: Sample[] = []
  try {
    for (const [index, subject] of subjects.entries()) {
      if (!values.json) console.error(`${index + 1}/${subjects.length} ${subject.candidate} ${subject.devices} …`)
      samples.push(await measure(browser, site.url, subject, effortFor(subject.devices, values.quick)))
    }
    return { samples, chromium: browser.version() }
  } finally {
    await browser.close()
    await site.close()
  }
}

/** Every subject once a repetition, in an order of its own each time: a busy minute of the machine meets them all alike. */
function shuffled(names: readonly CandidateName[]): readonly Subject[] {
  return Array.from({ length: reps }, (_, rep) => {
    const seed = deriveSeed(SEED, rep)
    const random = createRandom(seed)
    const subjects = devices.flatMap((count) => names.map((candidate) => ({ candidate, devices: count, seed })))
    return subjects.map((subject) => ({ subject, at: random.next() })).toSorted((a, b) => a.at - b.at).map(({ subject }) => subject)
  }).flat()
}

function isCandidate(name: string): name is CandidateName {
  return CANDIDATES.some((candidate) => candidate === name)
}

function refuse(why: string): never {
  console.error(why)
  process.exit(2)
}
