import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import { eksSlot } from '#sandbox/services/eks/state.ts'
import { readConfig } from '#src/config/read.ts'
import { prepare } from '#src/prepare.ts'
import { createCluster } from '#src/workflows/create-cluster.ts'
import type { Step } from '#src/plan/step.ts'
import type { App } from '#src/app.ts'
import { onSandbox } from '../test/app.ts'
import { cli } from '../test/cli.ts'
import { manyNodegroups } from '../test/scale/many-nodegroups.ts'
import { atMost, median, range, type Row, shown } from './table.ts'

const nodegroups = 195
const region = 'us-west-2'

/** How long it takes from a file with many nodegroups to all their templates, and what their creation asks of AWS. */
export async function scale(): Promise<Row[]> {
  const seconds = await rendered()
  const bare = Array.from({ length: 5 }, () => elapsed(() => spawnSync(process.execPath, ['-e', '0'])))
  return [
    atMost('read, settled, planned, rendered and sized', 1, ' s', median(seconds), range(seconds)),
    { what: 'the same, as times of `node -e 0`', measured: `${shown(median(seconds) / median(bare))}×` },
    ...(await created()),
  ]
}

function elapsed(work: () => unknown): number {
  const started = performance.now()
  work()
  return (performance.now() - started) / 1000
}

/** With the few reads that there are before the first write; modules are loaded, as the first round does that. */
async function rendered(): Promise<number[]> {
  const text = manyNodegroups(nodegroups)
  const clock = new DrivenClock()
  const sandbox = await startSandbox({ clock, durations: 0 })
  try {
    return await onSandbox({ env: (name) => sandbox.env(name), clock }, region, async (app) => {
      const seconds: number[] = []
      for (let round = 0; round <= 5; round++) {
        const started = performance.now()
        await templates(text, app)
        if (round > 0) seconds.push((performance.now() - started) / 1000)
      }
      return seconds
    })
  } finally {
    await sandbox.close()
    clock.close()
  }
}

/** The look at a stack that there is not renders and sizes its template. */
async function templates(text: string, app: App): Promise<void> {
  const { cluster, live } = await prepare(readConfig(text, 'cluster.yaml'), app)
  const steps: Step[] = createCluster(cluster, live, { disableRollback: false, parallelism: 8, kubeconfig: undefined, withoutPlugins: [] })
  const empty: App = { ...app, stacks: { ...app.stacks, find: async () => undefined } }
  const { signal } = new AbortController()
  await Promise.all(steps.filter(({ name }) => /^(nodegroup|cluster) /.test(name)).map((step) => step.look(empty, signal)))
}

/** With AWS's durations and request limits, in an account that has asked for so many nodegroups. */
async function created(): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-bench-'))
  const clock = new DrivenClock()
  const sandbox = await startSandbox({ clock })
  try {
    sandbox.account.call(region).state(eksSlot).quotas['nodegroups-per-cluster'] = nodegroups
    const path = join(home, 'cluster.yaml')
    writeFileSync(path, manyNodegroups(nodegroups))
    const started = clock.now()
    const { exitCode, stderr } = await cli({ clock, env: sandbox.env(region), home }).run(`create cluster -f ${path}`)
    if (exitCode !== 0) throw new Error(`eksx ended with ${exitCode}:\n${stderr}`)
    const minutes = (clock.now() - started) / 60_000
    const calls = sandbox.requests
    const refused = calls.filter(({ error = '' }) => /Throttl|TooManyRequests|LimitExceeded/.test(error))
    return [
      { what: 'created, as AWS has it', measured: `${shown(minutes)} min` },
      atMost('calls a minute', 120, '', calls.length / minutes),
      atMost('refused for their rate', 1, ' %', (refused.length / calls.length) * 100),
      ...['cloudformation', 'eks', 'ec2'].map((service) => ({
        what: `  ${service}`,
        measured: shown(calls.filter((one) => one.service === service).length),
      })),
    ]
  } finally {
    await sandbox.close()
    clock.close()
    rmSync(home, { recursive: true, force: true })
  }
}
