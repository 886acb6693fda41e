import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import type { ClusterFacts, LiveSubnet, UnownedNetwork } from '../config/cluster.ts'
import { EksxError } from '../errors.ts'
import { clusterMissing } from '../survey/missing.ts'
import { subnetsInOutputs } from '../tables/stack-outputs.ts'

/** What the control plane and its stack tell once they stand; each is read once in a run. */
export interface StandingCluster {
  readonly cluster: LiveCluster
  readonly facts: ClusterFacts
}

/** What a reading of the cluster is to hold beside the usual. */
export interface FactsWish {
  /** What the config says of a cluster that has no stack of ours. */
  readonly unowned?: UnownedNetwork | undefined
  /** An Outpost on which the cluster is only getting subnets: a reading without them is not kept. */
  readonly outpost?: string | undefined
  /** The VPC's range is needed, and the config does not have it. */
  readonly vpcCidr?: boolean
  /** Whether the network add-on has a role of its own decides what the nodes' role carries. */
  readonly cniRole?: boolean
}

/** Reads them once, at the first call after the control plane is so: what was read while it was being made is not kept. */
export function standing(name: string, stackName: string, wish: FactsWish = {}): (app: App) => Promise<StandingCluster> {
  let known: Promise<StandingCluster> | undefined
  return (app) => {
    known ??= read(app, name, stackName, wish)
    const reading = known
    void keep(reading, wish).then((kept) => {
      if (!kept && known === reading) known = undefined
      return kept
    })
    return reading
  }
}

/** Whether a reading is whole: neither failed nor made while the cluster was still coming to be. */
const keep = (reading: Promise<StandingCluster>, { outpost: wanted }: FactsWish): Promise<boolean> =>
  reading.then(
    ({ cluster, facts }) =>
      cluster.endpoint !== undefined &&
      cluster.status !== 'CREATING' &&
      facts.subnets.length > 0 &&
      (wanted === undefined || facts.subnets.some(({ outpost }) => outpost === wanted)),
    () => false,
  )

async function read(app: App, name: string, stackName: string, wish: FactsWish): Promise<StandingCluster> {
  const [cluster, stack] = await Promise.all([app.clusters.find(name), wish.unowned === undefined ? app.stacks.find(stackName) : undefined])
  if (cluster === undefined) throw clusterMissing(name, app.regionName)
  const cniOnNodes = wish.cniRole === true && !(await hasCniRole(app, cluster)) && { cniOnNodes: true as const }
  if (wish.unowned !== undefined) return { cluster, facts: { ...factsOfUnowned(cluster, wish.unowned), ...cniOnNodes } }
  const [subnets, vpc] = await Promise.all([
    app.network.subnets(stack === undefined ? cluster.subnetIds : subnetsOf(stack.outputs)),
    wish.vpcCidr === true && cluster.vpcId !== undefined ? app.vpcs.find(cluster.vpcId) : undefined,
  ])
  return { cluster, facts: { ...factsOf(cluster, stack, subnets), ...(vpc && { vpcCidr: vpc.cidr }), ...cniOnNodes } }
}

const cniAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'aws-node', namespace: 'kube-system' } }

/**
 * Whether the pods of the network add-on take a role by tokens that lets them work. Where the API cannot be seen from here, no:
 * nodes with a policy too many join, nodes with one too few do not.
 */
async function hasCniRole(app: App, cluster: LiveCluster): Promise<boolean> {
  try {
    const account = await app.kube.connect(cluster).object(cniAccount, new AbortController().signal)
    const role = account?.metadata.annotations?.['eks.amazonaws.com/role-arn']
    if (role === undefined) return false
    return (await app.roles.attachedPolicies(role.split('/').at(-1) ?? role)).some((arn) => arn.endsWith('/AmazonEKS_CNI_Policy'))
  } catch (error) {
    if (error instanceof EksxError && error.code === 'ClusterUnreachable' && !cluster.publicAccess) return false
    throw error
  }
}

const subnetsOf = (outputs: Stack['outputs']): string[] => [...subnetsInOutputs(outputs, 'public'), ...subnetsInOutputs(outputs, 'private')]

/** The stack's outputs say which subnets are public; a subnet's own settings may have been changed since. */
function factsOf(cluster: LiveCluster, stack: Stack | undefined, subnets: readonly LiveSubnet[]): ClusterFacts {
  const outputs = stack?.outputs ?? {}
  const open = new Set(subnetsInOutputs(outputs, 'public'))
  const inOrder = subnetsOf(outputs)
  const told =
    stack === undefined
      ? subnets
      : subnets
          .map((subnet) => ({ ...subnet, public: open.has(subnet.id) }))
          .toSorted((a, b) => inOrder.indexOf(a.id) - inOrder.indexOf(b.id))
  return {
    ...factsOfCluster(cluster),
    vpcId: cluster.vpcId ?? outputs['VPC'] ?? '',
    securityGroup: outputs['SecurityGroup'] ?? cluster.securityGroupIds[0],
    sharedNodeSecurityGroup: outputs['SharedNodeSecurityGroup'],
    subnets: told,
    fargatePodExecutionRole: outputs['FargatePodExecutionRoleARN'],
  }
}

const factsOfUnowned = (cluster: LiveCluster, unowned: UnownedNetwork): ClusterFacts => ({
  ...factsOfCluster(cluster),
  vpcId: unowned.vpcId,
  vpcCidr: unowned.vpcCidr,
  securityGroup: unowned.securityGroup,
  sharedNodeSecurityGroup: unowned.sharedNodeSecurityGroup,
  subnets: unowned.subnets,
  fargatePodExecutionRole: undefined,
  unowned: true,
  ...(unowned.egressOpen && { controlPlaneEgressOpen: true }),
})

const factsOfCluster = (cluster: LiveCluster) => ({
  arn: cluster.arn,
  endpoint: cluster.endpoint ?? '',
  certificateAuthority: cluster.certificateAuthority ?? '',
  serviceCidr: cluster.serviceCidr ?? '',
  issuer: cluster.issuer,
  clusterSecurityGroup: cluster.clusterSecurityGroup,
  authenticationMode: cluster.authenticationMode,
  ...(cluster.onOutpost && { outpostId: cluster.tokenId }),
})
