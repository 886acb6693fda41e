import type { Cluster, Nodegroup } from '#src/config/cluster.ts'
import type { Capability as CapabilityConfig, PodIdentityAssociation, ServiceAccount } from '#src/config/schema/cluster-config.ts'
import { eksctlVersion } from '#src/tables/eksctl-version.ts'
import {
  accessEntryStackName,
  addonPodRoleStackName,
  addonRoleStackName,
  autoModeRoleStackName,
  capabilityRoleStackName,
  capabilityStackName,
  clusterStackName,
  fargateStackName,
  karpenterStackName,
  nodegroupStackName,
  podIdentityStackName,
  serviceAccountStackName,
} from '#src/tables/stack-names.ts'
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

/** Whose templates a stack is made from, theirs and ours. */
export const versionTags: Readonly<Record<string, string>> = { [tagKeys.eksctlVersion]: eksctlVersion, [tagKeys.eksxVersion]: version }

/** AWS takes fifty tags of a resource: the stack's, and up to three of its own. */
const mostTags = 47

/** A stack's tags, without our version where there is no room for it: a config that eksctl has room for must not fail for ours. */
export const withinRoom = (tags: StackIdentity['tags']): StackIdentity['tags'] =>
  Object.keys(tags).length <= mostTags ? tags : Object.fromEntries(Object.entries(tags).filter(([key]) => key !== tagKeys.eksxVersion))

const ownKeys: ReadonlySet<string> = new Set(Object.values(tagKeys))

/** The tags of every stack of a cluster, with those that the user gives to this one. Whose it is and what it is for, no user's tag can say. */
const sharedTags = (cluster: Pick<Cluster, 'name' | 'config'>, tags: StackIdentity['tags'] = {}): Readonly<Record<string, string>> => ({
  [tagKeys.clusterName]: cluster.name,
  [tagKeys.oldClusterName]: cluster.name,
  ...versionTags,
  ...Object.fromEntries(Object.entries({ ...cluster.config.metadata.tags, ...tags }).filter(([key]) => !ownKeys.has(key))),
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
      ...sharedTags(cluster, nodegroup.config.tags),
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

type Tagged = Pick<Cluster, 'name' | 'config'>

/** A role whose name is stated needs the wider capability. */
const roleCapability = (name: string | undefined): readonly Capability[] => [name ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM']

/** The role of a service account. */
export function serviceAccountStack(cluster: Tagged, account: ServiceAccount): StackIdentity {
  const { namespace = 'default', name = '' } = account.metadata ?? {}
  return {
    name: serviceAccountStackName(cluster.name, namespace, name),
    tags: { ...sharedTags(cluster, account.tags), [tagKeys.serviceAccountName]: `${namespace}/${name}` },
    capabilities: roleCapability(account.roleName),
  }
}

const podIdentityText = ({ namespace, serviceAccountName }: PodIdentityAssociation): string =>
  `${namespace ?? ''}/${serviceAccountName ?? ''}`

/** The tags that an association shares with the stack of its role, without those that every stack bears. */
export const podIdentityTags = (association: PodIdentityAssociation): Readonly<Record<string, string>> => ({
  ...association.tags,
  [tagKeys.podIdentityName]: podIdentityText(association),
})

/** The role of a pod identity association. */
export const podIdentityStack = (cluster: Tagged, association: PodIdentityAssociation): StackIdentity => ({
  name: podIdentityStackName(cluster.name, association.namespace ?? '', association.serviceAccountName ?? ''),
  tags: { ...sharedTags(cluster, association.tags), [tagKeys.podIdentityName]: podIdentityText(association) },
  capabilities: roleCapability(association.roleName),
})

/** The role of an add-on's service account (IRSA). The add-on's own tags are EKS's to put on the add-on, and do not come here. */
export const addonRoleStack = (cluster: Tagged, addon: string): StackIdentity => ({
  name: addonRoleStackName(cluster.name, addon),
  tags: { ...sharedTags(cluster), [tagKeys.addonName]: addon },
  capabilities: ['CAPABILITY_IAM'],
})

/** The role that an add-on's pods take through the pod identity agent. A recommended one has no namespace in its tag. */
export const addonPodRoleStack = (cluster: Tagged, addon: string, association: PodIdentityAssociation): StackIdentity => ({
  name: addonPodRoleStackName(cluster.name, addon, association.serviceAccountName ?? ''),
  tags: {
    ...sharedTags(cluster),
    [tagKeys.addonName]: addon,
    [tagKeys.addonPodIdentityName]: podIdentityText(association),
  },
  capabilities: roleCapability(association.roleName),
})

/** The access entry of a principal. */
export const accessEntryStack = (cluster: Tagged, principal: string): StackIdentity => ({
  name: accessEntryStackName(cluster.name, principal),
  tags: sharedTags(cluster),
  capabilities: [],
})

/** A capability. */
export const capabilityStack = (cluster: Tagged, { name, tags }: CapabilityConfig): StackIdentity => ({
  name: capabilityStackName(cluster.name, name),
  tags: { ...sharedTags(cluster, tags), [tagKeys.capabilityName]: name },
  capabilities: [],
})

/** The role of a capability. */
export const capabilityRoleStack = (cluster: Tagged, { name, tags }: CapabilityConfig): StackIdentity => ({
  name: capabilityRoleStackName(cluster.name, name),
  tags: { ...sharedTags(cluster, tags), [tagKeys.capabilityRoleName]: name },
  capabilities: ['CAPABILITY_IAM'],
})

/** What Karpenter needs in AWS. Its role has a name of its own. */
export const karpenterStack = (cluster: Tagged): StackIdentity => ({
  name: karpenterStackName(cluster.name),
  tags: {
    ...sharedTags(cluster),
    [tagKeys.karpenterName]: karpenterStackName(cluster.name),
    [tagKeys.karpenterVersion]: cluster.config.karpenter?.version ?? '',
  },
  capabilities: ['CAPABILITY_NAMED_IAM'],
})
