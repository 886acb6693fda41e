import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { groupOf, vpcOf } from './by-id.ts'
import { describe } from './describe.ts'
import { quota } from './quotas.ts'
import { invalidValue, notFound } from './refusals.ts'
import { permissionsOf, rulesOf } from './rules.ts'
import { ec2Arn, ec2State } from './state.ts'
import type { Rule, SecurityGroup, Tag } from './state.ts'
import { tagsFor } from './tags.ts'

/** Makes a group without rules. */
export function makeGroup(call: Call, group: { VpcId: string; GroupName: string; Description: string; Tags: Tag[] }): SecurityGroup {
  const GroupId = call.account.ids.hex('sg-', 17)
  const made: SecurityGroup = { ...group, GroupId, OwnerId: call.account.id, SecurityGroupArn: ec2Arn(call, `security-group/${GroupId}`) }
  ec2State(call).sgs[GroupId] = made
  return made
}

function addRule(call: Call, group: SecurityGroup, rule: Pick<Rule, 'IsEgress'> & Partial<Rule>): void {
  const SecurityGroupRuleId = call.account.ids.hex('sgr-', 17)
  ec2State(call).sgrules[SecurityGroupRuleId] = {
    ...rule,
    SecurityGroupRuleId,
    GroupId: group.GroupId,
    GroupOwnerId: call.account.id,
    IpProtocol: '-1',
    FromPort: -1,
    ToPort: -1,
    Tags: [],
    SecurityGroupRuleArn: ec2Arn(call, `security-group-rule/${SecurityGroupRuleId}`),
  }
}

/** Every group starts with a rule that lets all out. */
export const allowAllEgress = (call: Call, group: SecurityGroup): void => addRule(call, group, { IsEgress: true, CidrIpv4: '0.0.0.0/0' })

/** The default group lets its own members in. */
export const allowOwnIngress = (call: Call, group: SecurityGroup): void =>
  addRule(call, group, { IsEgress: false, ReferencedGroupInfo: { GroupId: group.GroupId, UserId: call.account.id } })

const nameForm = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/

function createGroup(input: Aws.CreateSecurityGroupRequest, call: Call): object {
  const { GroupName = '', Description = '' } = input
  // Without a VPC AWS takes the default one; the sandbox's account has none.
  if (input.VpcId === undefined) throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user')
  const { VpcId } = vpcOf(call, input.VpcId)
  if (!nameForm.test(GroupName)) {
    throw invalidValue(`Value (${GroupName}) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.`)
  }
  if (GroupName.startsWith('sg-')) throw invalidValue(`Invalid group name '${GroupName}': group names may not be in the format sg-*.`)
  if (!nameForm.test(Description))
    throw invalidValue(`Value (${Description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`)
  const Tags = tagsFor(call, input.TagSpecifications, 'security-group')
  const groups = Object.values(ec2State(call).sgs)
  if (groups.some((one) => one.VpcId === VpcId && one.GroupName === GroupName)) {
    throw new AwsError('InvalidGroup.Duplicate', `The security group '${GroupName}' already exists for VPC '${VpcId}'`)
  }
  if (groups.length >= quota(call, 'security-groups'))
    throw new AwsError('SecurityGroupLimitExceeded', 'The maximum number of security groups for a VPC has been reached.')
  const group = makeGroup(call, { VpcId, GroupName, Description, Tags })
  allowAllEgress(call, group)
  return { GroupId: group.GroupId, Tags: group.Tags, SecurityGroupArn: group.SecurityGroupArn }
}

function deleteGroup(input: Aws.DeleteSecurityGroupRequest, call: Call): object {
  const state = ec2State(call)
  if (input.GroupId === undefined && input.GroupName !== undefined) throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user')
  const { GroupId: id, GroupName } = groupOf(call, input.GroupId)
  if (GroupName === 'default')
    throw new AwsError('CannotDelete', `the specified group: "${id}" name: "default" cannot be deleted by a user`)
  const used =
    Object.values(state.enis).some((one) => one.Groups.some((group) => group.GroupId === id)) ||
    Object.values(state.instances).some(
      (one) => one.State.Name !== 'terminated' && one.SecurityGroups?.some((group) => group.GroupId === id),
    ) ||
    Object.values(state.sgrules).some((rule) => rule.GroupId !== id && rule.ReferencedGroupInfo?.GroupId === id)
  if (used) throw new AwsError('DependencyViolation', `resource ${id} has a dependent object`)
  state.sgrules = Object.fromEntries(Object.entries(state.sgrules).filter(([, rule]) => rule.GroupId !== id))
  delete state.sgs[id]
  return { Return: true, GroupId: id }
}

function complete(group: SecurityGroup, call: Call): object {
  const rules = rulesOf(call, group.GroupId)
  return {
    ...group,
    IpPermissions: permissionsOf(rules.filter((rule) => !rule.IsEgress)),
    IpPermissionsEgress: permissionsOf(rules.filter((rule) => rule.IsEgress)),
  }
}

/** The VPC's default group. */
export const defaultGroup = (call: Call, vpcId: string): SecurityGroup | undefined =>
  Object.values(ec2State(call).sgs).find((group) => group.VpcId === vpcId && group.GroupName === 'default')

export const securityGroupOperations = {
  CreateSecurityGroup: createGroup,
  DeleteSecurityGroup: deleteGroup,
  DescribeSecurityGroups: describe<object>({
    records: (call) => Object.values(ec2State(call).sgs).map((group) => complete(group, call)),
    answer: 'SecurityGroups',
    page: [5, 1000],
    named: {
      GroupIds: {
        key: (group) => (group as SecurityGroup).GroupId,
        absent: notFound.securityGroup,
        form: { prefix: 'sg', code: 'InvalidGroupId.Malformed' },
      },
      GroupNames: {
        key: () => undefined,
        absent: (name) => new AwsError('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC 'null'`),
      },
    },
    filters: {
      'group-id': 'GroupId',
      'group-name': 'GroupName',
      'vpc-id': 'VpcId',
      description: 'Description',
      'owner-id': 'OwnerId',
      'ip-permission.cidr': 'IpPermissions.IpRanges.CidrIp',
      'ip-permission.group-id': 'IpPermissions.UserIdGroupPairs.GroupId',
      'ip-permission.from-port': 'IpPermissions.FromPort',
      'ip-permission.to-port': 'IpPermissions.ToPort',
      'ip-permission.protocol': 'IpPermissions.IpProtocol',
      'ip-permission.ipv6-cidr': 'IpPermissions.Ipv6Ranges.CidrIpv6',
      'ip-permission.user-id': 'IpPermissions.UserIdGroupPairs.UserId',
      'egress.ip-permission.cidr': 'IpPermissionsEgress.IpRanges.CidrIp',
      'egress.ip-permission.group-id': 'IpPermissionsEgress.UserIdGroupPairs.GroupId',
      'egress.ip-permission.protocol': 'IpPermissionsEgress.IpProtocol',
    },
  }),
}
