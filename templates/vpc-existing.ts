import type { Cluster } from '#src/config/cluster.ts'
import { featureOutputs, networkOutputs, type Network } from './network.ts'

/** A VPC that was there before: nothing is made in it, its ids stand in the template as they are. */
export function existingVpc(cluster: Cluster): Network {
  const { id = '', subnets } = cluster.config.vpc ?? {}
  const ids = (kind: 'public' | 'private') => Object.values(subnets?.[kind] ?? {}).flatMap((subnet) => (subnet.id ? [subnet.id] : []))
  return {
    resources: {},
    outputs: {
      ...networkOutputs(id, { SubnetsPrivate: ids('private'), SubnetsPublic: ids('public') }),
      ...featureOutputs(cluster),
    },
    vpcId: id,
    publicSubnets: ids('public'),
    privateSubnets: ids('private'),
    privateRouteTables: [],
    privateZones: [],
  }
}
