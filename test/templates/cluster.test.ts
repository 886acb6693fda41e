import { describe, expect, test } from 'vitest'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { clusterTemplate } from '#templates/cluster.ts'
import { examples } from './examples.ts'
import { clusterOf } from './clusters.ts'

const propertiesIn = (name: string) => (id: string) => examples[name]?.().Resources[id]?.Properties
const idsOf = (name: string) => Object.keys(examples[name]?.().Resources ?? {})
const three = ['us-west-2a', 'us-west-2b', 'us-west-2c']

test.each([
  { zones: 2, nat: 'Single', resources: 26 },
  { zones: 3, nat: 'Single', resources: 32 },
  { zones: 3, nat: 'HighlyAvailable', resources: 36 },
  { zones: 3, nat: 'Disable', resources: 27 },
])('$zones zones with NAT $nat are as many resources as eksctl makes', ({ zones, nat, resources }) => {
  const template = clusterTemplate(clusterOf({ vpc: { nat: { gateway: nat } } }, three.slice(0, zones)))
  expect(Object.keys(template.Resources)).toHaveLength(resources)
  expect(Object.keys(template.Outputs ?? {})).toHaveLength(12)
})

test('Fargate and Auto Mode each add one role and one output', () => {
  expect(idsOf('cluster-fargate')).toHaveLength(27)
  expect(idsOf('cluster-auto-mode')).toHaveLength(27)
  expect(idsOf('cluster-auto-mode-without-pools')).toHaveLength(26)
})

test('a fully private cluster has nothing that leads to the internet', () => {
  expect(idsOf('cluster-fully-private').filter((id) => /Public|Internet|NAT/.test(id))).toEqual([])
})

test('a private endpoint stands in the zones that have its service, in the order AWS gives them', () => {
  const properties = propertiesIn('cluster-fully-private')
  expect(properties('VPCEndpointEC2')).toMatchObject({
    SubnetIds: [{ Ref: 'SubnetPrivateUSWEST2B' }, { Ref: 'SubnetPrivateUSWEST2A' }],
  })
  expect(properties('VPCEndpointSTS')).toMatchObject({ SubnetIds: [{ Ref: 'SubnetPrivateUSWEST2A' }] })
})

// eksctl names a role here that is not in the template, and CloudFormation refuses it.
test('the access entry of hybrid nodes names the role that was given', () => {
  const role = 'arn:aws:iam::111122223333:role/site'
  const { Resources } = clusterTemplate(
    clusterOf({ remoteNetworkConfig: { iam: { roleARN: role }, remoteNodeNetworks: [{ cidrs: ['172.30.0.0/22'] }] } }),
  )
  expect(Resources['RemoteNodesAccessEntry']?.Properties).toMatchObject({ PrincipalArn: role })
})

test('a VPC whose range nobody stated gets the default one', () => {
  const { config, ...rest } = clusterOf()
  const { cidr: _, ...vpc } = config.vpc ?? {}
  expect(clusterTemplate({ ...rest, config: { ...config, vpc } }).Resources['VPC']?.Properties).toMatchObject({
    CidrBlock: '192.168.0.0/16',
  })
})

describe('the endpoints of a fully private local cluster', () => {
  const outpost = {
    controlPlaneOutpostARN: 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1234',
    controlPlaneInstanceType: 'm5.large',
  }
  const rules = (vpc: ClusterConfig['vpc']) =>
    Object.entries(clusterTemplate(clusterOf({ outpost, privateCluster: { enabled: true }, vpc })).Resources)
      .filter(([id]) => id.startsWith('IngressPrivateSubnet'))
      .map(([id, { Properties }]) => [id, (Properties as { GroupId: unknown }).GroupId])

  test('let its private subnets in, by the group that all nodes share', () => {
    expect(rules({})).toEqual([
      ['IngressPrivateSubnetUSWEST2A', { Ref: 'ClusterSharedNodeSecurityGroup' }],
      ['IngressPrivateSubnetUSWEST2B', { Ref: 'ClusterSharedNodeSecurityGroup' }],
    ])
    expect(rules({ sharedNodeSecurityGroup: 'sg-1' }).map(([, group]) => group)).toEqual(['sg-1', 'sg-1'])
    const subnets = { private: { rack: { id: 'subnet-1', cidr: '10.0.1.0/24' }, unread: { id: 'subnet-2' } } }
    expect(rules({ id: 'vpc-1', subnets })).toEqual([['IngressPrivateSubnetRACK', { Ref: 'ClusterSharedNodeSecurityGroup' }]])
  })

  test("are left to whoever keeps that group's rules", () => {
    expect(rules({ manageSharedNodeSecurityGroupRules: false })).toEqual([])
  })
})
