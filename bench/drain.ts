import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runningCluster, type RunningCluster } from '#sandbox/nodes/running-cluster.ts'
import { startSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { cli } from '../test/cli.ts'
import { peakMemory } from './start-up.ts'
import { atMost, type Row } from './table.ts'

const program = resolve(import.meta.dirname, '..', 'dist', 'bin', 'eksx.cjs')
const region = 'us-west-2'
const parallel = 20
const podsPerNode = 5

/** Enough that Node's heap has grown to what a command with so many requests makes of it: more nodes must not make it grow further. */
const fewer = 40

/** What draining a hundred nodes takes beside draining fewer, and how many of them are emptied at a time. */
export async function drained(): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-bench-'))
  const sandbox = await startSandbox({ speed: 600, durations: 0 })
  const { clock } = sandbox
  try {
    const path = join(home, 'cluster.yaml')
    writeFileSync(path, config)
    const { exitCode, stderr } = await cli({ clock, env: sandbox.env(region), home }).run(`create cluster -f ${path}`)
    if (exitCode !== 0) throw new Error(`eksx ended with ${exitCode}:\n${stderr}`)
    const few = await drain(sandbox, home, 'few', fewer)
    const many = await drain(sandbox, home, 'many', 100)
    return [
      atMost('nodes that are emptied at a time', parallel, '', many.mostAtOnce),
      atMost('peak memory', 120, ' MB', many.memory),
      atMost(`the same, as times of that with ${fewer} nodes`, 1.15, '×', many.memory / few.memory),
    ]
  } finally {
    await sandbox.close()
    rmSync(home, { recursive: true, force: true })
  }
}

const config = `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: ${region}}
managedNodeGroups:
- {name: few, minSize: 0, maxSize: 1, desiredCapacity: 0}
- {name: many, minSize: 0, maxSize: 1, desiredCapacity: 0}
`

interface Drained {
  /** MB */
  readonly memory: number
  readonly mostAtOnce: number
}

async function drain(sandbox: Sandbox, home: string, nodegroup: string, count: number): Promise<Drained> {
  const cluster = runningCluster(sandbox.account.call(region), 'dev')
  if (cluster === undefined) throw new Error('the API of dev does not run')
  fill(cluster, nodegroup, count)
  let mostAtOnce = 0
  const unwatch = cluster.objects.onChange(({ object }) => {
    if (object.kind === 'Pod') mostAtOnce = Math.max(mostAtOnce, emptying(cluster, nodegroup))
  })
  const words = ['drain', 'nodegroup', '--cluster', 'dev', '--name', nodegroup, '--parallel', String(parallel), '--timeout', '100h']
  const env = { ...sandbox.env(region), HOME: home, PATH: process.env['PATH'] }
  const memory = await peakMemory([program, ...words], env)
  unwatch()
  const left = cluster.objects.list({ apiVersion: 'v1', kind: 'Pod' }, { labels: `group=${nodegroup}` }).length
  if (left > 0) throw new Error(`${left} pods of ${nodegroup} were left`)
  return { memory, mostAtOnce }
}

/** Nodes of a group whose pods end now. */
const emptying = ({ objects }: RunningCluster, nodegroup: string): number =>
  new Set(
    objects
      .list({ apiVersion: 'v1', kind: 'Pod' }, { labels: `group=${nodegroup}` })
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      .map(({ metadata }) => metadata.labels?.['node']),
  ).size

/** Nodes without machines under them, each with pods that run. */
function fill({ objects }: RunningCluster, nodegroup: string, count: number): void {
  const Ready = { type: 'Ready', status: 'True' }
  for (let i = 0; i < count; i += 1) {
    const node = `${nodegroup}-${i}`
    objects.put({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: node, labels: { 'eks.amazonaws.com/nodegroup': nodegroup } },
      spec: {},
      status: { conditions: [Ready] },
    })
    for (let j = 0; j < podsPerNode; j += 1)
      objects.put({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace: 'default', name: `${node}-${j}`, labels: { group: nodegroup, node } },
        spec: { nodeName: node, containers: [{ name: 'web', image: 'web' }] },
        status: { phase: 'Running', conditions: [Ready] },
      })
  }
}
