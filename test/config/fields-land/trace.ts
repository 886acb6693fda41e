import type { Config, Purpose } from '#src/config/config.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { clusterConfig } from '#src/config/schema/cluster-config.ts'
import type { Step } from '#src/plan/step.ts'
import { prepare } from '#src/prepare.ts'
import { standingWithAddons } from '#src/prepare/standing.ts'
import type { App } from '#src/app.ts'
import { createCluster } from '#src/workflows/create-cluster.ts'
import { createNodegroup } from '#src/workflows/create-nodegroup.ts'
import { createAddons } from '#src/workflows/join-cluster.ts'
import type { Part } from './document.ts'
import { type Call, world } from './world.ts'

/** The commands that the sweep runs. */
export type Command = 'create cluster' | 'create addon' | 'create nodegroup'

/** All that a command does with a config: its plan, a line a step, and its writes. */
export interface Trace {
  readonly plan: readonly string[]
  readonly calls: readonly Call[]
  /** What was worth saying on the way. */
  readonly warnings: readonly string[]
}

const options = { disableRollback: false, parallelism: 8, withoutPlugins: [], kubeconfig: { setContext: true } } as const

/** Settles the document, plans, and makes every step so in a world without latency. Throws what a user would be told. */
export async function traced(document: Part, command: Command): Promise<Trace> {
  const stated = clusterConfig.parse(document)
  const { app, calls } = world(stated.metadata.region)
  const { apiVersion, kind, metadata, vpc } = stated
  if (command !== 'create cluster') {
    const { steps } = await plans['create cluster'](app, { apiVersion, kind, metadata, ...(vpc && { vpc }) })
    await made(steps, app)
  }
  const before = calls.length
  const { steps, warnings } = await plans[command](app, stated)
  return { plan: await made(steps, app), calls: calls.slice(before), warnings }
}

interface Plan {
  readonly steps: readonly Step[]
  readonly warnings: readonly string[]
}

/** As the commands plan. */
const plans: Readonly<Record<Command, (app: App, stated: ClusterConfig) => Promise<Plan>>> = {
  'create cluster': async (app, stated) => {
    const { cluster, live, warnings } = await prepare(asConfig(stated, 'create cluster'), app)
    return { steps: createCluster(cluster, live, options), warnings }
  },
  'create addon': async (app, stated) => {
    const { cluster, carried, warnings } = await standingWithAddons(asConfig(stated, 'existing cluster'), app)
    return { steps: createAddons(cluster, { disableRollback: false, force: false, carried }), warnings }
  },
  'create nodegroup': async (app, stated) => {
    const { cluster, warnings } = await prepare(asConfig(stated, 'create nodegroup'), app)
    return { steps: createNodegroup(cluster, { ...options, intoConfigMap: undefined }), warnings }
  },
}

const asConfig = (stated: ClusterConfig, purpose: Purpose): Config => ({
  stated,
  origin: 'file',
  purpose,
  source: () => undefined,
  warnings: [],
})

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }

/** Each step after those that it comes after. */
async function made(steps: readonly Step[], app: App): Promise<readonly string[]> {
  const done = new Set<Step>()
  const plan: string[] = []
  const make = async (step: Step): Promise<void> => {
    if (done.has(step)) return
    done.add(step)
    for (const one of step.after) await make(one)
    plan.push(`${step.name} < ${step.after.map(({ name }) => name).join(', ')}`)
    const first = await step.look(app, signal)
    if ('blocked' in first) throw first.blocked
    // As the engine does: what could not be seen at first is looked at again when what it depends on is there.
    const sight = 'change' in first && first.change.provisional ? await step.look(app, signal) : first
    if ('blocked' in sight) plan.push(`${step.name}: ${sight.blocked.message}`)
    else if (!sight.so) await step.act(sight.change, app, run)
  }
  for (const step of steps) await make(step)
  return plan
}
