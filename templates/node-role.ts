import type { Cluster, ClusterFacts, Nodegroup } from '#src/config/cluster.ts'
import { nodePolicies, type WellKnown } from '#src/tables/policies.ts'
import { getAtt, managedPolicy, merged, type Resources, type Value } from './cfn.ts'
import { documentOf, inlinePolicy, serviceRole } from './roles.ts'

/** The role of a nodegroup's nodes, with the policies written into it; nothing where one is given. */
export function nodeRole(cluster: Cluster, nodegroup: Nodegroup, facts: ClusterFacts): Resources {
  const { attachPolicy, instanceRoleName, instanceRolePermissionsBoundary } = nodegroup.config.iam ?? {}
  return {
    NodeInstanceRole: serviceRole({
      trusts: 'EC2',
      path: '/',
      name: instanceRoleName,
      boundary: instanceRolePermissionsBoundary,
      managedPolicies: managedPolicies(cluster, nodegroup, facts),
    }),
    ...(attachPolicy && Object.keys(attachPolicy).length > 0 && { Policy1: inlinePolicy('Policy1', 'NodeInstanceRole', attachPolicy) }),
    ...inlinePolicies(asked(nodegroup)),
  }
}

/** The ARN of a given role with its path taken out: EKS compares roles without paths. */
export function withoutPath(roleArn: string): string {
  const [head = '', rest = ''] = roleArn.split(':role/')
  return rest.includes('/') ? `${head}:role/${rest.split('/').at(-1)}` : roleArn
}

export const nodeRoleArn = getAtt('NodeInstanceRole', 'Arn')

/** What `withAddonPolicies` asks for. */
function asked(nodegroup: Nodegroup): readonly WellKnown[] {
  const words = nodegroup.config.iam?.withAddonPolicies ?? {}
  const table: Readonly<Record<string, WellKnown>> = nodePolicies
  return Object.entries(words).flatMap(([word, on]) => (on && table[word] ? [table[word]] : []))
}

function inlinePolicies(given: readonly WellKnown[]): Resources {
  const policies = merged(given.map((one) => one.inline ?? {}))
  return Object.fromEntries(
    Object.entries(policies).map(([id, statements]) => [id, inlinePolicy(id, 'NodeInstanceRole', documentOf(statements))]),
  )
}

/** The given policies first; then ours by name, without those that a given one bears the name of. */
function managedPolicies(cluster: Cluster, nodegroup: Nodegroup, facts: ClusterFacts): readonly Value<string>[] {
  const given = nodegroup.config.iam?.attachPolicyARNs ?? []
  const addons = nodegroup.config.iam?.withAddonPolicies ?? {}
  const managed = nodegroup.kind === 'managed'
  const names = new Set([
    ...(given.length === 0 ? defaultPolicies(cluster, facts, managed) : []),
    ...(!managed && !addons.imageBuilder ? ['AmazonEC2ContainerRegistryPullOnly'] : []),
    ...asked(nodegroup).flatMap((one) => (one.managed ? [one.managed] : [])),
  ])
  const taken = new Set(given.map((arn) => arn.slice(arn.indexOf('/') + 1)))
  return [
    ...given,
    ...[...names]
      .filter((name) => !taken.has(name))
      .toSorted()
      .map(managedPolicy),
  ]
}

function defaultPolicies(cluster: Cluster, facts: ClusterFacts, managed: boolean): readonly string[] {
  // With OIDC the network add-on has a role of its own, once it is told to use it.
  const cniOnNodes = !cluster.config.iam?.withOIDC || facts.cniOnNodes
  return [
    'AmazonEKSWorkerNodePolicy',
    'AmazonSSMManagedInstanceCore',
    ...(cniOnNodes ? ['AmazonEKS_CNI_Policy'] : []),
    ...(managed ? ['AmazonEC2ContainerRegistryPullOnly'] : []),
  ]
}
