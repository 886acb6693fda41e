import type { App, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeNode } from '../app/kubernetes.ts'
import { EksxError } from '../errors.ts'
import { type Change, type Run, type Sight, type Step, TimeOver } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { until } from './until.ts'

export interface NodesPlace {
  readonly cluster: string
  readonly fresh: boolean
  /** The name of the nodegroup's stack. */
  readonly stack: string
  readonly standing: (app: App) => Promise<{ readonly cluster: LiveCluster }>
}

/** A nodegroup whose nodes are waited for. */
export interface NodesWanted {
  readonly name: string
  readonly kind: 'managed' | 'self-managed'
  /** The label that bears its name; undefined where its nodes are known by their instances. */
  readonly label: string | undefined
}

/** The label of a nodegroup's nodes; the same as the tag of its stack. */
export const nodegroupLabel = tagKeys.nodegroupName

/** The nodes of a nodegroup that stands: those of EKS's own bear EKS's label, a boot command of the user's own may leave eksctl's out. */
export const nodesOf = (cluster: LiveCluster, { name, kind, stack }: FoundNodegroup, after: readonly Step[]): Step =>
  nodesStep(
    { cluster: cluster.name, fresh: false, stack: stack?.name ?? '', standing: async () => ({ cluster }) },
    { name, kind, label: kind === 'managed' ? eksLabel : undefined },
    after,
  )

/** EKS's own label on the nodes of its nodegroups. */
export const eksLabel = 'eks.amazonaws.com/nodegroup'

/** The nodes of a group: as many are Ready as the group asks for. */
export function nodesStep(place: NodesPlace, { name, kind, label }: NodesWanted, after: readonly Step[]): Step {
  let fresh = place.fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const first = fresh
    fresh = false
    const cluster = first ? undefined : (await place.standing(app).catch(() => undefined))?.cluster
    const asked = cluster && (await capacity(app))
    if (cluster === undefined || asked === undefined) return { so: false, change: { kind: 'wait', provisional: true } }
    const sight = await readyNodes(app, cluster, asked, signal)
    if (sight === undefined) return unseen(asked)
    const why = [{ path: 'Ready nodes', from: sight.length, to: asked.desired }]
    return sight.length >= asked.desired ? { so: true } : { so: false, change: { kind: 'wait', why } }
  }

  /** What the group asks for, read live; undefined where there is no such group. */
  async function capacity(app: App): Promise<Capacity | undefined> {
    if (kind === 'managed') {
      const live = await app.nodegroups.find(place.cluster, name)
      return live && { desired: live.desiredSize, live, groups: live.groups, instances: [] }
    }
    const group = await app.stacks.resource(place.stack, 'NodeGroup').catch(() => undefined)
    const [live] = group === undefined ? [] : await app.groups.find([group])
    return live && { desired: live.desiredSize, live: undefined, groups: [live.name], instances: live.instances.map(({ id }) => id) }
  }

  /** Undefined where the API can't be seen from here. */
  async function readyNodes(app: App, cluster: LiveCluster, { instances }: Capacity, signal: AbortSignal): Promise<KubeNode[] | undefined> {
    try {
      const nodes = await app.kube.connect(cluster).nodes(label === undefined ? '' : `${label}=${name}`, signal)
      return nodes.filter((node) => node.ready && (label !== undefined || instances.includes(node.providerId?.split('/').at(-1) ?? '')))
    } catch (error) {
      if (error instanceof EksxError && error.code === 'ClusterUnreachable' && !cluster.publicAccess) return undefined
      throw error
    }
  }

  /** Behind a private endpoint the nodegroup's status and health in EKS stand for its nodes. */
  function unseen(asked: Capacity): Sight {
    const issues = asked.live?.issues ?? []
    const note = `the API of ${place.cluster} is private: nodes of ${name} were not seen from here, EKS says they are healthy`
    return issues.length === 0
      ? { so: true, note }
      : { so: false, change: { kind: 'wait', why: issues.map((issue) => ({ path: issue.code, from: issue.message })) } }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const { cluster } = await place.standing(app)
    let last = -1
    const read = async (): Promise<{ ready: number; asked: Capacity | undefined }> => {
      const asked = await capacity(app)
      const ready = asked && (await readyNodes(app, cluster, asked, run.signal))
      const count = ready?.length ?? asked?.desired ?? 0
      if (asked !== undefined && count !== last) run.progress({ text: `${count} of ${asked.desired} nodes ready` })
      last = count
      return { ready: count, asked }
    }
    try {
      await until(app, run, read, ({ ready, asked }) => asked !== undefined && (ready >= asked.desired || isHopeless(asked.live)))
    } catch (error) {
      if (!(run.signal.reason instanceof TimeOver)) throw error
      throw await whyNotReady(app, error)
    }
    const { ready, asked } = await read()
    if (asked !== undefined && ready < asked.desired) throw await whyNotReady(app, undefined)
  }

  /** An abort's reason made to tell what keeps the nodes, where AWS knows it. */
  async function whyNotReady(app: App, aborted: unknown): Promise<unknown> {
    const asked = await capacity(app).catch(() => undefined)
    const groups = asked === undefined ? [] : await app.groups.find(asked.groups).catch(() => [])
    const causes = [
      ...(asked?.live?.issues ?? []).map((issue) => `${issue.code}: ${issue.message}`),
      ...(await Promise.all(groups.map((group) => group.failures().catch(() => [])))).flat(),
    ]
    if (causes.length === 0 && aborted !== undefined) return aborted
    return new EksxError(
      'NodesNotReady',
      `nodegroup ${name} has too few Ready nodes: ${causes[0] ?? 'its instances run, but do not join'}`,
      {
        hint: `see \`eksx get nodegroup --cluster ${place.cluster} --region ${app.regionName} --name ${name}\`, mend the cause, then run the same command again`,
        cause: aborted,
      },
    )
  }

  return { name: `nodes of ${name}`, after, usual: 60_000, look, act }
}

interface Capacity {
  readonly desired: number
  readonly live: LiveNodegroup | undefined
  readonly groups: readonly string[]
  /** Ids of a self-managed group's instances. */
  readonly instances: readonly string[]
}

/** EKS has given up on the group. */
const isHopeless = (live: LiveNodegroup | undefined): boolean =>
  live?.status === 'CREATE_FAILED' || (live?.status === 'DEGRADED' && live.issues.length > 0)
