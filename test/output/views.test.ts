import { expect, test } from 'vitest'
import type { Terminal } from '#src/app.ts'
import { EksxError } from '#src/errors.ts'
import { drawn, emptyScene, frame, stage } from '#src/output/frame.ts'
import { jsonLine } from '#src/output/jsonl.ts'
import { lines } from '#src/output/lines.ts'
import { paint } from '#src/output/paint.ts'
import type { Event, Outcome } from '#src/plan/events.ts'

const outcome: Outcome = { changed: [], notes: [], failures: [], skipped: [], interrupted: false, timedOut: false }
const started = (time: number, step: string): Event => ({ type: 'started', time, step, change: { kind: 'create' } })
const resource = (id: string, status: string, reason?: string): Event => ({
  type: 'progress',
  time: 2000,
  step: 'cluster dev',
  progress: { text: id, resource: { id, type: 'AWS::EC2::VPC', status, ...(reason !== undefined && { reason }) } },
})

const run: readonly Event[] = [
  {
    type: 'planned',
    time: 0,
    steps: [
      { name: 'cluster dev', after: [], change: { kind: 'create' }, usual: 600_000 },
      { name: 'nodegroup ng', after: ['cluster dev'], change: { kind: 'create' } },
      { name: 'kubeconfig', after: [] },
    ],
  },
  started(1000, 'cluster dev'),
  resource('VPC', 'CREATE_IN_PROGRESS'),
  { type: 'call', time: 2500, service: 'eks', operation: 'DescribeCluster', milliseconds: 12 },
  { type: 'warning', time: 2600, text: 'mind the gap' },
  { type: 'done', time: 61_000, step: 'cluster dev', change: { kind: 'create' }, elapsed: 60_000 },
  { type: 'done', time: 61_000, step: 'kubeconfig', elapsed: 0 },
  {
    type: 'failed',
    time: 62_000,
    step: 'nodegroup ng',
    error: new EksxError('StackFailed', 'Role: not allowed', { hint: 'ask for it' }),
    elapsed: 1000,
  },
  { type: 'skipped', time: 62_000, step: 'addon coredns', why: 'dependency', because: 'nodegroup ng' },
  { type: 'finished', time: 62_000, outcome },
]

/** A clock whose sleepers wake when the test says so. */
class Ticks {
  time = 0
  readonly sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  now = (): number => this.time
  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const sleeper = { until: this.time + ms, wake: resolve }
      this.sleepers.add(sleeper)
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    })

  async pass(ms: number): Promise<void> {
    for (const end = this.time + ms; this.time < end; this.time += 5000) {
      for (const sleeper of this.sleepers) {
        if (sleeper.until > this.time + 5000) continue
        this.sleepers.delete(sleeper)
        sleeper.wake()
      }
      await Promise.resolve()
      await Promise.resolve()
    }
  }
}

function listen(over: Partial<Terminal> = {}): { readonly terminal: Terminal; readonly said: string[] } {
  const said: string[] = []
  return {
    said,
    terminal: { answer: () => undefined, talk: (text) => void said.push(text), live: false, colour: false, width: 80, ...over },
  }
}

function told(verbosity: number): string[] {
  const { terminal, said } = listen()
  const view = lines({ terminal, clock: new Ticks(), verbosity, colour: false })
  for (const event of run) view.see(event)
  view.close()
  return said
}

test('lines: one for each change, the kind of failure by its own words', () => {
  expect(told(3)).toEqual([
    '  cluster dev: creating (usually 10m)',
    '! mind the gap',
    '✓ cluster dev (1m)',
    '✓ kubeconfig (as it should be)',
    '✗ nodegroup ng: Role: not allowed',
    '- addon coredns: not done, since nodegroup ng is not so',
  ])
})

test('lines: a resource is news only where it fails by itself; with -v 4 each of its steps is', () => {
  const news = (verbosity: number): string[] => {
    const { terminal, said } = listen()
    const view = lines({ terminal, clock: new Ticks(), verbosity, colour: false })
    view.see(resource('VPC', 'CREATE_IN_PROGRESS'))
    view.see(resource('Role', 'CREATE_FAILED', 'not allowed'))
    view.see(resource('Subnet', 'CREATE_FAILED', 'Resource creation cancelled'))
    view.close()
    return said
  }
  expect(news(3)).toEqual(['  cluster dev: Role CREATE_FAILED: not allowed'])
  expect(news(4)).toHaveLength(3)
})

