import type { App, LiveCluster, Stack } from '../app.ts'
import type { ClusterFacts, LiveSubnet } from '../config/cluster.ts'
import { EksxError } from '../errors.ts'

/** What the control plane and its stack tell once they stand; each is read once in a run. */
export interface StandingCluster {
  readonly cluster: LiveCluster
  readonly facts: ClusterFacts
}

/** Reads them once, at the first call after the control plane is so. */
export function standing(name: string, stackName: string): (app: App) => Promise<StandingCluster> {
  let known: Promise<StandingCluster> | undefined
  return (app) => {
    known ??= read(app, name, stackName)
    known.catch(() => (known = undefined))
    return known
  }
}

async function read(app: App, name: string, stackName: string): Promise<StandingCluster> {
  const [cluster, stack] = await Promise.all([app.clusters.find(name), app.stacks.find(stackName)])
  if (cluster === undefined)
    throw new EksxError('ClusterNotFound', `no cluster "${name}" in ${app.regionName}`, {
      exitCode: 10,
      hint: `see \`eksx get cluster --region ${app.regionName}\``,
    })
  const outputs = stack?.outputs ?? {}
  const subnets = await app.network.subnets(stack === undefined ? cluster.subnetIds : subnetsOf(outputs))
  return { cluster, facts: factsOf(cluster, stack, subnets) }
}

const publicOutputs = ['SubnetsPublic', 'SubnetsLocalZonePublic', 'SubnetsPublicExtended', 'Subnets']
const privateOutputs = ['SubnetsPrivate', 'SubnetsLocalZonePrivate', 'SubnetsPrivateExtended']

const ids = (outputs: Stack['outputs'], names: readonly string[]): string[] =>
  names.flatMap((name) => outputs[name]?.split(',') ?? []).filter((id) => id !== '')

const subnetsOf = (outputs: Stack['outputs']): string[] => ids(outputs, [...publicOutputs, ...privateOutputs])

/** The stack's outputs say which subnets are public; a subnet's own settings may have been changed since. */
function factsOf(cluster: LiveCluster, stack: Stack | undefined, subnets: readonly LiveSubnet[]): ClusterFacts {
  const outputs = stack?.outputs ?? {}
  const open = new Set(ids(outputs, publicOutputs))
  const inOrder = subnetsOf(outputs)
  const told =
    stack === undefined
      ? subnets
      : subnets
          .map((subnet) => ({ ...subnet, public: open.has(subnet.id) }))
          .toSorted((a, b) => inOrder.indexOf(a.id) - inOrder.indexOf(b.id))
  return {
    arn: cluster.arn,
    endpoint: cluster.endpoint ?? '',
    certificateAuthority: cluster.certificateAuthority ?? '',
    serviceCidr: cluster.serviceCidr ?? '',
    issuer: cluster.issuer,
    vpcId: cluster.vpcId ?? outputs['VPC'] ?? '',
    securityGroup: outputs['SecurityGroup'] ?? cluster.securityGroupIds[0],
    sharedNodeSecurityGroup: outputs['SharedNodeSecurityGroup'],
    clusterSecurityGroup: cluster.clusterSecurityGroup,
    subnets: told,
    authenticationMode: cluster.authenticationMode,
    fargatePodExecutionRole: outputs['FargatePodExecutionRoleARN'],
  }
}
