import { describe, ec2, retagOnly, tagSpecification, value } from './ec2-call.ts'
import { newName, objects, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'
import type { JsonObject } from '../template/document.ts'

type Direction = 'Ingress' | 'Egress'

/** A rule of the template as EC2 takes it. */
function permission(rule: JsonObject, direction: Direction): object {
  const description = text(rule, 'Description')
  const told = description === undefined ? {} : { Description: description }
  const peer = direction === 'Ingress' ? 'Source' : 'Destination'
  const [group, groupName, prefixList] = [
    text(rule, `${peer}SecurityGroupId`),
    text(rule, 'SourceSecurityGroupName'),
    text(rule, `${peer}PrefixListId`),
  ]
  const owner = text(rule, 'SourceSecurityGroupOwnerId')
  const [v4, v6] = [text(rule, 'CidrIp'), text(rule, 'CidrIpv6')]
  return {
    IpProtocol: text(rule, 'IpProtocol'),
    ...(rule['FromPort'] !== undefined && { FromPort: rule['FromPort'] }),
    ...(rule['ToPort'] !== undefined && { ToPort: rule['ToPort'] }),
    ...(v4 !== undefined && { IpRanges: [{ CidrIp: v4, ...told }] }),
    ...(v6 !== undefined && { Ipv6Ranges: [{ CidrIpv6: v6, ...told }] }),
    ...(prefixList !== undefined && { PrefixListIds: [{ PrefixListId: prefixList, ...told }] }),
    ...((group !== undefined || groupName !== undefined) && {
      UserIdGroupPairs: [
        {
          ...(group === undefined ? { GroupName: groupName } : { GroupId: group }),
          ...(owner !== undefined && { UserId: owner }),
          ...told,
        },
      ],
    }),
  }
}

const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }

async function authorize(site: Site, group: string, direction: Direction, rules: readonly JsonObject[]): Promise<void> {
  if (rules.length > 0)
    await ec2(site, `AuthorizeSecurityGroup${direction}`, {
      GroupId: group,
      IpPermissions: rules.map((rule) => permission(rule, direction)),
    })
}

async function revoke(site: Site, group: string, direction: Direction, rules: readonly JsonObject[]): Promise<void> {
  if (rules.length > 0)
    await ec2(site, `RevokeSecurityGroup${direction}`, { GroupId: group, IpPermissions: rules.map((rule) => permission(rule, direction)) })
}

function missingFrom(rules: readonly JsonObject[], others: readonly JsonObject[]): JsonObject[] {
  const known = others.map((rule) => JSON.stringify(permission(rule, 'Ingress')))
  return rules.filter((rule) => !known.includes(JSON.stringify(permission(rule, 'Ingress'))))
}

const securityGroup: ResourceKind = {
  nameProperty: 'GroupName',
  async create(site, properties) {
    const { GroupId } = await ec2<{ GroupId: string }>(site, 'CreateSecurityGroup', {
      GroupName: text(properties, 'GroupName') ?? newName(site, { max: 255 }),
      Description: text(properties, 'GroupDescription'),
      ...(properties['VpcId'] !== undefined && { VpcId: properties['VpcId'] }),
      ...tagSpecification(site, properties, 'security-group'),
    })
    site.made(GroupId)
    const egress = objects(properties, 'SecurityGroupEgress')
    if (egress.length > 0) await ec2(site, 'RevokeSecurityGroupEgress', { GroupId, IpPermissions: [everything] })
    await authorize(site, GroupId, 'Egress', egress)
    await authorize(site, GroupId, 'Ingress', objects(properties, 'SecurityGroupIngress'))
    return GroupId
  },
  async update(site, existing, next) {
    for (const direction of ['Ingress', 'Egress'] as const) {
      const [old, now] = [existing.properties, next].map((one) => objects(one, `SecurityGroup${direction}`)) as [JsonObject[], JsonObject[]]
      if (direction === 'Egress' && old.length === 0 && now.length > 0)
        await ec2(site, 'RevokeSecurityGroupEgress', { GroupId: existing.id, IpPermissions: [everything] })
      await revoke(site, existing.id, direction, missingFrom(old, now))
      await authorize(site, existing.id, direction, missingFrom(now, old))
    }
    await retagOnly(site, existing, next)
  },
  remove: async (site, { id }) => void (await ec2(site, 'DeleteSecurityGroup', { GroupId: id })),
  attribute: async (site, { id }, name) =>
    name === 'VpcId' ? value(await describe(site, 'DescribeSecurityGroups', { GroupIds: [id] }, 'SecurityGroups'), 'VpcId') : id,
}

function ruleKind(direction: Direction): ResourceKind {
  return {
    async create(site, properties) {
      const input = {
        GroupId: text(properties, 'GroupId') ?? text(properties, 'GroupName'),
        IpPermissions: [permission(properties, direction)],
      }
      const answer = await ec2<{ SecurityGroupRules?: { SecurityGroupRuleId?: string }[] }>(
        site,
        `AuthorizeSecurityGroup${direction}`,
        input,
      )
      return answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? site.logicalId
    },
    async update(site, _, next) {
      await ec2(site, `UpdateSecurityGroupRuleDescriptions${direction}`, {
        GroupId: next['GroupId'],
        IpPermissions: [permission(next, direction)],
      })
    },
    async remove(site, { id, properties }) {
      const which = id.startsWith('sgr-') ? { SecurityGroupRuleIds: [id] } : { IpPermissions: [permission(properties, direction)] }
      await ec2(site, `RevokeSecurityGroup${direction}`, { GroupId: text(properties, 'GroupId'), ...which })
    },
    attribute: (_, { id }) => id,
  }
}

/** The resource types of security groups and their rules. */
export const securityKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupIngress': ruleKind('Ingress'),
  'AWS::EC2::SecurityGroupEgress': ruleKind('Egress'),
}
