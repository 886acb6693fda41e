import type { CreateTagsRequest, DeleteTagsRequest, TagSpecification } from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { describe } from './describe.ts'
import { invalidValue, notFound } from './refusals.ts'
import { quota } from './quotas.ts'
import { ec2State } from './state.ts'
import type { Ec2State, Tag } from './state.ts'
import { tagsOf } from './filters.ts'

/** The kinds that carry tags: resource type, prefix of their ids, where they are kept, and the refusal for one that is not there. */
const kinds: readonly {
  type: string
  prefix: string
  slot: Exclude<keyof Ec2State, 'quotas'>
  id: string
  absent: (id: string) => AwsError
}[] = [
  { type: 'vpc', prefix: 'vpc', slot: 'vpcs', id: 'VpcId', absent: notFound.vpc },
  { type: 'subnet', prefix: 'subnet', slot: 'subnets', id: 'SubnetId', absent: notFound.subnet },
  { type: 'internet-gateway', prefix: 'igw', slot: 'igws', id: 'InternetGatewayId', absent: notFound.internetGateway },
  {
    type: 'egress-only-internet-gateway',
    prefix: 'eigw',
    slot: 'eigws',
    id: 'EgressOnlyInternetGatewayId',
    absent: notFound.egressGateway,
  },
  { type: 'route-table', prefix: 'rtb', slot: 'rtbs', id: 'RouteTableId', absent: notFound.routeTable },
  { type: 'security-group', prefix: 'sg', slot: 'sgs', id: 'GroupId', absent: notFound.securityGroup },
  { type: 'security-group-rule', prefix: 'sgr', slot: 'sgrules', id: 'SecurityGroupRuleId', absent: notFound.rule },
  { type: 'network-acl', prefix: 'acl', slot: 'acls', id: 'NetworkAclId', absent: notFound.networkAcl },
  { type: 'dhcp-options', prefix: 'dopt', slot: 'dhcp', id: 'DhcpOptionsId', absent: notFound.dhcpOptions },
  { type: 'network-interface', prefix: 'eni', slot: 'enis', id: 'NetworkInterfaceId', absent: notFound.interface },
  { type: 'elastic-ip', prefix: 'eipalloc', slot: 'eips', id: 'AllocationId', absent: notFound.address },
  { type: 'natgateway', prefix: 'nat', slot: 'natgws', id: 'NatGatewayId', absent: notFound.natGateway },
  { type: 'vpc-endpoint', prefix: 'vpce', slot: 'endpoints', id: 'VpcEndpointId', absent: notFound.endpoint },
  { type: 'placement-group', prefix: 'pg', slot: 'placements', id: 'GroupId', absent: notFound.placementGroup },
  { type: 'volume', prefix: 'vol', slot: 'volumes', id: 'VolumeId', absent: notFound.volume },
  { type: 'key-pair', prefix: 'key', slot: 'keypairs', id: 'KeyPairId', absent: notFound.keyPair },
  { type: 'launch-template', prefix: 'lt', slot: 'lts', id: 'LaunchTemplateId', absent: notFound.template },
  { type: 'instance', prefix: 'i', slot: 'instances', id: 'InstanceId', absent: notFound.instance },
  {
    type: 'transit-gateway-attachment',
    prefix: 'tgw-attach',
    slot: 'tgws',
    id: 'TransitGatewayAttachmentId',
    absent: notFound.transitAttachment,
  },
  { type: 'vpn-gateway', prefix: 'vgw', slot: 'vgws', id: 'VpnGatewayId', absent: notFound.vpnGateway },
  {
    type: 'vpc-peering-connection',
    prefix: 'pcx',
    slot: 'peerings',
    id: 'VpcPeeringConnectionId',
    absent: notFound.peering,
  },
]

/** Tags that AWS's own services set; nobody else may use the prefix `aws:`. */
const ownTags = /^aws:(?:cloudformation|autoscaling|ec2launchtemplate|ec2|eks):/

