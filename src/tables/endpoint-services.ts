import type { Partition } from './regions.ts'

/** What nodes without a way to the internet must reach: `needed` always, `outposts` for a control plane on Outposts, `optional` where asked for. */
const endpointServices = {
  needed: ['ec2', 'ecr.api', 'ecr.dkr', 's3', 'sts'],
  outposts: ['ssm', 'ssmmessages', 'ec2messages', 'secretsmanager'],
  optional: ['cloudformation', 'autoscaling', 'logs'],
} as const

/** S3 is reached by a route, everything else by network interfaces. */
export const endpointKind = (service: string): 'Gateway' | 'Interface' => (service === 's3' ? 'Gateway' : 'Interface')

const isolated = ['ec2', 'ecr.api', 'ecr.dkr', 'autoscaling']
const registry = ['ecr.api', 'ecr.dkr', 'ebs', 'execute-api']

/** Partitions that name some services in their own way. */
const ownNames: Readonly<Record<string, { readonly prefix: string; readonly services: readonly string[] }>> = {
  'aws-cn': { prefix: 'cn.com.amazonaws', services: ['ec2', 'ecr.api', 'ecr.dkr', 'sts', 'cloudformation'] },
  'aws-iso': { prefix: 'gov.ic.c2s', services: isolated },
  'aws-iso-b': { prefix: 'gov.sgov.sc2s', services: isolated },
  'aws-iso-e': { prefix: 'uk.adc-e.cloud', services: registry },
  'aws-iso-f': { prefix: 'gov.ic.hci.csp', services: registry },
}

/** `com.amazonaws.us-west-2.ecr.api` */
export function endpointServiceName(service: string, region: string, partition: Partition): string {
  const own = ownNames[partition.name]
  return `${own?.services.includes(service) ? own.prefix : 'com.amazonaws'}.${region}.${service}`
}

/** What decides which endpoints a cluster gets. */
interface EndpointWish {
  readonly privateCluster?:
    | {
        readonly enabled?: boolean | undefined
        readonly skipEndpointCreation?: boolean | undefined
        readonly additionalEndpointServices?: readonly string[] | undefined
      }
    | undefined
  readonly outpost?: { readonly controlPlaneOutpostARN?: string | undefined } | undefined
  readonly cloudWatch?: { readonly clusterLogging?: { readonly enableTypes?: readonly string[] | undefined } | undefined } | undefined
}

/** The services of AWS that a cluster is to reach through its VPC: none unless it is fully private. */
export function wantedEndpoints({ privateCluster, outpost, cloudWatch }: EndpointWish): readonly string[] {
  if (privateCluster?.enabled !== true || privateCluster.skipEndpointCreation) return []
  const logs = cloudWatch?.clusterLogging?.enableTypes?.length ? ['logs'] : []
  return [
    ...endpointServices.needed,
    ...(outpost?.controlPlaneOutpostARN ? endpointServices.outposts : []),
    ...new Set([...(privateCluster.additionalEndpointServices ?? []), ...logs]),
  ]
}
