// Tries configs for a time: `node scripts/fuzz-config.ts [seconds] [seed]`. Stops at the first that breaks a promise, and prints it.
import { readdirSync, readFileSync } from 'node:fs'
import { document, slipped, yamlOf } from '../test/config/fuzz/documents.ts'
import { Random } from '../test/config/fuzz/random.ts'
import { trial } from '../test/config/fuzz/trial.ts'

const seconds = Number(process.argv[2] ?? 120)
const seed = Number(process.argv[3] ?? 1)
const folder = new URL('../examples/', import.meta.url)
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
const purposes = [
  'create cluster',
  'create nodegroup',
  'existing cluster',
  'addons',
  'fargate profiles',
  'pod identities',
  'capabilities',
  'gitops',
  'metadata only',
] as const

const random = new Random(seed)
let tried = 0
let accepted = 0
while (process.uptime() < seconds) {
  const text = random.chance(0.5) ? yamlOf(document(random), random) : slipped(random.pick(examples), random)
  const purpose = random.chance(0.6) ? 'create cluster' : random.pick(purposes)
  try {
    accepted += Number(trial(text, purpose))
  } catch (error) {
    console.error(`seed ${seed}, document ${tried}, for ${purpose}:\n${text}`)
    throw error
  }
  tried++
}
console.log(`${tried} documents, ${accepted} of them accepted, no promise broken (seed ${seed})`)
