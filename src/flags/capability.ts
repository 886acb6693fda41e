import { type ClusterConfig, clusterConfig } from '../config/schema/cluster-config.ts'
import { arn, type Given, map, oneOf, slice, string } from '../flags.ts'
import { badFlag, type FileRules, cluster } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, clusterFlags, configFlags, regionFlags, timeoutFlags } from './groups.ts'
import type { Place, StatedByFlags } from './stated.ts'

/** Flags of create capability. */
export const createCapabilityFlags = {
  ...clusterFlags,
  name: string({ summary: 'name of the capability' }),
  type: oneOf(['ACK', 'KRO', 'ARGOCD'], { summary: 'kind of the capability' }),
  'role-arn': arn({ summary: 'role that it works with, one that exists already', default: 'one is made' }),
  'delete-propagation-policy': oneOf(['RETAIN'], { summary: 'what happens to its resources when it is deleted', default: 'RETAIN' }),
  tags: map({ summary: 'AWS tags of its stacks' }),
  'attach-policy-arns': slice({ summary: 'managed policies for the role that is made' }),
  'attach-policy': string({ summary: 'policy document for the role that is made, as JSON', value: 'json' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** What of them goes with a file. */
export const createCapabilityFile: FileRules = {
  without: [...cluster, 'type', 'role-arn', 'delete-propagation-policy', 'tags'],
  ignored: ['attach-policy', 'attach-policy-arns'],
}

/** Flags of update capability. Those without effect are eksctl's, which reads them and does nothing with them. */
export const updateCapabilityFlags = {
  ...clusterFlags,
  name: createCapabilityFlags.name,
  type: createCapabilityFlags.type,
  'role-arn': arn({ summary: 'role that it shall work with, one that exists already' }),
  tags: map({ summary: 'no effect: its tags are those of its stacks', hidden: true }),
  'attach-policy-arns': slice({ summary: 'no effect: the role stays as it is', hidden: true }),
  'attach-policy': string({ summary: 'no effect: the role stays as it is', value: 'json', hidden: true }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** What of them goes with a file. */
export const updateCapabilityFile: FileRules = {
  without: [...cluster, 'type', 'role-arn', 'tags'],
  ignored: ['attach-policy', 'attach-policy-arns'],
}

/** Those that were given and change nothing. */
export const idleInUpdate = (given: Given<typeof updateCapabilityFlags>): string[] =>
  (['tags', 'attach-policy-arns', 'attach-policy'] as const).filter((flag) => given[flag] !== undefined).map((flag) => `--${flag}`)

/** Flags of update capability as a config: what is not stated stays as it is. */
export function capabilityChangeFromFlags(given: Given<typeof updateCapabilityFlags>, names: Place): StatedByFlags {
  const { name, type, 'role-arn': roleArn } = given
  const { stated, flagByPath } = capabilityFromFlags(
    { ...(name !== undefined && { name }), ...(type && { type }), ...(roleArn && { 'role-arn': roleArn }) },
    names,
  )
  const capabilities = (stated.capabilities ?? []).map(({ deletePropagationPolicy: _standard, ...capability }) => capability)
  return { stated: { ...stated, capabilities }, flagByPath }
}

const argoCdNeedsFile = (): Error =>
  badFlag('--type=ARGOCD needs --config-file/-f', 'its Identity Center (configuration.argocd.awsIdc) has a place in a file only')

/** Flags of create capability as a config; throws where one that must be set is missing. */
export function capabilityFromFlags(given: Given<typeof createCapabilityFlags>, names: Place): StatedByFlags {
  const { name, type, tags } = given
  if (type === 'ARGOCD') throw argoCdNeedsFile()
  const capability = {
    name,
    type,
    ...(given['role-arn'] && { roleArn: given['role-arn'] }),
    deletePropagationPolicy: given['delete-propagation-policy'] || 'RETAIN',
    ...(tags && { tags }),
    ...(given['attach-policy-arns']?.length && { attachPolicyARNs: given['attach-policy-arns'] }),
    ...(given['attach-policy'] && { attachPolicy: policyOf(given['attach-policy']) }),
  }
  const metadata = { name: names.cluster, region: names.region }
  const stated: ClusterConfig = clusterConfig.parse({
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata,
    capabilities: [capability],
  })
  const flagByPath = {
    'metadata.name': '--cluster',
    'metadata.region': '--region',
    'capabilities[0].name': '--name',
    'capabilities[0].type': '--type',
  }
  return { stated, flagByPath }
}

function policyOf(text: string): object {
  const wrong = badFlag('--attach-policy must be a policy document as JSON', `it begins with: ${text.slice(0, 40)}`)
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document
  } catch {
    throw wrong
  }
  throw wrong
}
