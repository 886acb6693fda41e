import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { onStage, region } from '../resume/stage.ts'

const head = `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: ${region}, version: "1.33"}
availabilityZones: [us-west-2a, us-west-2b]
`
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
})

test.each([
  [
    'the type of a capacity block, which stands in its launch template',
    `managedNodeGroups:
  - name: block
    instanceTypes: [p5.48xlarge]
    availabilityZones: [us-west-2a]
    desiredCapacity: 0
    instanceMarketOptions: {marketType: capacity-block}
    capacityReservation: {capacityReservationTarget: {capacityReservationID: cr-0ffee0000b10c0001}}
`,
  ],
  [
    'an access entry of Auto Mode nodes, with its policy',
    `accessConfig:
  accessEntries:
    - principalARN: arn:aws:iam::111122223333:role/a/b/own-nodes
      type: EC2
      accessPolicies: [{policyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy", accessScope: {type: cluster}}]
`,
  ],
])('%s: created, and found so at a second run', (_, config) =>
  onStage({ durations: 0 }, async (stage) => {
    const call = stage.sandbox.account.call(region)
    await call.aws('iam', 'CreateRole', { RoleName: 'own-nodes', Path: '/a/b/', AssumeRolePolicyDocument: trust })
    const file = join(stage.home, 'cluster.yaml')
    writeFileSync(file, `${head}${config}`)
    await stage.ok(`create cluster -f ${file}`)
    const known = stage.sandbox.requests.length
    await stage.ok(`create cluster -f ${file}`)
    expect(stage.sandbox.requests.slice(known).flatMap(({ mutating, operation }) => (mutating ? [operation] : []))).toEqual([])
  }),
)

test("an add-on's own tags are on the add-on, not on the stack of its role", () =>
  onStage({ durations: 0 }, async (stage) => {
    const file = join(stage.home, 'cluster.yaml')
    const addon = '{name: aws-ebs-csi-driver, wellKnownPolicies: {ebsCSIController: true}, tags: {team: disks}}'
    writeFileSync(file, `${head}iam: {withOIDC: true}\naddons: [${addon}]\n`)
    await stage.ok(`create cluster -f ${file}`)
    const call = stage.sandbox.account.call(region)
    const addonTags = await call.aws<{ addon: { tags: object } }>('eks', 'DescribeAddon', {
      clusterName: 'dev',
      addonName: 'aws-ebs-csi-driver',
    })
    expect(addonTags.addon.tags).toEqual({ team: 'disks' })
    const role = await call.aws<{ Stacks: { Tags: { Key: string }[] }[] }>('cloudformation', 'DescribeStacks', {
      StackName: 'eksctl-dev-addon-aws-ebs-csi-driver',
    })
    const keys = role.Stacks[0]?.Tags.map(({ Key }) => Key)
    expect(keys).toContain('alpha.eksctl.io/addon-name')
    expect(keys).not.toContain('team')
  }))
