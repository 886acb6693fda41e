import type { App, LoadBalancer } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Balanced } from '../app/kubernetes.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { isMarked } from '../tables/cluster-marks.ts'
import { until } from './until.ts'

/** How long controllers get to remove load balancers; milliseconds. eksctl gives them as long. */
const patience = 600_000

/**
 * Services, ingresses and gateways go, and the load balancers and security groups that controllers made for them: else these hold the VPC.
 * It comes before the nodes are drained, since the controllers run on them.
 */
export function goneLoadBalancers(cluster: LiveCluster, ifItFails: 'warn' | undefined): Step {
  const standing = async (app: App, signal: AbortSignal): Promise<Balanced[]> => {
    const all = await app.kube.connect(cluster).balanced(signal)
    const leaving = all.filter((one) => one.leaving)
    const held = leaving.length === 0 ? [] : await balancersOf(app, leaving)
    return all.filter((one) => !one.leaving || held.some((balancer) => isOf(balancer, one)))
  }

  const balancersOf = async (app: App, objects: readonly Balanced[]): Promise<LoadBalancer[]> =>
    cluster.vpcId === undefined
      ? []
      : (await app.network.loadBalancers(cluster.vpcId)).filter((balancer) => objects.some((one) => isOf(balancer, one)))

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const objects = await standing(app, signal)
    return objects.length === 0
      ? { so: true }
      : { so: false, change: { kind: 'delete', why: objects.map((one) => ({ path: named(one) })) } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    const api = app.kube.connect(cluster)
    const objects = await standing(app, run.signal)
    const balancers = await balancersOf(app, objects)
    const groups = await ownGroups(app, balancers)
    for (const one of objects.filter(({ leaving }) => !leaving)) {
      run.progress({ text: `deleting ${named(one)}` })
      await api.deleteObject(one.manifest, run.signal)
    }
    const started = app.clock.now()
    const left = await until(
      app,
      run,
      async () => [
        ...(await balancersOf(app, objects)).map(({ name, arn }) => `load balancer ${arn ?? name}`),
        ...(await groupsLeft(app, groups)).map((id) => `security group ${id}`),
      ],
      (remaining) => remaining.length === 0 || app.clock.now() - started > patience,
    )
    if (left.length > 0) throw remain(left)
  }

  /** The security groups that balancers wear and controllers made: they bear the cluster's mark. */
  async function ownGroups(app: App, balancers: readonly LoadBalancer[]): Promise<string[]> {
    const worn = new Set(balancers.flatMap(({ securityGroups }) => securityGroups))
    if (cluster.vpcId === undefined || worn.size === 0) return []
    const groups = await app.network.securityGroups(cluster.vpcId)
    return groups.filter(({ id, tags }) => worn.has(id) && isMarked(cluster.name, tags) && tags[stackTag] === undefined).map(({ id }) => id)
  }

  async function groupsLeft(app: App, ids: readonly string[]): Promise<string[]> {
    if (cluster.vpcId === undefined || ids.length === 0) return []
    const there = new Set((await app.network.securityGroups(cluster.vpcId)).map(({ id }) => id))
    return ids.filter((id) => there.has(id))
  }

  const remain = (left: readonly string[]): EksxError =>
    new EksxError('LoadBalancersRemain', `what Kubernetes made for cluster "${cluster.name}" remains: ${left.join(', ')}`, {
      exitCode: exitCodes.partial,
      hint: 'its controller may no longer run: delete them in EC2, then run the same command again; or go on with --force',
    })

  return { name: 'load balancers', after: [], usual: 60_000, ...(ifItFails && { ifItFails }), look, act }
}

/** What a stack made is the stack's to remove. */
const stackTag = 'aws:cloudformation:stack-id'

const isOf = ({ name, host }: LoadBalancer, one: Balanced): boolean =>
  name === one.name || one.hosts.some((other) => other.toLowerCase() === host.toLowerCase())

const named = ({ manifest: { kind, metadata } }: Balanced): string => `${kind} ${metadata.namespace}/${metadata.name}`
