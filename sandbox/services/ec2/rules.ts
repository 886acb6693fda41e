import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { groupOf } from './by-id.ts'
import { parseBlock, blockText, canonical } from './cidr.ts'
import { describe } from './describe.ts'
import { quota } from './quotas.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { ec2Arn, ec2State } from './state.ts'
import type { Rule, SecurityGroup, Tag } from './state.ts'
import { tagsFor } from './tags.ts'

type Peer = Pick<Rule, 'CidrIpv4' | 'CidrIpv6' | 'PrefixListId' | 'ReferencedGroupInfo' | 'Description'>
type Wanted = Peer & { IsEgress: boolean; IpProtocol: string; FromPort: number; ToPort: number }

/** The rules of a group. */
export const rulesOf = (call: Call, groupId: string): Rule[] =>
  Object.values(ec2State(call).sgrules).filter((rule) => rule.GroupId === groupId)

const protocolNames: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' }

function protocolOf(stated: string | undefined): string {
  const text = (stated ?? '').toLowerCase()
  const name = protocolNames[text] ?? (text === 'all' ? '-1' : text)
  if (name === '') throw missing('IpProtocol')
  if (!/^(?:tcp|udp|icmp|icmpv6|-1|\d{1,3})$/.test(name)) throw invalidValue(`Invalid value '${stated}' for IP protocol. Unknown protocol.`)
  return name
}

function portsOf(protocol: string, from: number | undefined, to: number | undefined): { FromPort: number; ToPort: number } {
  if (protocol === 'tcp' || protocol === 'udp') {
    if (from === undefined || to === undefined)
      throw invalidValue(`Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`)
    if (from < 0 || to > 65_535 || from > to)
      throw invalidValue(`Invalid value '${from}-${to}' for portRange. Must be between 0 and 65535, the first not above the second.`)
    return { FromPort: from, ToPort: to }
  }
  return protocol.startsWith('icmp') ? { FromPort: from ?? -1, ToPort: to ?? -1 } : { FromPort: -1, ToPort: -1 }
}

