import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { atMost, median, range, type Row, shown } from './table.ts'

const program = resolve(import.meta.dirname, '..', 'dist', 'bin', 'eksx.cjs')

/** Runs are paired and interleaved: what else the machine does falls on all alike. */
const rounds = 21

/** What is started, and how many times as long as `node -e 0` it may take. */
const starts = [
  { what: 'eksx --version', argv: [program, '--version'], limit: 1.3 },
  { what: 'eksx --help', argv: [program, '--help'], limit: 2.5 },
  { what: 'eksx create cluster --help', argv: [program, 'create', 'cluster', '--help'], limit: 2.5 },
  { what: 'eksx get-token', argv: [program, 'get-token', '--cluster', 'dev'], limit: 2 },
  { what: 'eksx get cluster, to its first request', argv: [program, 'get', 'cluster'], limit: 5, untilRequest: true },
] as const

/** How long eksx takes to start, from its package, with a warm cache of what Node has compiled. */
export async function startUp(): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-bench-'))
  const door = await listen()
  try {
    const env = { ...keys, HOME: home, PATH: process.env['PATH'], AWS_ENDPOINT_URL: door.url }
    const cold = await timed(starts[4].argv, env, door.nextRequest())
    for (const { argv } of starts) await timed(argv, env)
    const ratios = starts.map((): number[] => [])
    const bare: number[] = []
    for (let round = 0; round < rounds; round++) {
      const base = await timed(['-e', '0'], env)
      bare.push(base)
      for (const [index, start] of starts.entries())
        ratios[index]?.push((await timed(start.argv, env, 'untilRequest' in start ? door.nextRequest() : undefined)) / base)
    }
    const memory = await peakMemory([program, 'get', 'cluster'], env)
    return [
      { what: 'node -e 0', measured: `${shown(median(bare))} ms (${range(bare).map(shown).join('–')})` },
      ...starts.map(({ what, limit }, index) => atMost(what, limit, '×', median(ratios[index] ?? []), range(ratios[index] ?? []))),
      { what: 'the same, for the first time ever', measured: `${shown(cold / median(bare))}×` },
      atMost('eksx get cluster, peak memory', 120, ' MB', memory),
    ]
  } finally {
    door.server.close()
    rmSync(home, { recursive: true, force: true })
  }
}

const keys = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-west-2',
  AWS_EC2_METADATA_DISABLED: 'true',
}

/** Milliseconds until a program has ended, or until something happens before; it has ended in any case. */
async function timed(argv: readonly string[], env: NodeJS.ProcessEnv, until?: Promise<void>): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [...argv], { env, stdio: 'ignore' })
  const ended = new Promise<number | null>((done) => child.on('exit', done))
  const met = await Promise.race([until?.then(() => true) ?? ended, ended.then(() => until === undefined)])
  const took = performance.now() - started
  const exitCode = await ended
  if (met === false || exitCode !== 0)
    throw new Error(`${argv.join(' ')} ended with ${exitCode}${met === false ? ', without a request' : ''}`)
  return took
}

interface Door {
  readonly server: Server
  readonly url: string
  /** Resolves when the next request has arrived. */
  nextRequest(): Promise<void>
}

/** An AWS that has no clusters. */
async function listen(): Promise<Door> {
  let arrived = (): void => undefined
  const server = createServer((request, response) => {
    arrived()
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"clusters":[]}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { server, url: `http://127.0.0.1:${port}`, nextRequest: () => new Promise((done) => (arrived = done)) }
}

/** The most memory that a program held, in MB: it says so itself at its end. */
export async function peakMemory(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const teller = join(import.meta.dirname, 'peak-memory.cjs')
  const child = spawn(process.execPath, ['--require', teller, ...argv], { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  let told = ''
  child.stdio[3]?.on('data', (chunk: Buffer) => (told += chunk.toString()))
  await new Promise<void>((done) => child.on('close', () => done()))
  return Number(told) / 1000
}
