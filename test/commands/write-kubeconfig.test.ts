import { expect, test } from 'vitest'
import type { App, Identity, Network } from '#src/app.ts'
import type { Clusters } from '#src/app/clusters.ts'
import type { Stacks } from '#src/app/stacks.ts'
import type { KubeconfigEntry, Kubeconfigs } from '#src/app/kubernetes.ts'
import type { Signals, StopSignal } from '#src/command/entry.ts'
import { EksxError } from '#src/errors.ts'
import { partitionOf } from '#src/tables/regions.ts'
import { liveCluster, play, port } from '../command/stage.ts'

function machine(write: (entry: KubeconfigEntry) => Promise<void> = async () => undefined): {
  readonly ports: Partial<App>
  readonly written: KubeconfigEntry[]
} {
  const written: KubeconfigEntry[] = []
  const kubeconfigs = port<Kubeconfigs>({
    check: async () => undefined,
    has: async () => written.length > 0,
    write: async (entry) => {
      await write(entry)
      written.push(entry)
      return { path: '/home/somebody/.kube/config' }
    },
  })
  const ports = {
    kubeconfigs,
    identity: port<Identity>({
      caller: async () => ({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/me', partition: partitionOf('eu-west-1') }),
    }),
    clusters: port<Clusters>({ find: async (name) => (name === 'dev' ? liveCluster(name) : undefined) }),
    stacks: port<Stacks>({ find: async () => undefined }),
    network: port<Network>({ subnets: async () => [] }),
  }
  return { ports, written }
}

function types(text: string): unknown[] {
  const events: { readonly type: unknown }[] = text
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one))
  return events.map(({ type }) => type)
}

const line = ['utils', 'write-kubeconfig', '--cluster', 'dev']

test('a performing command says what it does on stderr and nothing on stdout', async () => {
  const { ports, written } = machine()
  const { stdout, stderr, exitCode } = await play(
    [...line, '--authenticator-role-arn', 'arn:x', '--set-kubeconfig-context=false', '--profile', 'p'],
    { ports },
  )
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  expect(stderr).toContain('✓ kubeconfig')
  expect(stderr).toContain('saved /home/somebody/.kube/config')
  expect(written).toMatchObject([{ cluster: 'dev', setContext: false, roleArn: 'arn:x', profile: 'p', auto: false }])
})

test('under -o json it answers what was changed', async () => {
  const { stdout } = await play([...line, '-o', 'json'], { ports: machine().ports })
  expect(JSON.parse(stdout)).toEqual({ cluster: 'dev', region: 'eu-west-1', changed: [{ step: 'kubeconfig', kind: 'create' }], notes: [] })
})

test('the second run finds nothing to do and says so', async () => {
  const { ports, written } = machine()
  await play(line, { ports })
  const { stderr } = await play(line, { ports })
  expect(stderr).toContain('nothing to do')
  expect(written).toHaveLength(1)
})

test('--events FILE gets versioned JSON lines, the result last; - makes the stream the answer', async () => {
  const { files, stdout } = await play([...line, '--events', 'run.jsonl'], { ports: machine().ports })
  const all = ['planned', 'started', 'progress', 'done', 'finished', 'result']
  expect(types(files.get('run.jsonl') ?? '')).toEqual(all)
  expect(stdout).toBe('')
  expect(types((await play([...line, '--events', '-', '-o', 'json'], { ports: machine().ports })).stdout)).toEqual(all)
})

test('a failure: cause first, the line to go on with, and an error as the last event', async () => {
  const { ports } = machine(async () =>
    Promise.reject(
      new EksxError('FileNotWritable', '/home/somebody/.kube/config cannot be written', { exitCode: 6, hint: 'mind its mode' }),
    ),
  )
  const { stderr, exitCode, files } = await play([...line, '--events', 'run.jsonl'], { ports })
  expect(stderr.split('\n').slice(-3, -1)).toEqual([
    'error: kubeconfig: /home/somebody/.kube/config cannot be written',
    'hint: mind its mode; to go on: eksx utils write-kubeconfig --cluster dev --events run.jsonl',
  ])
  expect(exitCode).toBe(6)
  expect(files.get('run.jsonl')?.trim().split('\n').at(-1)).toContain('"type":"error"')
})

test('a signal lets the call in flight end, then says how to go on; a second one leaves at once', async () => {
  let stop: ((signal: StopSignal) => void) | undefined
  const left: number[] = []
  const signals: Signals = {
    on: (listener) => {
      stop = listener
      return () => undefined
    },
    leave: (exitCode) => void left.push(exitCode),
  }
  const { ports } = machine(async () => {
    stop?.('SIGTERM')
    stop?.('SIGINT')
  })
  const { stderr, exitCode } = await play(line, { ports, signals })
  expect(stderr).toContain('! SIGTERM: finishing the calls in flight')
  expect(stderr).toContain('to go on: eksx utils write-kubeconfig --cluster dev')
  expect({ exitCode, left }).toEqual({ exitCode: 143, left: [130] })
})

test('an endpoint that is not AWS is named at the start', async () => {
  const { stderr } = await play(line, { ports: machine().ports, env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' } })
  expect(stderr.split('\n')[0]).toBe('AWS is http://127.0.0.1:4566')
})

test('-v 0 says nothing but the error of a failure', async () => {
  expect((await play([...line, '-v', '0'], { ports: machine().ports })).stderr).toBe('')
  expect((await play(['utils', 'write-kubeconfig', '--cluster', 'ghost', '-v0'], { ports: machine().ports })).stderr).toMatch(
    /^error: .*no cluster "ghost"/,
  )
})

test('the name may be a word, --cluster, or the old --name', async () => {
  for (const words of [['dev'], ['--cluster', 'dev'], ['--name', 'dev'], ['-n', 'dev']]) {
    const { ports, written } = machine()
    await play(['utils', 'write-kubeconfig', ...words], { ports })
    expect(written.map(({ cluster }) => cluster)).toEqual(['dev'])
  }
})
