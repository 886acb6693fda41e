import type { Cluster } from '#src/config/cluster.ts'
import { exported, join, output, type Outputs, type Resources, type Value } from './cfn.ts'

/** What the rest of a cluster stack needs to know of the network it stands on, and what the network adds to the stack. */
export interface Network {
  readonly resources: Resources
  readonly outputs: Outputs
  readonly vpcId: Value<string>
  /** Subnets in availability zones: the control plane has no place in local ones. */
  readonly publicSubnets: readonly Value<string>[]
  readonly privateSubnets: readonly Value<string>[]
  readonly privateRouteTables: readonly Value<string>[]
  privateSubnetsIn(zone: string): readonly Value<string>[]
  /** Tokens of the zones with a private subnet of ours, local ones too. */
  readonly privateZones: readonly string[]
}

/** A zone or subnet name as part of a logical id: `us-west-2a` → `USWEST2A`. */
export const zoneToken = (name: string): string => name.replaceAll('-', '').toUpperCase()

/** Whether nothing of the cluster is to be reachable from the internet. */
export const isFullyPrivate = (cluster: Cluster): boolean => cluster.config.privateCluster?.enabled === true

/** The outputs by which other commands find the network again: lists are joined by commas, those with nothing in them left out. */
export function networkOutputs(vpcId: Value<string>, lists: Readonly<Record<string, readonly Value<string>[]>>): Outputs {
  return {
    VPC: exported('VPC', vpcId),
    ...Object.fromEntries(
      Object.entries(lists)
        .filter(([, subnets]) => subnets.length > 0)
        .map(([name, subnets]) => [name, exported(name, join(',', subnets))]),
    ),
  }
}

/** The outputs of what the network does for the nodes. */
export function featureOutputs(cluster: Cluster): Outputs {
  const nat = cluster.config.vpc?.nat?.gateway
  return {
    ...(nat && { FeatureNATMode: output(nat) }),
    ...(isFullyPrivate(cluster) && { ClusterFullyPrivate: exported('ClusterFullyPrivate', true) }),
  }
}
