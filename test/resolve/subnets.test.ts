import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { RouteTable, Vpc, VpcSubnet, Vpcs } from '#src/app/vpcs.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { findNetwork, kopsSubnets } from '#src/resolve/subnets.ts'

const subnet = (id: string, zone: string, cidr: string, more: Partial<VpcSubnet> = {}): VpcSubnet => ({
  id,
  vpcId: 'vpc-1',
  zone,
  zoneId: `id-of-${zone}`,
  cidr,
  ipv6Cidrs: [],
  freeAddresses: 4000,
  givesPublicAddress: id.startsWith('subnet-p'),
  outpostArn: undefined,
  tags: { 'kubernetes.io/role/elb': '1', 'kubernetes.io/role/internal-elb': '1' },
  ...more,
})

const publicA = subnet('subnet-pa', 'us-west-2a', '10.0.0.0/20')
const publicB = subnet('subnet-pb', 'us-west-2b', '10.0.16.0/20')
const privateA = subnet('subnet-a', 'us-west-2a', '10.0.32.0/20')
const privateB = subnet('subnet-b', 'us-west-2b', '10.0.48.0/20')

const outward: RouteTable = { id: 'rtb-out', main: false, subnets: ['subnet-pa', 'subnet-pb'], defaultRoute: 'igw-1' }
const inward: RouteTable = { id: 'rtb-in', main: false, subnets: ['subnet-a', 'subnet-b'], defaultRoute: 'nat-1' }

interface Account {
  readonly subnets?: readonly VpcSubnet[]
  readonly tables?: readonly RouteTable[]
  readonly vpc?: Partial<Vpc>
}

function account({ subnets = [publicA, publicB, privateA, privateB], tables = [outward, inward], vpc = {} }: Account = {}): App {
  const vpcs: Partial<Vpcs> = {
    find: async (id) => (id === 'vpc-1' ? { id, cidr: '10.0.0.0/16', cidrs: ['10.0.0.0/16'], ipv6Cidrs: [], ...vpc } : undefined),
    subnets: async (ids) => subnets.filter(({ id }) => ids.includes(id)),
    subnetsIn: async (vpcId) => subnets.filter((one) => one.vpcId === vpcId),
    taggedSubnets: async (key, value) => subnets.filter(({ tags }) => tags[key] === value),
    routeTables: async () => [...tables],
  }
  return { vpcs, regionName: 'us-west-2' } as unknown as App
}

const config = (vpc: ClusterConfig['vpc'], more: Partial<ClusterConfig> = {}): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'dev', region: 'us-west-2' },
  vpc,
  ...more,
})

const both = {
  private: { back: { id: 'subnet-a' }, rear: { id: 'subnet-b' } },
  public: { front: { id: 'subnet-pa' }, yard: { id: 'subnet-pb' } },
}

/** `path: message` of what is wrong, errors before warnings. */
const faults = async (app: App, stated: ClusterConfig): Promise<string[]> =>
  (await findNetwork(app, stated)).complaints.map(({ severity, path, message }) => `${severity} ${path}: ${message}`)