/** The tags that a request gives to what it makes. Others than of these types are refused. */
export function tagsFor(
  call: Call,
  specifications: readonly TagSpecification[] | undefined,
  type: string,
  ...alsoAllowed: string[]
): Tag[] {
  for (const { ResourceType: stated } of specifications ?? []) {
    if (stated !== type && !alsoAllowed.includes(stated ?? ''))
      throw invalidValue(`'${stated}' is not a valid taggable resource type for this operation.`)
  }
  const tags = (specifications ?? []).filter((one) => one.ResourceType === type).flatMap((one) => one.Tags ?? [])
  return merged(
    call,
    [],
    tags.map(({ Key = '', Value = '' }) => ({ Key, Value })),
  )
}

function merged(call: Call, old: readonly Tag[], added: readonly Tag[]): Tag[] {
  const keys = added.map((tag) => tag.Key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw invalidValue(`Duplicate tag key '${twice}' specified.`)
  for (const { Key: key, Value: value } of added) checkTag(key, value)
  const all = [...old.filter((tag) => !keys.includes(tag.Key)), ...added]
  if (all.filter((tag) => !tag.Key.startsWith('aws:')).length > quota(call, 'tags-per-resource')) {
    throw new AwsError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.')
  }
  return all
}

function checkTag(key: string, value: string): void {
  if (key === '') throw invalidValue('Tag key cannot be empty.')
  if (key.length > 128) throw invalidValue(`Tag key exceeds the maximum length of 128 characters`)
  if (value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters`)
  if (/^aws:/i.test(key) && !ownTags.test(key)) throw invalidValue(`Tag keys starting with 'aws:' are reserved for internal use`)
}

function taggable(call: Call, id: string): object {
  const kind = kinds.find(({ prefix }) => new RegExp(`^${prefix}-[0-9a-f]+$`).test(id))
  if (kind === undefined) throw new AwsError('InvalidID', `The ID '${id}' is not valid`)
  const record = Object.values<object>(ec2State(call)[kind.slot]).find((one) => (one as Record<string, unknown>)[kind.id] === id)
  if (record === undefined) throw kind.absent(id)
  return record
}

function setTags(record: object, tags: Tag[]): void {
  Object.assign(record, 'TagSet' in record ? { TagSet: tags } : { Tags: tags })
}

function createTags({ Resources: ids = [], Tags: tags = [] }: CreateTagsRequest, call: Call): void {
  const added = tags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
  const changes = ids.map((id) => taggable(call, id)).map((record) => ({ record, tags: merged(call, tagsOf(record), added) }))
  for (const change of changes) setTags(change.record, change.tags)
}

function deleteTags({ Resources: ids = [], Tags: tags }: DeleteTagsRequest, call: Call): void {
  for (const record of ids.map((id) => taggable(call, id))) {
    const stays = (tag: Tag): boolean =>
      tags === undefined
        ? tag.Key.startsWith('aws:')
        : !tags.some((gone) => gone.Key === tag.Key && (gone.Value === undefined || gone.Value === tag.Value))
    setTags(
      record,
      tagsOf(record).filter((tag) => stays(tag)),
    )
  }
}

interface TagRow {
  readonly ResourceId: string
  readonly ResourceType: string
  readonly Key: string
  readonly Value: string
}

const rows = (call: Call): TagRow[] =>
  kinds.flatMap(({ type, slot, id }) =>
    Object.values<object>(ec2State(call)[slot]).flatMap((record) =>
      tagsOf(record).map((tag) => ({ ...tag, ResourceType: type, ResourceId: String((record as Record<string, unknown>)[id]) })),
    ),
  )

export const tagOperations = {
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeTags: describe<TagRow>({
    records: rows,
    answer: 'Tags',
    page: [5, 1000],
    filters: { key: 'Key', value: 'Value', 'resource-id': 'ResourceId', 'resource-type': 'ResourceType' },
  }),
}
