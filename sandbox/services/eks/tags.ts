import type * as Eks from '@aws-sdk/client-eks'
import { AwsError, type Call } from '../../service.ts'
import { checkTags } from './checks.ts'
import { clustersOf, type ClusterRecord } from './state.ts'

interface Tagged {
  tags?: Record<string, string> | undefined
}

function* taggedOf(record: ClusterRecord): Generator<[string | undefined, Tagged]> {
  yield [record.cluster.arn, record.cluster]
  for (const { nodegroup } of Object.values(record.nodegroups)) yield [nodegroup.nodegroupArn, nodegroup]
  for (const { addon } of Object.values(record.addons)) yield [addon.addonArn, addon]
  for (const profile of Object.values(record.fargateProfiles)) yield [profile.fargateProfileArn, profile]
  for (const { entry } of Object.values(record.accessEntries)) yield [entry.accessEntryArn, entry]
  for (const association of Object.values(record.associations)) yield [association.associationArn, association]
  for (const provider of Object.values(record.identityProviders)) yield [provider.identityProviderConfigArn, provider]
  for (const capability of Object.values(record.capabilities)) yield [capability.arn, capability]
}

function tagged(call: Call, arn: string | undefined): Tagged {
  if (!/^arn:[\w-]+:eks:/.test(arn ?? '')) throw new AwsError('BadRequestException', `Invalid resource ARN: ${arn}`)
  for (const record of Object.values(clustersOf(call))) for (const [itsArn, thing] of taggedOf(record)) if (itsArn === arn) return thing
  throw new AwsError('NotFoundException', `Resource was not found: ${arn}`)
}

/** TagResource. Tags of a resource do not spread to what hangs on it. */
export function tagResource(input: Eks.TagResourceRequest, call: Call): object {
  const thing = tagged(call, input.resourceArn)
  const tags = { ...thing.tags, ...input.tags }
  checkTags(tags)
  thing.tags = tags
  return {}
}

/** UntagResource */
export function untagResource(input: Eks.UntagResourceRequest, call: Call): object {
  const thing = tagged(call, input.resourceArn)
  thing.tags = Object.fromEntries(Object.entries(thing.tags ?? {}).filter(([key]) => !(input.tagKeys ?? []).includes(key)))
  return {}
}

/** ListTagsForResource */
export const listTagsForResource = (input: Eks.ListTagsForResourceRequest, call: Call): object => ({
  tags: { ...tagged(call, input.resourceArn).tags },
})
