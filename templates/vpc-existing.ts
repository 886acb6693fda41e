import type { Cluster } from '#src/config/cluster.ts'
import { featureOutputs, networkOutputs, type Network } from './network.ts'

/** A VPC that was there before: nothing is made in it, its ids stand in the template as they are. */
export function existingVpc(cluster: Cluster): Network {
  const { id: vpcId = '', subnets } = cluster.config.vpc ?? {}
  const ids = (kind: 'public' | 'private') => Object.values(subnets?.[kind] ?? {}).flatMap((subnet) => (subnet.id ? [subnet.id] : []))
  return {
    resources: {},
    outputs: {
      ...networkOutputs(vpcId, { SubnetsPrivate: ids('private'), SubnetsPublic: ids('public') }),
      ...featureOutputs(cluster),
    },
    vpcId,
    publicSubnets: ids('public'),
    privateSubnets: ids('private'),
    privateRouteTables: cluster.privateRouteTables ?? [],
    privateSubnetsIn: (zone) =>
      Object.entries(subnets?.private ?? {}).flatMap(([name, { id, az }]) => (id && (az ?? name) === zone ? [id] : [])),
    privateZones: [],
  }
}