function described<P extends Peer>(peer: P, text: string | undefined): P {
  if (text !== undefined && text.length > 255)
    throw invalidValue('Invalid rule description. Rule descriptions must be at most 255 characters.')
  if (text !== undefined && !/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/.test(text)) {
    throw invalidValue(
      `Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
    )
  }
  return text === undefined ? peer : { ...peer, Description: text }
}

function cidr4(text: string | undefined): string {
  const block = parseBlock(text?.includes('/') === true ? text : `${text}/32`)
  if (block === undefined) throw invalidValue(`CIDR block ${text} is malformed`)
  return blockText(canonical(block))
}

function cidr6(text: string | undefined): string {
  if (!/^[0-9a-fA-F:.]+\/\d{1,3}$/.test(text ?? '')) throw invalidValue(`CIDR block ${text} is malformed`)
  return (text ?? '').toLowerCase()
}

function peersOf(call: Call, group: SecurityGroup, permission: Aws.IpPermission): Peer[] {
  const groups = (permission.UserIdGroupPairs ?? []).map((pair) =>
    described({ ReferencedGroupInfo: reference(call, group, pair) }, pair.Description),
  )
  const peers: Peer[] = [
    ...(permission.IpRanges ?? []).map((range) => described({ CidrIpv4: cidr4(range.CidrIp) }, range.Description)),
    ...(permission.Ipv6Ranges ?? []).map((range) => described({ CidrIpv6: cidr6(range.CidrIpv6) }, range.Description)),
    ...(permission.PrefixListIds ?? []).map((list) => described({ PrefixListId: list.PrefixListId }, list.Description)),
    ...groups,
  ]
  if (peers.length === 0) throw missing('SourceSecurityGroup or IpRanges')
  return peers
}

function reference(call: Call, group: SecurityGroup, pair: Aws.UserIdGroupPair): NonNullable<Rule['ReferencedGroupInfo']> {
  const { sgs } = ec2State(call)
  const id =
    pair.GroupId ??
    Object.values(sgs).find((one) => one.VpcId === group.VpcId && one.GroupName === pair.GroupName)?.GroupId ??
    pair.GroupName ??
    ''
  const other = sgs[id]
  if (other === undefined) throw notFound.securityGroup(id)
  if (other.VpcId !== group.VpcId)
    throw new AwsError('InvalidGroup.NotFound', `You have specified two resources that belong to different networks.`)
  return { GroupId: id, UserId: pair.UserId ?? call.account.id }
}

interface Permissions extends Pick<
  Aws.AuthorizeSecurityGroupIngressRequest,
  'GroupId' | 'GroupName' | 'IpPermissions' | 'IpProtocol' | 'FromPort' | 'ToPort' | 'CidrIp' | 'SourceSecurityGroupName'
> {
  TagSpecifications?: Aws.TagSpecification[] | undefined
  SecurityGroupRuleIds?: string[] | undefined
}

function wantedOf(call: Call, group: SecurityGroup, input: Permissions, IsEgress: boolean): Wanted[] {
  const single: Aws.IpPermission[] =
    input.IpProtocol === undefined
      ? []
      : [
          {
            IpProtocol: input.IpProtocol,
            FromPort: input.FromPort,
            ToPort: input.ToPort,
            ...(input.CidrIp !== undefined && { IpRanges: [{ CidrIp: input.CidrIp }] }),
            ...(input.SourceSecurityGroupName !== undefined && { UserIdGroupPairs: [{ GroupName: input.SourceSecurityGroupName }] }),
          },
        ]
  const permissions = [...single, ...(input.IpPermissions ?? [])]
  if (permissions.length === 0) throw missing('ipPermissions')
  return permissions.flatMap((permission) => {
    const IpProtocol = protocolOf(permission.IpProtocol)
    const ports = portsOf(IpProtocol, permission.FromPort, permission.ToPort)
    return peersOf(call, group, permission).map((peer) => ({ ...peer, IsEgress, IpProtocol, ...ports }))
  })
}

const sameRule = (one: Wanted | Rule, other: Wanted | Rule): boolean =>
  one.IsEgress === other.IsEgress &&
  one.IpProtocol === other.IpProtocol &&
  one.FromPort === other.FromPort &&
  one.ToPort === other.ToPort &&
  peerText(one) === peerText(other)

const peerText = (rule: Peer): string => rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? ''

function duplicate(rule: Wanted): AwsError {
  const ports = rule.IpProtocol === '-1' ? 'ALL' : `${rule.IpProtocol.toUpperCase()}, from port: ${rule.FromPort}, to port: ${rule.ToPort}`
  return new AwsError('InvalidPermission.Duplicate', `the specified rule "peer: ${peerText(rule)}, ${ports}, ALLOW" already exists`)
}

function authorize(input: Permissions, call: Call, egress: boolean): object {
  const group = groupOf(call, input.GroupId)
  const wanted = wantedOf(call, group, input, egress)
  const Tags = tagsFor(call, input.TagSpecifications, 'security-group-rule')
  const existing = rulesOf(call, group.GroupId)
  wanted.forEach((rule, index) => {
    if (wanted.findIndex((other) => sameRule(other, rule)) !== index)
      throw invalidValue('The same permission must not appear multiple times')
    if (existing.some((other) => sameRule(other, rule))) throw duplicate(rule)
  })
  if (existing.filter((rule) => rule.IsEgress === egress).length + wanted.length > quota(call, 'rules-per-security-group')) {
    throw new AwsError('RulesPerSecurityGroupLimitExceeded', 'The maximum number of rules per security group has been reached.')
  }
  return { Return: true, SecurityGroupRules: wanted.map((rule) => keepRule(call, group, rule, Tags)) }
}

function keepRule(call: Call, group: SecurityGroup, wanted: Wanted, tags: Tag[]): Rule {
  const SecurityGroupRuleId = call.account.ids.hex('sgr-', 17)
  const rule: Rule = {
    ...wanted,
    SecurityGroupRuleId,
    GroupId: group.GroupId,
    GroupOwnerId: call.account.id,
    Tags: [...tags],
    SecurityGroupRuleArn: ec2Arn(call, `security-group-rule/${SecurityGroupRuleId}`),
  }
  ec2State(call).sgrules[SecurityGroupRuleId] = rule
  return rule
}

function revoke(input: Permissions, call: Call, egress: boolean): object {
  const state = ec2State(call)
  const group = groupOf(call, input.GroupId)
  const own = rulesOf(call, group.GroupId).filter((rule) => rule.IsEgress === egress)
  const byId = (input.SecurityGroupRuleIds ?? []).map((id) => {
    const rule = own.find((one) => one.SecurityGroupRuleId === id)
    if (rule === undefined) throw notFound.rule(id)
    return rule
  })
  const wanted = input.SecurityGroupRuleIds === undefined ? wantedOf(call, group, input, egress) : []
  const byValue = wanted.map((one) => {
    const rule = own.find((other) => sameRule(other, one))
    if (rule === undefined) throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
    return rule
  })
  const gone = [...byId, ...byValue]
  for (const rule of gone) delete state.sgrules[rule.SecurityGroupRuleId]
  return { Return: true, RevokedSecurityGroupRules: gone }
}

function updateDescriptions(
  input: Permissions & { SecurityGroupRuleDescriptions?: Aws.SecurityGroupRuleDescription[] | undefined },
  call: Call,
  egress: boolean,
): object {
  const group = groupOf(call, input.GroupId)
  const own = rulesOf(call, group.GroupId).filter((rule) => rule.IsEgress === egress)
  for (const { SecurityGroupRuleId: id = '', Description = '' } of input.SecurityGroupRuleDescriptions ?? []) {
    const rule = own.find((one) => one.SecurityGroupRuleId === id)
    if (rule === undefined) throw notFound.rule(id)
    rule.Description = Description
  }
  for (const wanted of input.SecurityGroupRuleDescriptions === undefined ? wantedOf(call, group, input, egress) : []) {
    const rule = own.find((one) => sameRule(one, wanted))
    if (rule === undefined) throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
    rule.Description = wanted.Description
  }
  return { Return: true }
}

/** Rules in the older shape: one permission for each protocol and ports. */
export function permissionsOf(rules: readonly Rule[]): Aws.IpPermission[] {
  const grouped = Map.groupBy(rules, (rule) => `${rule.IpProtocol} ${rule.FromPort} ${rule.ToPort}`)
  return [...grouped.values()].map((same) => ({
    IpProtocol: same[0]?.IpProtocol ?? '-1',
    ...(same[0]?.IpProtocol !== '-1' && { FromPort: same[0]?.FromPort, ToPort: same[0]?.ToPort }),
    IpRanges: same.flatMap((rule) => (rule.CidrIpv4 === undefined ? [] : [{ CidrIp: rule.CidrIpv4, ...note(rule) }])),
    Ipv6Ranges: same.flatMap((rule) => (rule.CidrIpv6 === undefined ? [] : [{ CidrIpv6: rule.CidrIpv6, ...note(rule) }])),
    PrefixListIds: same.flatMap((rule) => (rule.PrefixListId === undefined ? [] : [{ PrefixListId: rule.PrefixListId, ...note(rule) }])),
    UserIdGroupPairs: same.flatMap(({ ReferencedGroupInfo: peer, ...rule }) =>
      peer === undefined ? [] : [{ GroupId: peer.GroupId, UserId: peer.UserId, ...note(rule) }],
    ),
  }))
}

const note = (rule: { Description?: string | undefined }): { Description?: string } =>
  rule.Description === undefined ? {} : { Description: rule.Description }

export const ruleOperations = {
  AuthorizeSecurityGroupIngress: (input: Aws.AuthorizeSecurityGroupIngressRequest, call: Call) => authorize(input, call, false),
  AuthorizeSecurityGroupEgress: (input: Aws.AuthorizeSecurityGroupEgressRequest, call: Call) => authorize(input, call, true),
  RevokeSecurityGroupIngress: (input: Aws.RevokeSecurityGroupIngressRequest, call: Call) => revoke(input, call, false),
  RevokeSecurityGroupEgress: (input: Aws.RevokeSecurityGroupEgressRequest, call: Call) => revoke(input, call, true),
  UpdateSecurityGroupRuleDescriptionsIngress: (input: Aws.UpdateSecurityGroupRuleDescriptionsIngressRequest, call: Call) =>
    updateDescriptions(input, call, false),
  UpdateSecurityGroupRuleDescriptionsEgress: (input: Aws.UpdateSecurityGroupRuleDescriptionsEgressRequest, call: Call) =>
    updateDescriptions(input, call, true),
  DescribeSecurityGroupRules: describe<Rule>({
    records: (call) => Object.values(ec2State(call).sgrules),
    answer: 'SecurityGroupRules',
    page: [5, 1000],
    named: {
      SecurityGroupRuleIds: {
        key: (rule) => rule.SecurityGroupRuleId,
        absent: notFound.rule,
        form: { prefix: 'sgr', code: 'InvalidSecurityGroupRuleId.Malformed' },
      },
    },
    filters: { 'group-id': 'GroupId', 'security-group-rule-id': 'SecurityGroupRuleId' },
  }),
}
