import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Instance } from '../app/machines.ts'
import { EksxError } from '../errors.ts'
import { type Run, type Step, TimeOver } from '../plan/step.ts'
import { trusts } from '../tables/trust.ts'
import { outsideRanges, shutBetween } from './why-shut-out.ts'

/** What keeps instances from becoming nodes, and what mends it. */
export interface Obstacle {
  readonly cause: string
  readonly remedy: string
}

/** A check of one thing that a node needs; undefined where it is as it should be, or cannot be judged. */
type Check = (app: App, cluster: LiveCluster, instances: readonly Instance[]) => Promise<Obstacle | undefined>

/** Policies of which a node's role must hold one of each line: to find itself, and to fetch images. */
const neededPolicies: readonly (readonly string[])[] = [
  ['AmazonEKSWorkerNodePolicy', 'AmazonEKSWorkerNodeMinimalPolicy'],
  [
    'AmazonEC2ContainerRegistryPullOnly',
    'AmazonEC2ContainerRegistryReadOnly',
    'AmazonEC2ContainerRegistryPowerUser',
    'AmazonEC2ContainerRegistryFullAccess',
  ],
]

/** Services that nodes without a way out must reach through endpoints of their VPC. */
const neededEndpoints = ['ec2', 'ecr.api', 'ecr.dkr', 's3']

/** In this order: what misleads a node, what it may not do, who lets it in, how it gets there. */
const checks: readonly Check[] = [misled, withoutRights, notLetIn, shutBetween, withoutWay, outsideRanges, withoutNetworkPolicy]

/** Why the running instances of these Auto Scaling groups are no Ready nodes; undefined where nothing was found. Reads only. */
export async function whyNotJoined(
  app: App,
  cluster: LiveCluster,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const ids = (await app.groups.find(groups)).flatMap((group) => group.instances.map(({ id }) => id))
  const nodes = await app.kube
    .connect(cluster)
    .nodes('', signal)
    .catch(() => [])
  const ready = new Set(nodes.filter((node) => node.ready).map(({ providerId }) => providerId?.split('/').at(-1)))
  const instances = (await app.machines.instances(ids.filter((id) => !ready.has(id)))).filter(({ state }) => state === 'running')
  if (instances.length === 0) return undefined
  for (const check of checks) {
    // Who may not read one of these things still gets the other answers.
    const found = await check(app, cluster, instances).catch(() => undefined)
    if (found !== undefined) return found
  }
  return undefined
}

async function misled(app: App, cluster: LiveCluster, [first]: readonly Instance[]): Promise<Obstacle | undefined> {
  const text = first === undefined ? undefined : await app.machines.userData(first.id)
  if (text === undefined) return undefined
  const remedy = 'mend its boot command (overrideBootstrapCommand, or the launch template), then replace the instances'
  // Of several parts the last one counts, as nodes merge them.
  const named = [...text.matchAll(/https:\/\/[\w.-]+(?::\d+)?/g)].map(([url]) => url).findLast((url) => looksLikeApi(url, cluster))
  if (named !== undefined && named.toLowerCase() !== cluster.endpoint?.toLowerCase())
    return { cause: `its user data names the endpoint ${named}, and the cluster's is ${cluster.endpoint}`, remedy }
  if (!new RegExp(`(?<![\\w-])${cluster.name}(?![\\w-])`).test(text))
    return { cause: `its user data does not name cluster ${cluster.name}`, remedy }
  return undefined
}

/** Whether an address is an API server of EKS, by its ending or by the host of this cluster's own. */
function looksLikeApi(url: string, { endpoint = '' }: LiveCluster): boolean {
  return /\.eks\.amazonaws\.com/.test(url) || (endpoint !== '' && new URL(url).hostname === new URL(endpoint).hostname)
}

/** The role of an instance, by its profile. */
async function roleOf(app: App, instance: Instance | undefined): Promise<string | undefined> {
  return instance?.profile === undefined ? undefined : await app.roles.inProfile(instance.profile)
}

async function withoutRights(app: App, _cluster: LiveCluster, [first]: readonly Instance[]): Promise<Obstacle | undefined> {
  const role = await roleOf(app, first)
  if (role === undefined)
    return { cause: `instance ${first?.id} has no instance profile with a role`, remedy: 'give it one with the policies of a node' }
  if (await distrusts(app, role))
    return {
      cause: `its role ${role} does not trust ec2.amazonaws.com, so no instance can take it`,
      remedy: `let that service assume it: aws iam update-assume-role-policy --role-name ${nameOf(role)} --policy-document …`,
    }
  const attached = await amazonPolicies(app, role)
  const lacking = attached && neededPolicies.find((either) => !either.some((name) => attached.includes(name)))
  return lacking && { cause: `its role ${role} lacks the policy ${lacking[0]}`, remedy: attachLine(role, lacking[0] ?? '') }
}

/** Whether EC2 may not take a role. */
async function distrusts(app: App, role: string): Promise<boolean> {
  const found = await app.roles.find(nameOf(role))
  return found !== undefined && !trusts(found.trust, 'ec2.amazonaws.com')
}

const nameOf = (role: string): string => role.split('/').at(-1) ?? ''

