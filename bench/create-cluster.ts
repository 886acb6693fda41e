import { spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { realClock, type Clock } from '#src/clock.ts'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox, type SandboxOptions } from '#sandbox/sandbox.ts'
import { cli } from '../test/cli.ts'
import { floor, type Write } from './floor.ts'
import { atMost, median, range, type Row, shown } from './table.ts'

const lineFor = (cluster: string): string => `create cluster --name ${cluster} --nodes 2 --managed`
const region = 'us-west-2'

/** How many sets of durations, each drawn within ±30 % of the middle of what AWS takes. */
const seeds = 20

/** Where AWS answers at once all time is eksx's own. eksctl takes 150 to 180 s, 24 reads of AWS and 28 of Kubernetes. */
export async function atOnce(): Promise<Row[]> {
  const seconds = await secondsOfPackage()
  const run = await runOn({ clock: realClock, durations: 0 })
  const reads = run.calls.filter(({ mutating }) => !mutating)
  return [
    atMost('time', 5, ' s', seconds),
    atMost('reads of AWS', 24, '', reads.length),
    ...counted(reads.map(({ service, operation }) => `${service}:${operation}`)),
    atMost('reads of Kubernetes', 9, '', run.kubernetes.length),
    ...counted(run.kubernetes),
  ]
}

/** How long the packaged program takes for the line, from its start to its end, on a sandbox that has seen one before. */
async function secondsOfPackage(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-bench-'))
  const sandbox = await startSandbox({ durations: 0 })
  try {
    const env = { ...sandbox.env(region), HOME: home, PATH: process.env['PATH'] }
    await program(lineFor('before'), env)
    const started = performance.now()
    await program(lineFor('bench'), env)
    return (performance.now() - started) / 1000
  } finally {
    await sandbox.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function program(line: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '..', 'dist', 'bin', 'eksx.cjs'), ...line.split(' ')], {
    env,
    stdio: 'ignore',
  })
  const exitCode = await new Promise((done) => child.on('exit', done))
  if (exitCode !== 0) throw new Error(`eksx ${line} ended with ${String(exitCode)}`)
}

/** Where AWS takes its time nothing is left to do but to notice soon that something has ended, and to ask no more than that needs. */
export async function overTheFloor(): Promise<Row[]> {
  const over: number[] = []
  const minutes: number[] = []
  const services: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const clock = new DrivenClock()
    const run = await runOn({ clock, seed })
    clock.close()
    const least = await floor(seed, run.writes)
    over.push((run.milliseconds / least - 1) * 100)
    minutes.push(run.milliseconds / 60_000)
    services.push(...run.calls.map(({ service }) => service))
  }
  const total = minutes.reduce((sum, each) => sum + each, 0)
  return [
    { what: 'time, as AWS has it', measured: `${shown(median(minutes))} min (${range(minutes).map(shown).join('–')})` },
    atMost('time over the floor, median of 20 seeds', 5, ' %', median(over), range(over)),
    atMost('time over the floor, the worst of them', 10, ' %', Math.max(...over)),
    { what: 'calls a minute', measured: shown(services.length / total) },
    ...counted(services, seeds),
  ]
}

interface Run {
  readonly milliseconds: number
  readonly calls: readonly { readonly service: string; readonly operation: string; readonly mutating: boolean }[]
  /** `GET /api/v1/nodes`, in order. */
  readonly kubernetes: readonly string[]
  readonly writes: readonly Write[]
}

/** The line on a sandbox of its own, in this process. */
async function runOn(options: SandboxOptions & { readonly clock: Clock }): Promise<Run> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-bench-'))
  const { clock } = options
  const sandbox = await startSandbox(options)
  const kubernetes: string[] = []
  const hear = (message: unknown): void => void kubernetes.push(...askedOverTls(message))
  subscribe(requests, hear)
  try {
    const started = clock.now()
    const { exitCode, stderr } = await cli({ clock, env: sandbox.env(region), home }).run(lineFor('bench'))
    const milliseconds = clock.now() - started
    if (exitCode !== 0) throw new Error(`eksx ended with ${exitCode}:\n${stderr}`)
    if (sandbox.broken.length > 0) throw new AggregateError(sandbox.broken, 'the sandbox broke')
    return {
      milliseconds,
      calls: [...sandbox.requests],
      kubernetes,
      writes: sandbox.requests.filter(({ mutating, status }) => mutating && status < 300),
    }
  } finally {
    unsubscribe(requests, hear)
    await sandbox.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Where Node tells of each request that a client in this process makes. */
const requests = 'http.client.request.created'

/** The request, where it is one over TLS: here only the Kubernetes API is asked that way. */
function askedOverTls(message: unknown): string[] {
  const request = typeof message === 'object' && message && 'request' in message ? message.request : undefined
  if (!(request instanceof ClientRequest) || request.protocol !== 'https:') return []
  return [`${request.method} ${request.path.replace(/\?.*/, '')}`]
}

/** How often each name occurs, told without a budget; a mean where it is of several runs. */
function counted(names: readonly string[], runs = 1): Row[] {
  return [...new Set(names)]
    .toSorted()
    .map((name) => ({ what: `  ${name}`, measured: shown(names.filter((other) => other === name).length / runs) }))
}
