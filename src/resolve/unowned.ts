import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { GroupRule } from '../app/vpcs.ts'
import type { LiveSubnet, UnownedNetwork } from '../config/cluster.ts'
import { complaintLine, ConfigError } from '../config/complaint.ts'
import { isStated } from '../config/rules/conditions.ts'
import { anySubnet } from '../config/rules/vpc.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { findNetwork } from './subnets.ts'

/** The network of a cluster that has no stack of ours, as the config tells it and as it was found. Throws where that is not enough for nodegroups. */
export async function findUnowned(
  app: App,
  config: ClusterConfig,
  { cluster }: { readonly cluster: LiveCluster | undefined },
): Promise<{ readonly network: UnownedNetwork; readonly warnings: readonly string[] }> {
  const { name } = config.metadata
  const missing = [
    ...(isStated(config.vpc?.id) ? [] : ['vpc.id']),
    ...(isStated(config.vpc?.securityGroup) ? [] : ['vpc.securityGroup']),
    ...(anySubnet(config) ? [] : ['vpc.subnets']),
  ]
  if (missing.length > 0) {
    throw refused(
      'ClusterNotOwned',
      `cluster "${name}" has no stack of eksctl or eksx, so the config must say where it is: ${missing.join(', ')}`,
      [
        `it is in ${cluster?.vpcId ?? 'a VPC'} with ${cluster?.subnetIds.join(', ') ?? 'its subnets'}`,
        `and its security group is ${cluster?.securityGroupIds[0] ?? cluster?.clusterSecurityGroup ?? 'unknown'}; state that in a file (-f)`,
      ].join(' '),
    )
  }
  if (isStated(config.outpost?.controlPlaneOutpostARN) || cluster?.onOutpost === true)
    throw refused(
      'ClusterNotOwned',
      `cluster "${name}" is on an Outpost and has no stack of eksctl or eksx`,
      'nodegroups can be added there only to clusters that either tool made',
    )
  if (isStated(config.managedNodeGroups) && cluster?.ipFamily === 'ipv6')
    throw refused(
      'ClusterNotOwned',
      `cluster "${name}" has IPv6 and no stack of eksctl or eksx: managed nodegroups cannot be added to it`,
      'make the cluster with `create cluster`',
    )
  const { vpc, complaints } = await findNetwork(app, config)
  const errors = complaints.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ConfigError(errors, exitCodes.refused)
  const securityGroup = vpc.securityGroup ?? ''
  const network: UnownedNetwork = {
    vpcId: vpc.id ?? '',
    vpcCidr: vpc.cidr ?? '',
    securityGroup,
    sharedNodeSecurityGroup: vpc.sharedNodeSecurityGroup || undefined,
    subnets: [...subnetsOf(vpc, 'public'), ...subnetsOf(vpc, 'private')],
    egressOpen: isStated(config.nodeGroups) && (await egressOpen(app, securityGroup)),
  }
  return {
    network,
    warnings: [
      `cluster "${name}" has no stack of eksctl or eksx: its network is taken as the config states it`,
      ...complaints.map(complaintLine),
    ],
  }
}

const subnetsOf = (vpc: NonNullable<ClusterConfig['vpc']>, kind: 'public' | 'private'): LiveSubnet[] =>
  Object.values(vpc.subnets?.[kind] ?? {}).map(({ id = '', az = '', cidr = '' }) => ({
    id,
    zone: az,
    public: kind === 'public',
    local: false,
    cidr,
  }))

const ours = 'Allow control plane to communicate with '

/** Whether the group lets everything out. Throws at rules that those of a nodegroup would add to, and change what they allow. */
async function egressOpen(app: App, group: string): Promise<boolean> {
  const rules = (await app.vpcs.groupRules([group])).filter(({ egress }) => egress)
  const strange = rules.find((rule) => !isOpen(rule) && !isOurs(rule))
  if (strange !== undefined) {
    throw refused(
      'EgressRules',
      `vpc.securityGroup: ${group} has an outgoing rule of its own (${told(strange)})`,
      'nodegroups need a group with the one rule that lets everything out, or none',
    )
  }
  return rules.some(isOpen)
}

const isOpen = ({ protocol, cidr }: GroupRule): boolean => protocol === '-1' && (cidr === '0.0.0.0/0' || cidr === '::/0')

const isOurs = ({ protocol, from, to, description }: GroupRule): boolean =>
  description.startsWith(ours) && protocol === 'tcp' && ((from === 443 && to === 443) || (from === 1025 && to === 65_535))

const told = ({ protocol, from, to, cidr }: GroupRule): string =>
  `${protocol === '-1' ? 'all' : protocol} ${from ?? ''}-${to ?? ''} to ${cidr ?? 'a group'}`

const refused = (code: string, message: string, hint: string): EksxError =>
  new EksxError(code, message, { exitCode: exitCodes.refused, hint })