/** The pods of the network add-on take their rights from the node's role where they have none of their own. */
async function withoutNetworkPolicy(app: App, cluster: LiveCluster, [first]: readonly Instance[]): Promise<Obstacle | undefined> {
  const role = await roleOf(app, first)
  if (role === undefined || cluster.ipFamily === 'ipv6') return undefined
  const addon = await app.addons.find(cluster.name, 'vpc-cni')
  const association = await app.podIdentities.find(cluster.name, 'kube-system', 'aws-node')
  const attached = await amazonPolicies(app, role)
  if (addon?.serviceAccountRole !== undefined || association !== undefined || attached === undefined) return undefined
  if (attached.includes('AmazonEKS_CNI_Policy')) return undefined
  return {
    cause: `its role ${role} lacks the policy AmazonEKS_CNI_Policy, and vpc-cni has no role of its own`,
    remedy: attachLine(role, 'AmazonEKS_CNI_Policy'),
  }
}

const attachLine = (role: string, policy: string): string =>
  `aws iam attach-role-policy --role-name ${nameOf(role)} --policy-arn arn:${role.split(':')[1]}:iam::aws:policy/${policy}`

/** Names of AWS's own policies on a role; undefined where policies of others are there, which nobody can judge from their names. */
async function amazonPolicies(app: App, role: string): Promise<readonly string[] | undefined> {
  const name = nameOf(role)
  const [attached, inline] = await Promise.all([app.roles.attachedPolicies(name), app.roles.inlinePolicies(name)])
  const own = inline.length > 0 || attached.some((arn) => !arn.includes(':aws:policy/'))
  return own ? undefined : attached.map((arn) => arn.split('/').at(-1) ?? '')
}

async function notLetIn(app: App, cluster: LiveCluster, [first]: readonly Instance[]): Promise<Obstacle | undefined> {
  const role = await roleOf(app, first)
  if (role === undefined) return undefined
  const mode = cluster.authenticationMode
  if (mode !== 'CONFIG_MAP' && (await app.access.has(cluster.name, role))) return undefined
  if (mode !== 'API') {
    const map = await app.kube.connect(cluster).configMap('kube-system', 'aws-auth', new AbortController().signal)
    if (map?.['mapRoles']?.includes(role.replace(/:role\/.*\//, ':role/')) === true) return undefined
  }
  const remedy =
    mode === 'CONFIG_MAP'
      ? `eksx create iamidentitymapping --cluster ${cluster.name} --region ${app.regionName} --arn ${role} --username system:node:{{EC2PrivateDNSName}} --group system:bootstrappers --group system:nodes`
      : `aws eks create-access-entry --cluster-name ${cluster.name} --region ${app.regionName} --type EC2_LINUX --principal-arn ${role}`
  const places =
    { API: 'no access entry', CONFIG_MAP: 'no entry in aws-auth' }[mode as string] ?? 'neither an access entry nor an entry in aws-auth'
  return { cause: `cluster ${cluster.name} does not let its role ${role} in: there is ${places}`, remedy }
}

async function withoutWay(app: App, cluster: LiveCluster, instances: readonly Instance[]): Promise<Obstacle | undefined> {
  const vpc = instances[0]?.vpc ?? ''
  const tables = await app.vpcs.routeTables(vpc)
  const shut = instances.find(({ subnet, publicAddress }) => {
    const table = tables.find(({ subnets }) => subnets.includes(subnet)) ?? tables.find(({ main }) => main)
    const route = table?.defaultRoute
    return route === undefined || (route.startsWith('igw-') && publicAddress === undefined)
  })
  if (shut === undefined) return undefined
  const table = tables.find(({ subnets }) => subnets.includes(shut.subnet)) ?? tables.find(({ main }) => main)
  const what =
    table?.defaultRoute === undefined
      ? `subnet ${shut.subnet} has no route to the internet`
      : `instance ${shut.id} has no public address, and the route of subnet ${shut.subnet} to the internet leads through ${table.defaultRoute}, which needs one`
  const remedy = `route 0.0.0.0/0 of ${table?.id ?? shut.subnet} through a NAT gateway, or use subnets that have such a route`
  if (!cluster.privateAccess) return { cause: `${what}, and the cluster's endpoint is not reached from within the VPC`, remedy }
  const there = await app.vpcs.endpoints(vpc)
  const missing = neededEndpoints.filter((service) => !there.some((name) => name.endsWith(`.${service}`)))
  return missing.length === 0 ? undefined : { cause: `${what}, and its VPC has no endpoint for ${missing.join(', ')}`, remedy }
}

/** The error of a nodegroup whose instances do not join. */
const notJoined = (nodegroup: string, { cause, remedy }: Obstacle, because: unknown): EksxError =>
  new EksxError('NodesNotJoined', `the instances of nodegroup ${nodegroup} do not join: ${cause}`, { hint: remedy, cause: because })

/** The same step, which looks for what keeps the instances when it takes longer than `late` (ms); when it fails, or its time is over, that is the error. */
export function diagnosed(
  step: Step,
  nodegroup: string,
  late: number,
  look: (app: App, signal: AbortSignal) => Promise<Obstacle | undefined>,
): Step {
  const act: Step['act'] = async (change, app: App, run: Run) => {
    const done = new AbortController()
    let obstacle: Obstacle | undefined
    const looking = (async (): Promise<void> => {
      await app.clock.sleep(late, AbortSignal.any([run.signal, done.signal]))
      obstacle = await look(app, run.signal)
      if (obstacle !== undefined) run.progress({ text: `its instances do not join: ${obstacle.cause}` })
    })().catch(() => undefined)
    try {
      await step.act(change, app, run)
    } catch (error) {
      const stopped = run.signal.aborted && !(run.signal.reason instanceof TimeOver)
      done.abort()
      await looking
      if (error instanceof TimeOver) obstacle ??= await look(app, new AbortController().signal).catch(() => undefined)
      throw stopped || obstacle === undefined ? error : notJoined(nodegroup, obstacle, error)
    } finally {
      done.abort()
    }
  }
  return { ...step, act }
}