describe('subnets are found', () => {
  test('by id, and keep the names they were given', async () => {
    const network = await findNetwork(account(), config({ subnets: both }))
    expect(network.complaints).toEqual([])
    expect(network.vpc.id).toBe('vpc-1')
    expect(network.vpc.cidr).toBe('10.0.0.0/16')
    expect(network.vpc.subnets?.private?.['rear']).toEqual({ id: 'subnet-b', az: 'us-west-2b', cidr: '10.0.48.0/20' })
    expect(network.zones).toEqual(['us-west-2a', 'us-west-2b'])
  })

  test('known by id alone, they are named for their zones', async () => {
    const { vpc } = await findNetwork(
      account(),
      config({ subnets: { private: { 'subnet-a': { id: 'subnet-a' }, 'subnet-b': { id: 'subnet-b' } } } }),
    )
    expect(Object.keys(vpc.subnets?.private ?? {})).toEqual(['us-west-2a', 'us-west-2b'])
  })

  test('by range, and by zone where that is enough', async () => {
    const subnets = { public: { one: { cidr: '10.0.0.0/20' }, two: { az: 'us-west-2b', cidr: '10.0.16.0/20' } } }
    const { vpc } = await findNetwork(account(), config({ id: 'vpc-1', subnets }))
    expect(Object.values(vpc.subnets?.public ?? {}).map(({ id }) => id)).toEqual(['subnet-pa', 'subnet-pb'])
  })

  test('by zone in a VPC with one subnet in it', async () => {
    const app = account({ subnets: [privateA, privateB] })
    const { vpc } = await findNetwork(app, config({ id: 'vpc-1', subnets: { private: { 'us-west-2a': {}, 'us-west-2b': {} } } }))
    expect(vpc.subnets?.private?.['us-west-2b']?.id).toBe('subnet-b')
  })

  test('of a kops cluster, told apart by their type', async () => {
    const kops = { 'kubernetes.io/cluster/old': 'owned' }
    const app = account({
      subnets: [
        subnet('subnet-k1', 'us-west-2a', '10.0.0.0/20', { tags: { ...kops, SubnetType: 'Private' } }),
        subnet('subnet-k2', 'us-west-2a', '10.0.16.0/20', { tags: { ...kops, SubnetType: 'Utility' } }),
      ],
    })
    expect(await kopsSubnets(app, 'old')).toEqual({
      subnets: { private: { 'subnet-k1': { id: 'subnet-k1' } }, public: { 'subnet-k2': { id: 'subnet-k2' } } },
    })
    await expect(kopsSubnets(app, 'other')).rejects.toMatchObject({ code: 'KopsClusterNotFound', exitCode: 10 })
  })

  test('a fully private cluster gets the route tables of its private subnets', async () => {
    const { privateRouteTables } = await findNetwork(account(), config({ subnets: both }, { privateCluster: { enabled: true } }))
    expect(privateRouteTables).toEqual(['rtb-in'])
  })
})

