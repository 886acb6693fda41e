import { expect, test } from 'vitest'
import { leftovers } from '#sandbox/inventory.ts'
import { onStage, region } from '../resume/stage.ts'
import { arnOf, deployed, file, standing, writes } from './outposts.ts'

test("nodes on an Outpost get two subnets there, in the cluster's own VPC; a second run finds them, and all goes again", () =>
  onStage({ durations: 0 }, async (stage) => {
    await standing(stage)
    const arn = arnOf('op-1', stage.sandbox.account.id)
    const before = await deployed(stage, 'eksctl-dev-cluster')
    const path = file(stage, {
      nodeGroups: [
        { name: 'rack', outpostARN: arn, desiredCapacity: 1 },
        { name: 'cloud', desiredCapacity: 1 },
      ],
    })
    await stage.ok(`create nodegroup -f ${path}`)

    const { Resources, Outputs } = await deployed(stage, 'eksctl-dev-cluster')
    expect(
      Object.keys(Resources)
        .filter((id) => !(id in before.Resources))
        .toSorted(),
    ).toEqual([
      'NATPrivateSubnetRouteOUTPOSTUSWEST2B1',
      'PrivateRouteTableOUTPOSTUSWEST2B1',
      'RouteTableAssociationPrivateOUTPOSTUSWEST2B1',
      'RouteTableAssociationPublicOUTPOSTUSWEST2B1',
      'SubnetPrivateOUTPOSTUSWEST2B1',
      'SubnetPublicOUTPOSTUSWEST2B1',
    ])
    const place = { AvailabilityZone: 'us-west-2b', OutpostArn: arn }
    // The blocks after the six that three zones took.
    expect(Resources['SubnetPublicOUTPOSTUSWEST2B1']?.Properties).toMatchObject({
      ...place,
      CidrBlock: '192.168.192.0/19',
      MapPublicIpOnLaunch: true,
    })
    expect(Resources['SubnetPrivateOUTPOSTUSWEST2B1']?.Properties).toMatchObject({ ...place, CidrBlock: '192.168.224.0/19' })
    expect(
      Object.keys(Outputs)
        .filter((key) => !(key in before.Outputs))
        .toSorted(),
    ).toEqual(['SubnetsPrivateExtended', 'SubnetsPublicExtended'])
    expect(Object.fromEntries(Object.entries(Resources).filter(([id]) => id in before.Resources))).toEqual(before.Resources)

    const rack = await deployed(stage, 'eksctl-dev-nodegroup-rack')
    const cloud = await deployed(stage, 'eksctl-dev-nodegroup-cloud')
    expect(rack.Resources['NodeGroup']?.Properties?.['VPCZoneIdentifier']).toHaveLength(1)
    expect(cloud.Resources['NodeGroup']?.Properties?.['VPCZoneIdentifier']).toHaveLength(3)
    expect(JSON.stringify(rack.Resources['NodeGroupLaunchTemplate'])).toContain('"InstanceType":"m5.large"')
    expect(JSON.stringify(rack.Resources['NodeGroupLaunchTemplate'])).toContain('"VolumeType":"gp2"')

    const since = stage.sandbox.requests.length
    await stage.ok(`create nodegroup -f ${path}`)
    expect(writes(stage, since)).toEqual([])
    await stage.ok('delete cluster dev --wait')
    expect(leftovers(stage.sandbox, region).filter((line) => !line.startsWith('log group '))).toEqual([])
  }))

test.each([
  { why: 'an Outpost that there is not', outpost: 'op-9', says: 'there is no Outpost' },
  {
    why: 'a type that the Outpost does not offer',
    outpost: 'op-1',
    more: { instanceType: 'p4d.24xlarge' },
    says: 'it offers m5.large, c5.xlarge',
  },
])('refused before the first write: $why', ({ outpost, more, says }) =>
  onStage({ durations: 0 }, async (stage) => {
    await standing(stage)
    const since = stage.sandbox.requests.length
    const path = file(stage, { nodeGroups: [{ name: 'rack', outpostARN: arnOf(outpost, stage.sandbox.account.id), ...more }] })
    const { exitCode, stderr } = await stage.eksx.run(`create nodegroup -f ${path}`)
    expect(exitCode).toBe(6)
    expect(stderr).toContain(says)
    expect(writes(stage, since)).toEqual([])
  }),
)
