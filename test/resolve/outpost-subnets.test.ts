import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { VpcSubnet } from '#src/app/vpcs.ts'
import { nextBlocks } from '#src/config/carve.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { outpostExtension } from '#src/resolve/outpost-subnets.ts'

const arn = 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1'
const config = (outpostARN?: string): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'dev', region: 'us-west-2' },
  nodeGroups: [{ name: 'a' }, { name: 'b', ...(outpostARN && { outpostARN }) }],
})

const subnet = (id: string, cidr: string, more: Partial<VpcSubnet> = {}): VpcSubnet =>
  ({ id, cidr, vpcId: 'vpc-1', tags: {}, outpostArn: undefined, ...more }) as VpcSubnet
/** Two zones: four blocks of eight. */
const own = ['a', 'b', 'c', 'd'].map((id, i) => subnet(id, `192.168.${i * 32}.0/19`))

function found(more: readonly VpcSubnet[] = [], live: object = {}) {
  const app = {
    regionName: 'us-west-2',
    vpcs: { subnetsIn: async () => [...own, ...more], find: async () => ({ cidr: '192.168.0.0/16' }) },
    outposts: { find: async () => ({ arn, zone: 'us-west-2b' }) },
  } as unknown as App
  const standing = {
    cluster: { vpcId: 'vpc-1' },
    stack: {
      id: 'stack-1',
      outputs: { SubnetsPublic: 'a,b', SubnetsPrivate: 'c,d', SubnetsPublicExtended: more.map(({ id }) => id).join(',') },
    },
    template: { Resources: { VPC: {} } },
    ...live,
  } as unknown as Parameters<typeof outpostExtension>[2]
  return (wanted: ClusterConfig) => outpostExtension(app, wanted, standing)
}

const extension = {
  outpost: arn,
  zone: 'us-west-2b',
  alias: 'outpost-us-west-2b-1',
  publicCidr: '192.168.128.0/19',
  privateCidr: '192.168.160.0/19',
}

test('the two blocks after those of the zones become the subnets on the Outpost', async () => {
  expect(await found()(config(arn))).toEqual(extension)
})

test('subnets that the stack is just making there do not stand in their own way', async () => {
  const tags = { 'aws:cloudformation:stack-id': 'stack-1' }
  const made = subnet('e', extension.publicCidr, { outpostArn: arn, tags })
  const stack = { id: 'stack-1', outputs: { SubnetsPublic: 'a,b', SubnetsPrivate: 'c,d' } }
  expect(await found([made], { stack })(config(arn))).toEqual(extension)
})

test.each([
  ['no nodegroup is for an Outpost', found(), config()],
  ['it has subnets there', found([subnet('e', '192.168.128.0/19', { outpostArn: arn })]), config(arn)],
  ['its control plane is there', found([], { cluster: { vpcId: 'vpc-1', onOutpost: true } }), config(arn)],
  ['it has no stack', found([], { stack: undefined }), config(arn)],
] as const)('nothing is added where %s', async (_, extend, wanted) => {
  expect(await extend(wanted)).toBeUndefined()
})

test.each([
  ['the VPC has subnets on another Outpost', found([subnet('e', '192.168.128.0/19', { outpostArn: `${arn}9` })]), /has subnets on .*op-19/],
  [
    'another subnet has the next block',
    found([subnet('e', '192.168.160.0/24')], { stack: { id: 's', outputs: { SubnetsPublic: 'a,b,c,d' } } }),
    /e has 192\.168\.160\.0\/24/,
  ],
  ['the VPC was there before', found([], { template: { Resources: {} } }), /is not one that can be given more/],
  [
    'the VPC has IPv6 addresses',
    found([], { template: { Resources: { VPC: {}, IPv6CidrBlock: {} } } }),
    /is not one that can be given more/,
  ],
] as const)('refused before the first write where %s', async (_, extend, message) => {
  await expect(extend(config(arn))).rejects.toMatchObject({
    exitCode: 6,
    message: expect.stringMatching(message),
    hint: expect.any(String),
  })
})

test.each([
  ['192.168.0.0/16', 6, ['192.168.192.0/19', '192.168.224.0/19']],
  ['192.168.0.0/16', 10, ['192.168.160.0/20', '192.168.176.0/20']],
  ['10.0.0.0/24', 4, ['10.0.0.128/27', '10.0.0.160/27']],
  ['192.168.0.0/16', 8, undefined],
  ['192.168.0.0/16', 16, undefined],
])('%s with %i subnets goes on with %j', (cidr, subnets, blocks) => {
  expect(nextBlocks(cidr, subnets)).toEqual(blocks)
})