test('lines: verbosity decides what is said', () => {
  expect(told(0)).toEqual([])
  expect(told(1)).toEqual(['✗ nodegroup ng: Role: not allowed'])
  expect(told(2)).toEqual(['! mind the gap', '✗ nodegroup ng: Role: not allowed'])
  expect(told(4)).toContain('  eks DescribeCluster 12 ms')
})

test('lines: where nothing changes, a line at least every minute says what is under way', async () => {
  const clock = new Ticks()
  const { terminal, said } = listen()
  const view = lines({ terminal, clock, verbosity: 3, colour: false })
  view.see(started(0, 'cluster dev'))
  await clock.pass(240_000)
  view.close()
  const beats = said.filter((line) => line.startsWith('…'))
  expect(beats.length).toBeGreaterThanOrEqual(4)
  expect(beats[0]).toMatch(/^… cluster dev: still creating, \d+s/)
})

test('JSON lines: versioned, with the time as ISO and errors as code, message and hint', () => {
  const all: Record<string, unknown>[] = run.map((event) => JSON.parse(jsonLine(event)))
  expect(all.every(({ v, type, time }) => v === 1 && typeof type === 'string' && typeof time === 'string')).toBe(true)
  expect(all[7]).toEqual({
    v: 1,
    type: 'failed',
    time: '1970-01-01T00:01:02.000Z',
    step: 'nodegroup ng',
    error: { code: 'StackFailed', message: 'Role: not allowed', hint: 'ask for it' },
    elapsed: 1000,
  })
})

function scene(events: readonly Event[], now: number, width = 80, height?: number): string[] {
  const set = emptyScene()
  for (const event of events) stage(set, event)
  return drawn(set, now, { width, height }, paint(false))
}

test('frame: what runs shows its resources, elapsed and usual time; what is as it should be is left out', () => {
  expect(scene(run.slice(0, 3), 31_000)).toEqual([
    '⠙ cluster dev  creating, 30s of about 10m',
    '    VPC  AWS::EC2::VPC  create in progress',
    '· nodegroup ng',
  ])
})

test('frame: the newest failure is pinned below', () => {
  expect(scene([...run.slice(0, 3), resource('Role', 'CREATE_FAILED', 'not allowed')], 31_000).at(-1)).toBe(
    'cluster dev: Role: not allowed',
  )
  expect(scene(run, 62_000)).toEqual([
    '✓ cluster dev  1m',
    '✗ nodegroup ng  Role: not allowed',
    '- addon coredns  not done, since nodegroup ng is not so',
    'nodegroup ng: Role: not allowed',
  ])
})

test('frame: no line is wider than the terminal', () => {
  for (const width of [20, 30, 40]) for (const line of scene(run.slice(0, 3), 31_000, width)) expect(line.length).toBeLessThan(width)
})

test('frame: on a low terminal what moves is shown, and the rest is counted', () => {
  const steps = Array.from({ length: 30 }, (_, i) => ({ name: `step ${i}`, after: [], change: { kind: 'create' as const } }))
  const done: Event = { type: 'done', time: 2, step: 'step 0', change: { kind: 'create' }, elapsed: 1 }
  const all = scene([{ type: 'planned', time: 0, steps }, done, started(1, 'step 1')], 2000, 80, 12)
  expect(all).toEqual(['✓ 1 done', expect.stringContaining('step 1  creating'), '· 28 waiting'])
})

test('frame: redraws in place and shows the cursor again at its end', () => {
  const drawing: string[] = []
  const { terminal } = listen({ live: true, draw: (text) => void drawing.push(text) })
  const view = frame({ terminal, clock: new Ticks(), verbosity: 3, colour: false })
  for (const event of run) view.see(event)
  view.close()
  expect(drawing[0]).toContain('\u001B[?25l')
  expect(drawing.at(-1)).toContain('\u001B[?25h')
  expect(drawing.join('')).toContain('\u001B[3A')
  expect(drawing.join('')).toContain('! mind the gap')
})