describe('a subnet is refused with its reason', () => {
  test.each([
    [
      'V269',
      'a range that is not its own',
      { subnets: { ...both, private: { ...both.private, back: { id: 'subnet-a', cidr: '10.0.0.0/24' } } } },
      'vpc.subnets.private.back: subnet subnet-a has the range 10.0.32.0/20, not 10.0.0.0/24',
    ],
    [
      'V269',
      'a zone with two that fit',
      { id: 'vpc-1', subnets: { private: { 'us-west-2a': {}, b: { id: 'subnet-b' } } } },
      'vpc.subnets.private.us-west-2a: vpc-1 has 2 subnets in us-west-2a: subnet-pa (10.0.0.0/20), subnet-a (10.0.32.0/20)',
    ],
    [
      'V269',
      'a zone without one',
      { id: 'vpc-1', subnets: { private: { 'us-west-2c': {}, b: { id: 'subnet-b' } } } },
      'vpc.subnets.private.us-west-2c: vpc-1 has no subnet in us-west-2c',
    ],
    [
      'V269',
      'neither id nor VPC',
      { subnets: { private: { 'us-west-2c': {} } } },
      'vpc.subnets.private.us-west-2c: without an id, a subnet is looked for in vpc.id: state it',
    ],
    [
      'V269',
      'the same subnet twice',
      { subnets: { private: { ...both.private, again: { id: 'subnet-a' } } } },
      'vpc.subnets.private.again: subnet subnet-a stands at vpc.subnets.private.back already',
    ],
    ['V269', 'a VPC range that is another', { cidr: '10.9.0.0/16', subnets: both }, 'vpc.cidr: vpc-1 has 10.0.0.0/16, not 10.9.0.0/16'],
    [
      'V270',
      'one public subnet only',
      { subnets: { ...both, public: { front: { id: 'subnet-pa' } } } },
      'vpc.subnets.public: there is only one public subnet, two at least are needed, in two zones',
    ],
    [
      'V270',
      'a VPC without subnets',
      { id: 'vpc-1' },
      'vpc.subnets: a VPC that exists needs its subnets stated: two at least are needed, in two zones',
    ],
    [
      'V270',
      'one zone only',
      { subnets: { public: { one: { id: 'subnet-pa' } }, private: { two: { id: 'subnet-a' } } } },
      'vpc.subnets: all subnets of the control plane are in us-west-2a; EKS needs two zones at least',
    ],
  ] as const)('%s: %s', async (_rule, _what, vpc, message) => {
    expect(await faults(account(), config(vpc))).toContain(`error ${message}`)
  })

  test('V269: subnets of two VPCs', async () => {
    const app = account({ subnets: [privateA, subnet('subnet-b', 'us-west-2b', '10.0.48.0/20', { vpcId: 'vpc-2' })] })
    expect(await faults(app, config({ subnets: { private: both.private } }))).toContain(
      'error vpc.subnets.private.rear: subnet subnet-b is in vpc-2, not in vpc-1',
    )
  })

  test('V270: a zone where EKS has no control planes', async () => {
    const app = account({ subnets: [privateA, { ...privateB, zoneId: 'usw1-az2' }] })
    const stated = { ...config({ subnets: { private: both.private } }), metadata: { name: 'dev', region: 'us-west-1' } }
    expect(await faults(app, stated)).toContain(
      'error vpc.subnets.private.rear: subnet subnet-b is in us-west-2b (usw1-az2), where EKS has no control planes',
    )
  })

  test('V271: private self-managed nodes without private subnets', async () => {
    const stated = config({ subnets: { public: both.public } }, { nodeGroups: [{ name: 'a', privateNetworking: true }] })
    expect(await faults(account(), stated)).toContain(
      'error nodeGroups[0].privateNetworking: there are no private subnets: state two in vpc.subnets.private',
    )
  })

  test('V272: an IPv6 cluster in a VPC without IPv6', async () => {
    const stated = config({ subnets: both }, { kubernetesNetworkConfig: { ipFamily: 'IPv6' } })
    const found = await faults(account(), stated)
    expect(found).toContain('error vpc.id: vpc-1 has no IPv6 range, which an IPv6 cluster needs')
    expect(found).toContain('error vpc.subnets.private.back: subnet subnet-a has no IPv6 range')
  })

  test('a private subnet of a fully private cluster on the main route table, which no endpoint for S3 can use', async () => {
    const app = account({ tables: [{ ...inward, id: 'rtb-main', main: true, subnets: [] }] })
    const stated = config({ subnets: { private: both.private } }, { privateCluster: { enabled: true } })
    expect((await faults(app, stated))[0]).toContain('uses the main route table')
  })

  test('a VPC that is not there', async () => {
    await expect(findNetwork(account(), config({ id: 'vpc-9', subnets: both }))).rejects.toMatchObject({ code: 'VpcNotFound', exitCode: 6 })
  })
})

test('what only looks wrong is a warning: routes, addresses, tags', async () => {
  const app = account({
    subnets: [publicA, publicB, { ...privateA, freeAddresses: 3 }, { ...privateB, tags: {} }],
    tables: [{ ...outward, subnets: ['subnet-pa', 'subnet-b'] }],
  })
  const found = await faults(app, config({ subnets: both }))
  expect(found.map((line) => line.replace(/ vpc.*?: /, ' '))).toEqual([
    'warning subnet subnet-a has 3 free addresses; EKS asks for 6, and nodes and pods need more',
    'warning subnet subnet-pb has no route to an internet gateway: it is not public',
    'warning subnet subnet-a has no route out: its nodes need VPC endpoints for EC2, ECR, S3 and STS, and private access to the API',
    'warning subnet subnet-b has a route to igw-1: it is public, and its nodes get no public address',
    'warning subnet subnet-b lacks the tag kubernetes.io/role/internal-elb: the AWS load balancer controller puts no internal load balancers into it',
  ])
})
