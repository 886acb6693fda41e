import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Fault } from '#sandbox/faults.ts'
import { type Sandbox, startSandbox } from '#sandbox/sandbox.ts'
import { defaultWorld } from '#sandbox/world/world.ts'
import { realClock } from '#src/clock.ts'
import { partitions } from '#src/tables/regions.ts'
import { crowded } from '../test/scale/crowded-account.ts'
import { atMost, median, range, type Row, shown } from './table.ts'

const program = resolve(import.meta.dirname, '..', 'dist', 'bin', 'eksx.cjs')
const region = 'us-west-2'
const rounds = 5
/** What the network adds to each answer, in milliseconds. */
const away: Fault = { effect: { kind: 'latency', ms: 100 } }

/** How long the package takes to read an account, and what it asks for. */
export async function reading(): Promise<Row[]> {
  return [...(await everyRegion()), ...(await manyStacks())]
}

/** Every region of the partition, a cluster in each. */
async function everyRegion(): Promise<Row[]> {
  const world = defaultWorld()
  const [{ regions: names } = { regions: [] }] = partitions
  const zones = world.regions[region]
  const regions = Object.fromEntries(names.map((name) => [name, world.regions[name] ?? zones ?? { zones: [] }]))
  return onSandbox({ world: { ...world, regions } }, async (sandbox, home) => {
    for (const name of names) await crowded(sandbox, name, { clusters: 1, roles: 0, others: 1 })
    sandbox.faults.set(away)
    const seconds: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const { took, out } = await run(sandbox, home, ['get', 'cluster', '--all-regions'])
      if (out.split('\n').filter((line) => line.endsWith('True')).length !== names.length) throw new Error(`clusters are missing:\n${out}`)
      if (round > 0) seconds.push(took / 1000)
    }
    return [atMost(`get cluster --all-regions, ${names.length} regions at 100 ms`, 2, ' s', median(seconds), range(seconds))]
  })
}

/** 16 clusters with 20 role stacks each, among few stacks of others and among many: what is asked for, and what is kept. */
async function manyStacks(): Promise<Row[]> {
  const crowd = { clusters: 16, roles: 20 }
  const few = await measured({ ...crowd, others: 2000 })
  const many = await measured({ ...crowd, others: 10_000 - 16 * 21 })
  return [
    atMost('get cluster among 2000 stacks, calls to CloudFormation', 3, '', few.list.calls),
    atMost('get nodegroup among 10000 stacks, calls to CloudFormation', 3, '', many.nodegroups.calls),
    { what: 'get iamserviceaccount among 10000 stacks, calls to CloudFormation', measured: shown(many.accounts.calls) },
    atMost('the same, peak memory', 120, ' MB', many.accounts.memory),
    atMost('the same, as times of that among 2000', 1.15, '×', many.accounts.memory / few.accounts.memory),
  ]
}

type Measured = Record<'list' | 'nodegroups' | 'accounts', { readonly calls: number; readonly memory: number }>

function measured(crowd: Parameters<typeof crowded>[2]): Promise<Measured> {
  return onSandbox({}, async (sandbox, home) => {
    await crowded(sandbox, region, crowd)
    const of = async (line: string): Promise<Measured['list']> => {
      const from = sandbox.requests.length
      const { memory } = await run(sandbox, home, line.split(' '))
      return { memory, calls: sandbox.requests.slice(from).filter(({ service }) => service === 'cloudformation').length }
    }
    return {
      list: await of('get cluster'),
      nodegroups: await of('get nodegroup --cluster team-3 -o json'),
      accounts: await of('get iamserviceaccount --cluster team-3'),
    }
  })
}

async function onSandbox<T>(options: object, work: (sandbox: Sandbox, home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-bench-'))
  const sandbox = await startSandbox({ ...options, clock: realClock })
  try {
    return await work(sandbox, home)
  } finally {
    await sandbox.close()
    rmSync(home, { recursive: true, force: true })
  }
}

interface Run {
  /** Milliseconds from its start to its end. */
  readonly took: number
  /** The most memory that it held, in MB. */
  readonly memory: number
  readonly out: string
}

async function run(sandbox: Sandbox, home: string, argv: readonly string[]): Promise<Run> {
  const teller = join(import.meta.dirname, 'peak-memory.cjs')
  const env = { ...sandbox.env(region), HOME: home, PATH: process.env['PATH'] }
  const started = performance.now()
  const child = spawn(process.execPath, ['--require', teller, program, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const told = ['', '', '']
  for (const [index, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    stream?.on('data', (chunk: Buffer) => (told[index] += chunk.toString()))
  const exitCode = await new Promise<number | null>((done) => child.on('close', done))
  const took = performance.now() - started
  if (exitCode !== 0) throw new Error(`eksx ${argv.join(' ')} ended with ${exitCode}:\n${told[1]}`)
  return { took, memory: Number(told[2]) / 1000, out: told[0] ?? '' }
}
