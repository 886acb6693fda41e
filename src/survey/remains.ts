import type { App } from '../app.ts'
import type { Remnant } from '../app/remains.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { isMarked } from '../tables/cluster-marks.ts'
import { clusterTagKeys } from '../tables/tag-keys.ts'

/** What is still there of a cluster that was deleted. */
export interface Remaining {
  /** It was made for the cluster and should be gone with it. */
  readonly ours: readonly Remnant[]
  /** It stays on purpose: logs, data, roles of the whole account. */
  readonly kept: readonly Remnant[]
  /** What could not be looked for. */
  readonly unseen: readonly string[]
}

/** The cluster whose remains are looked for. */
export interface Departed {
  readonly name: string
  readonly vpcId: string | undefined
  /** AWS is done with it; before, its network and its roles are there of course. */
  readonly gone: boolean
}

/** Looks for everything that can outlive a cluster; tags decide whose it is. What we may not look for is named. */
export async function remaining(app: App, { name, vpcId, gone }: Departed): Promise<Remaining> {
  const unseen: string[] = []
  const seen = async (what: string, read: () => Promise<readonly Remnant[]>): Promise<readonly Remnant[]> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof EksxError) || error.exitCode !== exitCodes.denied) throw error
      unseen.push(what)
      return []
    }
  }
  const marked = ({ tags }: Remnant): boolean => isMarked(name, tags) || tags['cluster.k8s.amazonaws.com/name'] === name
  const ofCluster = ({ tags }: Remnant): boolean => clusterTagKeys.some((key) => tags[key] === name)
  const inVpc = (what: string, read: (id: string) => Promise<readonly Remnant[]>): Promise<readonly Remnant[]> =>
    vpcId === undefined ? Promise.resolve([]) : seen(what, async () => (await read(vpcId)).filter(marked))

  const [balancing, interfaces, groups, instances, roles, ...kept] = await Promise.all([
    inVpc('load balancers', (id) => app.remains.balancing(id)),
    gone ? inVpc('network interfaces', (id) => app.remains.interfaces(id)) : [],
    gone ? inVpc('security groups', (id) => app.remains.securityGroups(id)) : [],
    seen('instances', () => app.remains.instances(`kubernetes.io/cluster/${name}`, 'owned')),
    gone ? seen('roles', async () => (await app.remains.roles(`eksctl-${name}-`)).filter(ofCluster)) : [],
    ...volumeTags(name).map(([tag, value]) => seen('volumes', () => app.remains.volumes(tag, value))),
    ...logGroupsOf(name).map((prefix) => seen('log groups', () => app.remains.logGroups(prefix))),
    seen('service-linked roles', () => linkedRoles(app)),
  ])
  return { ours: [...balancing, ...interfaces, ...groups, ...instances, ...roles], kept: unique(kept.flat()), unseen: [...new Set(unseen)] }
}

/** How storage drivers mark the volumes that they make for claims. */
const volumeTags = (cluster: string): readonly (readonly [string, string])[] => [
  [`kubernetes.io/cluster/${cluster}`, 'owned'],
  ['KubernetesCluster', cluster],
  ['eks:eks-cluster-name', cluster],
]

/** Where EKS and Container Insights write the logs of a cluster. */
const logGroupsOf = (cluster: string): readonly string[] => [`/aws/eks/${cluster}/`, `/aws/containerinsights/${cluster}/`]

/** EKS makes them once for an account, and every cluster of it uses them. */
const linked = ['AWSServiceRoleForAmazonEKS', 'AWSServiceRoleForAmazonEKSNodegroup', 'AWSServiceRoleForAmazonEKSForFargate']

async function linkedRoles(app: App): Promise<readonly Remnant[]> {
  const found = await Promise.all(linked.map((name) => app.roles.find(name)))
  return found.flatMap((role) => (role === undefined ? [] : [{ kind: 'service-linked role', id: role.name, tags: {} }]))
}

const unique = (all: readonly Remnant[]): Remnant[] => [...new Map(all.map((one) => [`${one.kind} ${one.id}`, one])).values()]
