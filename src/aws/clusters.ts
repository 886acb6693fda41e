import {
  AssociateEncryptionConfigCommand,
  DeleteClusterCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  EKSClient,
  ListClustersCommand,
  TagResourceCommand,
  UpdateClusterConfigCommand,
  UpdateClusterVersionCommand,
  type Cluster as AwsCluster,
  type ClusterVersionInformation,
  type UpdateClusterConfigRequest,
} from '@aws-sdk/client-eks'
import type { Clusters, KubernetesVersion, LiveCluster } from '../app/clusters.ts'
import { begunDeletion, begunUpdate, every, orMissing, type Aws } from './caller.ts'

/** The adapter of EKS clusters. */
export function clustersOn(aws: Aws): Clusters {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  let known: Promise<KubernetesVersion[]> | undefined

  return {
    find: async (name) => {
      const answer = await orMissing(
        call('DescribeCluster', () => client.send(new DescribeClusterCommand({ name }))),
        'ResourceNotFoundException',
      )
      return answer?.cluster && liveCluster(answer.cluster)
    },
    list: (chunk = 100) =>
      every(
        (nextToken) =>
          call('ListClusters', () =>
            client.send(new ListClustersCommand({ include: ['all'], maxResults: chunk, ...(nextToken !== undefined && { nextToken }) })),
          ),
        (page) => page.clusters,
        (page) => page.nextToken,
      ),
    versions: () => (known ??= readVersions()),
    configure: async (name, settings, signal) => {
      signal.throwIfAborted()
      // The ports' lists are read-only, the SDK's are not; it changes none.
      const input = { name, ...settings } as UpdateClusterConfigRequest
      return begunUpdate(call('UpdateClusterConfig', () => client.send(new UpdateClusterConfigCommand(input))))
    },
    upgrade: async (name, { version, force, timeoutMinutes }, signal) => {
      signal.throwIfAborted()
      const input = {
        name,
        version,
        ...(force === true && { force }),
        ...(timeoutMinutes !== undefined && { rollbackConfig: { timeoutMinutes } }),
      }
      return begunUpdate(call('UpdateClusterVersion', () => client.send(new UpdateClusterVersionCommand(input))))
    },
    encrypt: async (clusterName, keyArn, signal) => {
      signal.throwIfAborted()
      const input = { clusterName, encryptionConfig: [{ resources: ['secrets'], provider: { keyArn } }] }
      return begunUpdate(call('AssociateEncryptionConfig', () => client.send(new AssociateEncryptionConfigCommand(input))))
    },
    tag: async (resourceArn, tags, signal) => {
      signal.throwIfAborted()
      await call('TagResource', () => client.send(new TagResourceCommand({ resourceArn, tags: { ...tags } })))
    },
    delete: async (name, signal) => {
      signal.throwIfAborted()
      return begunDeletion(call('DeleteCluster', () => client.send(new DeleteClusterCommand({ name }))))
    },
  }

  async function readVersions(): Promise<KubernetesVersion[]> {
    const all = await every(
      (nextToken) =>
        call('DescribeClusterVersions', () =>
          client.send(new DescribeClusterVersionsCommand({ includeAll: true, ...(nextToken !== undefined && { nextToken }) })),
        ),
      (page) => page.clusterVersions,
      (page) => page.nextToken,
    )
    return all.map(versionOf).toSorted((a, b) => minor(b.version) - minor(a.version))
  }
}

const minor = (version: string): number => Number(version.split('.')[1] ?? 0)

function versionOf(one: ClusterVersionInformation): KubernetesVersion {
  const status = one.versionStatus ?? one.status?.toUpperCase()
  return {
    version: one.clusterVersion ?? '',
    status: status === 'STANDARD_SUPPORT' || status === 'EXTENDED_SUPPORT' ? status : 'UNSUPPORTED',
    default: one.defaultVersion ?? false,
    ...(one.endOfStandardSupportDate && { endOfStandardSupport: one.endOfStandardSupportDate.getTime() }),
    ...(one.endOfExtendedSupportDate && { endOfExtendedSupport: one.endOfExtendedSupportDate.getTime() }),
  }
}

function liveCluster(cluster: AwsCluster): LiveCluster {
  const vpc = cluster.resourcesVpcConfig
  return {
    name: cluster.name ?? '',
    arn: cluster.arn ?? '',
    status: cluster.status ?? 'PENDING',
    version: cluster.version ?? '',
    endpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority?.data,
    issuer: cluster.identity?.oidc?.issuer,
    vpcId: vpc?.vpcId,
    subnetIds: vpc?.subnetIds ?? [],
    securityGroupIds: vpc?.securityGroupIds ?? [],
    clusterSecurityGroup: vpc?.clusterSecurityGroupId,
    serviceCidr: cluster.kubernetesNetworkConfig?.serviceIpv4Cidr ?? cluster.kubernetesNetworkConfig?.serviceIpv6Cidr,
    ipFamily: cluster.kubernetesNetworkConfig?.ipFamily,
    onOutpost: cluster.outpostConfig !== undefined,
    outpostArns: cluster.outpostConfig?.outpostArns ?? [],
    publicAccess: vpc?.endpointPublicAccess ?? false,
    privateAccess: vpc?.endpointPrivateAccess ?? false,
    publicAccessCidrs: vpc?.publicAccessCidrs ?? [],
    authenticationMode: cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
    autoMode: cluster.computeConfig?.enabled ?? false,
    tags: cluster.tags ?? {},
    tokenId: cluster.id ?? cluster.name ?? '',
    connector: cluster.connectorConfig?.provider,
    created: cluster.createdAt?.getTime(),
    raw: { ...cluster },
  }
}
