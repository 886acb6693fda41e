import type { Cluster, Nodegroup } from '#src/config/cluster.ts'
import { eksctlVersion } from '#src/tables/eksctl-version.ts'
import { autoModeRoleStackName, clusterStackName, fargateStackName, nodegroupStackName } from '#src/tables/stack-names.ts'
import { tagKeys } from '#src/tables/tag-keys.ts'
import { version } from '#src/version.ts'
import { clusterTemplate } from './cluster.ts'

/** What a stack is called and what it carries, beside its template. */
export interface StackIdentity {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly Capability[]
}

type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM'

/** The tags of every stack of a cluster. */
const sharedTags = (cluster: Pick<Cluster, 'name' | 'config'>): Readonly<Record<string, string>> => ({
  [tagKeys.clusterName]: cluster.name,
  [tagKeys.oldClusterName]: cluster.name,
  [tagKeys.eksctlVersion]: eksctlVersion,
  [tagKeys.eksxVersion]: version,
  ...cluster.config.metadata.tags,
})

/** The cluster stack. It needs a capability only where a role is made in it. */
export function clusterStack(cluster: Cluster): StackIdentity {
  const makesRole = Object.values(clusterTemplate(cluster).Resources).some((resource) => resource.Type === 'AWS::IAM::Role')
  return {
    name: clusterStackName(cluster.name),
    tags: { ...sharedTags(cluster), [tagKeys.oidcEnabled]: String(cluster.config.iam?.withOIDC ?? false) },
    capabilities: makesRole ? ['CAPABILITY_IAM'] : [],
  }
}

/** The stack of a nodegroup of either kind. */
export function nodegroupStack(cluster: Cluster, nodegroup: Nodegroup): StackIdentity {
  const managed = nodegroup.kind === 'managed'
  return {
    name: nodegroupStackName(cluster.name, nodegroup.name),
    tags: {
      ...sharedTags(cluster),
      ...nodegroup.config.tags,
      [tagKeys.nodegroupName]: nodegroup.name,
      [tagKeys.nodegroupType]: managed ? 'managed' : 'unmanaged',
      ...(!managed && { [tagKeys.oldNodegroupName]: nodegroup.name }),
    },
    capabilities: nodegroupCapabilities(nodegroup),
  }
}

function nodegroupCapabilities({ kind, config }: Nodegroup): readonly Capability[] {
  if (config.iam?.instanceRoleName) return ['CAPABILITY_NAMED_IAM']
  return kind === 'self-managed' && config.iam?.instanceProfileARN ? [] : ['CAPABILITY_IAM']
}

/** The Fargate role in a stack of its own. */
export const fargateStack = (cluster: Pick<Cluster, 'name' | 'config'>): StackIdentity => ({
  name: fargateStackName(cluster.name),
  tags: sharedTags(cluster),
  capabilities: ['CAPABILITY_NAMED_IAM'],
})

/** The Auto Mode role in a stack of its own. */
export const autoModeRoleStack = (cluster: Pick<Cluster, 'name' | 'config'>): StackIdentity => ({
  name: autoModeRoleStackName(cluster.name),
  tags: sharedTags(cluster),
  capabilities: ['CAPABILITY_IAM'],
})
