import { expect, test } from 'vitest'
import { refusal, testRegion } from './region.ts'
import type { TestRegion } from './region.ts'

const group = async ({ aws }: TestRegion, VpcId: string, GroupName: string): Promise<string> =>
  (await aws<{ GroupId: string }>('CreateSecurityGroup', { VpcId, GroupName, Description: GroupName })).GroupId

const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'ssh' }] }

test('the same rule twice is refused, and one that is not there cannot be taken back', async () => {
  const region = await testRegion()
  const GroupId = await group(region, await region.vpc(), 'web')
  expect(await region.aws('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [ssh] })).toMatchObject({
    Return: true,
    SecurityGroupRules: [{ CidrIpv4: '0.0.0.0/0', FromPort: 22, IsEgress: false }],
  })
  expect(await refusal(region.aws('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [ssh] }))).toBe(
    'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW" already exists',
  )
  await region.aws('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [ssh] })
  expect(await refusal(region.aws('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [ssh] }))).toContain('InvalidPermission.NotFound')
})

test('rules are told one by one with ids, and as permissions', async () => {
  const region = await testRegion()
  const vpcId = await region.vpc()
  const [web, db] = [await group(region, vpcId, 'web'), await group(region, vpcId, 'db')]
  await region.aws('AuthorizeSecurityGroupIngress', {
    GroupId: db,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: web, Description: 'from web' }] }, ssh],
  })
  const { SecurityGroupRules: rules } = await region.aws<{
    SecurityGroupRules: { SecurityGroupRuleId: string; IsEgress: boolean; FromPort: number }[]
  }>('DescribeSecurityGroupRules', {
    Filters: [{ Name: 'group-id', Values: [db] }],
  })
  expect(rules).toHaveLength(3)
  expect(rules.filter((rule) => !rule.IsEgress)).toMatchObject([
    { IpProtocol: '-1', FromPort: -1, ReferencedGroupInfo: { GroupId: web } },
    { FromPort: 22, CidrIpv4: '0.0.0.0/0' },
  ])
  const { SecurityGroups } = await region.aws<{ SecurityGroups: { IpPermissions: object[] }[] }>('DescribeSecurityGroups', {
    GroupIds: [db],
  })
  expect(SecurityGroups[0]?.IpPermissions).toMatchObject([
    { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: web }] },
    { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'ssh' }] },
  ])
})

test('a group that another one names, or an interface has, does not go', async () => {
  const region = await testRegion()
  const vpcId = await region.vpc()
  const [web, db] = [await group(region, vpcId, 'web'), await group(region, vpcId, 'db')]
  await region.aws('AuthorizeSecurityGroupIngress', {
    GroupId: db,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: web }] }],
  })
  expect(await refusal(region.aws('DeleteSecurityGroup', { GroupId: web }))).toBe(
    `DependencyViolation: resource ${web} has a dependent object`,
  )
  await region.aws('DeleteSecurityGroup', { GroupId: db })
  const SubnetId = await region.subnet(vpcId, '10.0.0.0/24')
  const { NetworkInterface: face } = await region.aws<{ NetworkInterface: { NetworkInterfaceId: string } }>('CreateNetworkInterface', {
    SubnetId,
    Groups: [web],
  })
  expect(await refusal(region.aws('DeleteSecurityGroup', { GroupId: web }))).toContain('DependencyViolation')
  await region.aws('DeleteNetworkInterface', { NetworkInterfaceId: face.NetworkInterfaceId })
  await region.aws('DeleteSecurityGroup', { GroupId: web })
})

test('the default group stays, names are unique in a VPC, and a group of another VPC is a stranger', async () => {
  const region = await testRegion()
  const [one, two] = [await region.vpc(), await region.vpc('10.1.0.0/16')]
  const { SecurityGroups } = await region.aws<{ SecurityGroups: { GroupId: string }[] }>('DescribeSecurityGroups', {
    Filters: [{ Name: 'vpc-id', Values: [one] }],
  })
  expect(await refusal(region.aws('DeleteSecurityGroup', { GroupId: SecurityGroups[0]?.GroupId }))).toContain('CannotDelete')
  await group(region, one, 'web')
  expect(await refusal(group(region, one, 'web'))).toBe(`InvalidGroup.Duplicate: The security group 'web' already exists for VPC '${one}'`)
  const there = await group(region, two, 'web')
  const SubnetId = await region.subnet(one, '10.0.0.0/24')
  expect(await refusal(region.aws('CreateNetworkInterface', { SubnetId, Groups: [there] }))).toContain('belong to different networks')
})

test('tags: on creation, later, taken away, asked for; AWS keeps its prefix and its limit', async () => {
  const region = await testRegion()
  const { Vpc } = await region.aws<{ Vpc: { VpcId: string } }>('CreateVpc', {
    CidrBlock: '10.0.0.0/16',
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'one' }] }],
  })
  const Resources = [Vpc.VpcId]
  await region.aws('CreateTags', { Resources, Tags: [{ Key: 'team', Value: 'red' }] })
  expect(await region.aws('DescribeVpcs', { Filters: [{ Name: 'tag:team', Values: ['r?d', 'x*'] }] })).toMatchObject({
    Vpcs: [{ VpcId: Vpc.VpcId }],
  })
  expect(await region.aws('DescribeVpcs', { Filters: [{ Name: 'tag-key', Values: ['no*'] }] })).toMatchObject({ Vpcs: [] })
  expect(await region.aws('DescribeTags', { Filters: [{ Name: 'resource-id', Values: Resources }] })).toMatchObject({
    Tags: [
      { Key: 'Name', ResourceType: 'vpc' },
      { Key: 'team', Value: 'red' },
    ],
  })
  await region.aws('DeleteTags', { Resources, Tags: [{ Key: 'team' }] })
  expect(await region.aws('DescribeVpcs')).toMatchObject({ Vpcs: [{ Tags: [{ Key: 'Name', Value: 'one' }] }] })
  expect(await refusal(region.aws('CreateTags', { Resources, Tags: [{ Key: 'aws:mine', Value: '' }] }))).toContain(
    'reserved for internal use',
  )
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
  expect(await refusal(region.aws('CreateTags', { Resources, Tags: many }))).toContain('TagLimitExceeded')
  expect(await refusal(region.aws('CreateTags', { Resources: ['vpc-00000000000000000'], Tags: [] }))).toContain('InvalidVpcID.NotFound')
})

test("an unknown filter is refused, pages hold what was asked for, and a token is AWS's own", async () => {
  const region = await testRegion()
  const vpcId = await region.vpc()
  for (let count = 0; count < 7; count++) await region.subnet(vpcId, `10.0.${count}.0/24`)
  expect(await refusal(region.aws('DescribeSubnets', { Filters: [{ Name: 'colour', Values: ['red'] }] }))).toBe(
    "InvalidParameterValue: The filter 'colour' is invalid",
  )
  const first = await region.aws<{ Subnets: object[]; NextToken: string }>('DescribeSubnets', { MaxResults: 5 })
  const second = await region.aws<{ Subnets: object[]; NextToken?: string }>('DescribeSubnets', {
    MaxResults: 5,
    NextToken: first.NextToken,
  })
  expect([first.Subnets.length, second.Subnets.length, second.NextToken]).toEqual([5, 2, undefined])
  expect(await refusal(region.aws('DescribeSubnets', { NextToken: 'mine' }))).toContain('InvalidNextToken')
  expect(await refusal(region.aws('CreateVpc', { CidrBlock: '10.0.0.0/16', DryRun: true }))).toContain('DryRunOperation')
})
