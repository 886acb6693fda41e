import { GetParameterCommand, GetParametersByPathCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { GetInstanceProfileCommand, IAMClient } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { seededDurations } from '#sandbox/durations.ts'
import { seededIds } from '#sandbox/ids.ts'
import { defaultWorld } from '#sandbox/world/world.ts'
import { testSandbox } from '../sandbox.ts'

test('every region has image parameters for every version, and its own ids', async () => {
  const { ssmParameters, clusterVersions, regions } = defaultWorld()
  const ids = new Set<string>()
  for (const region of Object.keys(regions))
    for (const facts of clusterVersions) {
      const version = 'clusterVersion' in facts ? String(facts.clusterVersion) : ''
      const id = ssmParameters[region]?.[`/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/arm64/standard/recommended/image_id`]
      expect(id).toMatch(/^ami-0[0-9a-f]{16}$/)
      ids.add(id ?? '')
    }
  expect(ids.size).toBe(Object.keys(regions).length * clusterVersions.length)
})

test('zones have the ids that AWS gives them, and local zones are theirs', () => {
  const { zones } = defaultWorld().regions['us-west-2'] ?? { zones: [] }
  expect(zones).toContainEqual(
    expect.objectContaining({ ZoneName: 'us-west-2a', ZoneId: 'usw2-az2', ZoneType: 'availability-zone', State: 'available' }),
  )
  expect(zones).toContainEqual(
    expect.objectContaining({ ZoneName: 'us-west-2-lax-1a', ZoneType: 'local-zone', ParentZoneName: 'us-west-2a' }),
  )
  expect(defaultWorld().regions['us-east-1']?.zones).toContainEqual(expect.objectContaining({ ZoneId: 'use1-az3', ZoneName: 'us-east-1e' }))
})

test('one version is the default, and offerings name zones of their region', () => {
  const world = defaultWorld()
  expect(world.clusterVersions.filter((version) => 'defaultVersion' in version && version.defaultVersion === true)).toHaveLength(1)
  expect(world.offerings['ap-south-1']?.['t3.micro']).toEqual(['ap-south-1a', 'ap-south-1b', 'ap-south-1c'])
  expect(world.offerings['us-east-1']?.['m7i.large']).not.toContain('us-east-1e')
})

test('parameters are found by name, by names and by path, ten at a time', async () => {
  const ssm = new SSMClient((await testSandbox()).client('ap-south-1'))
  const path = '/aws/service/eks/optimized-ami/1.33'
  const Name = `${path}/amazon-linux-2023/x86_64/standard/recommended/image_id`
  const { Parameter: found } = await ssm.send(new GetParameterCommand({ Name }))
  expect(found).toMatchObject({ Name, Type: 'String', DataType: 'aws:ec2:image', Version: 1 })
  const { Parameters: some, InvalidParameters: none } = await ssm.send(new GetParametersCommand({ Names: [Name, '/no'] }))
  expect([some?.map((one) => one.Value), none]).toEqual([[found?.Value], ['/no']])
  const first = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: true }))
  expect([first.Parameters?.length, typeof first.NextToken]).toEqual([10, 'string'])
  const last = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: true, NextToken: first.NextToken }))
  expect([last.Parameters?.length, last.NextToken]).toEqual([10, undefined])
  await expect(ssm.send(new GetParameterCommand({ Name: '/aws/none' }))).rejects.toMatchObject({ name: 'ParameterNotFound' })
})

test('a log group keeps its retention, one of those that AWS has', async () => {
  const logs = new CloudWatchLogsClient((await testSandbox()).client())
  const logGroupName = '/aws/eks/dev/cluster'
  await expect(logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  await expect(logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 8 }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }))
  expect((await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/eks' }))).logGroups).toMatchObject([
    { logGroupName, retentionInDays: 7 },
  ])
})

test('a seed of the world is put into the account, and one of a failure sets a fault', async () => {
  const Role = {
    RoleName: 'depot',
    Path: '/',
    RoleId: 'AROA',
    Arn: 'arn:aws:iam::111122223333:role/depot',
    CreateDate: '2026-01-01T00:00:00Z',
    AssumeRolePolicyDocument: '%7B%7D',
    MaxSessionDuration: 3600,
    Tags: [],
  }
  const profile = {
    InstanceProfileName: 'p',
    Path: '/',
    InstanceProfileId: 'AIPA',
    Arn: 'arn:aws:iam::111122223333:instance-profile/p',
    CreateDate: '2026-01-01T00:00:00Z',
    Roles: [Role],
  }
  const sandbox = await testSandbox({
    world: { ...defaultWorld(), seeds: { 'profile:p=depot': { iam: { roles: { depot: Role }, instanceProfiles: { p: profile } } } } },
  })
  await sandbox.seed('profile:p=depot')
  const { InstanceProfile: found } = await new IAMClient(sandbox.client()).send(new GetInstanceProfileCommand({ InstanceProfileName: 'p' }))
  expect(found?.Roles?.[0]?.Arn).toBe(Role.Arn)
  await sandbox.seed('fail:eksctl-a-cluster:VPC')
  expect(sandbox.faults.failResource('eksctl-a-cluster', 'VPC')).toBeDefined()
  await expect(sandbox.seed('nonsense')).rejects.toThrow('the world has no seed nonsense')
})

test('a duration lies within 30 % of AWS’s and depends on seed, kind and key alone', () => {
  const usual = 9 * 60_000
  const draws = Array.from({ length: 200 }, (_, index) => seededDurations({ seed: index }).of('eks:cluster:create', 'dev'))
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(usual * 0.7)
  expect(Math.max(...draws)).toBeLessThanOrEqual(usual * 1.3)
  expect(new Set(draws).size).toBeGreaterThan(150)
  const one = seededDurations({ seed: 1 })
  one.of('eks:cluster:create', 'other')
  expect(one.of('eks:cluster:create', 'dev')).toBe(seededDurations({ seed: 1 }).of('eks:cluster:create', 'dev'))
  expect(seededDurations({ seed: 1, factor: 0 }).of('eks:cluster:create', 'dev')).toBe(0)
  expect(() => one.of('no:such:kind', '')).toThrow('no duration is known for no:such:kind')
})

test('ids are AWS’s in form and the same for the same seed', () => {
  const [a, b] = [seededIds(7), seededIds(7)]
  expect(a.hex('subnet-', 17)).toMatch(/^subnet-0[0-9a-f]{16}$/)
  b.hex('subnet-', 17)
  expect([a.uuid(), a.upper(5)]).toEqual([b.uuid(), b.upper(5)])
  expect(seededIds(8).uuid()).not.toBe(seededIds(7).uuid())
})

test('with durations of 0, what is due at once has happened before the next request is answered', async () => {
  const sandbox = await testSandbox({ durations: 0 })
  const seen: string[] = []
  sandbox.account.after(sandbox.account.durations.of('eks:cluster:create', 'x'), async () => {
    await sandbox.clock.sleep(0).catch(() => undefined)
    seen.push('done')
  })
  await fetch(sandbox.url, { method: 'POST', body: 'Action=X&Version=2011-06-15' })
  expect(seen).toEqual(['done'])
})
