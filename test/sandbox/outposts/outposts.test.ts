import { AssociateVpcCidrBlockCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetOutpostCommand, GetOutpostInstanceTypesCommand, ListOutpostsCommand, OutpostsClient } from '@aws-sdk/client-outposts'
import { expect, test } from 'vitest'
import { defaultWorld } from '#sandbox/world/world.ts'
import { testSandbox, type TestSandbox } from '../../sandbox.ts'

const arn = 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1'
const outpost = {
  OutpostId: 'op-1',
  OutpostArn: arn,
  OwnerId: '111122223333',
  SiteId: 'os-1',
  Name: 'shed',
  LifeCycleStatus: 'ACTIVE',
  AvailabilityZone: 'us-west-2a',
  AvailabilityZoneId: 'usw2-az1',
  Tags: {},
}
const pool = { PoolId: 'ipv6pool-ec2-1', PoolCidrBlocks: [{ Cidr: '2600:1f14:aa00::/40' }] }

async function seeded(): Promise<TestSandbox> {
  const seeds = {
    shed: {
      'us-west-2': { outposts: { 'op-1': { ...outpost, InstanceTypes: ['m5.large', 'c5.large'] } }, ipv6pools: { [pool.PoolId]: pool } },
    },
  }
  const sandbox = await testSandbox({ world: { ...defaultWorld(), seeds }, durations: 0 })
  await sandbox.seed('shed')
  return sandbox
}

test('an Outpost is found by its id or its ARN; another one is NotFoundException', async () => {
  const client = new OutpostsClient((await seeded()).client())
  expect((await client.send(new GetOutpostCommand({ OutpostId: 'op-1' }))).Outpost).toEqual(outpost)
  expect((await client.send(new GetOutpostCommand({ OutpostId: arn }))).Outpost?.AvailabilityZone).toBe('us-west-2a')
  expect((await client.send(new ListOutpostsCommand({}))).Outposts).toHaveLength(1)
  await expect(client.send(new GetOutpostCommand({ OutpostId: 'op-2' }))).rejects.toMatchObject({ name: 'NotFoundException' })
})

test('GetOutpostInstanceTypes lists what the Outpost offers, in pages', async () => {
  const client = new OutpostsClient((await seeded()).client())
  const first = await client.send(new GetOutpostInstanceTypesCommand({ OutpostId: arn, MaxResults: 1 }))
  const second = await client.send(new GetOutpostInstanceTypesCommand({ OutpostId: arn, MaxResults: 1, NextToken: first.NextToken }))
  expect([first, second].flatMap(({ InstanceTypes }) => InstanceTypes?.map(({ InstanceType }) => InstanceType))).toEqual([
    'm5.large',
    'c5.large',
  ])
  expect(second.NextToken).toBeUndefined()
})

test("a VPC takes a /56 of the account's own IPv6 pool, once, and nothing else", async () => {
  const client = new EC2Client((await seeded()).client())
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const associate = (Ipv6CidrBlock: string, Ipv6Pool = pool.PoolId) =>
    client.send(new AssociateVpcCidrBlockCommand({ VpcId: Vpc?.VpcId, Ipv6CidrBlock, Ipv6Pool }))
  await expect(associate('2600:1f14:aa00::/56', 'ipv6pool-ec2-9')).rejects.toMatchObject({ name: 'InvalidPoolID.NotFound' })
  await expect(associate('2600:1f15:aa00::/56')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(associate('2600:1f14:aa00::/48')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  expect((await associate('2600:1f14:aa00::/56')).Ipv6CidrBlockAssociation?.Ipv6Pool).toBe(pool.PoolId)
  await expect(associate('2600:1f14:aa00::/56')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
})
