import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#src/config/read.ts'
import type { Cluster } from '#src/config/cluster.ts'
import { prepare } from '#src/prepare.ts'
import { likelyFacts, likelySubnetIds } from '#src/workflows/limits.ts'
import { clusterTemplate } from '#templates/cluster.ts'
import { excessOf } from '#templates/limits.ts'
import { managedNodegroupTemplate } from '#templates/managed-nodegroup.ts'
import { selfManagedNodegroupTemplate } from '#templates/self-managed-nodegroup.ts'
import { clusterStack, nodegroupStack, type StackIdentity } from '#templates/stack.ts'
import type { Template } from '#templates/cfn.ts'
import { grant, joins } from '../example-account.ts'
import { onSandbox } from '../app.ts'
import { testSandbox, type TestSandbox } from '../sandbox.ts'
import { examples } from './examples.ts'
import { mustBeSpecified } from './specified.ts'

test.each(Object.keys(examples))('%s agrees with the specification of its resources', async (name) => {
  await mustBeSpecified(examples[name]?.() as Template)
})

const subnet = { CidrBlock: '10.0.0.0/24', VpcId: 'vpc-1' }
test.each([
  { fault: 'a type that there is not', type: 'AWS::EC2::Subnett', properties: subnet, says: 'Unrecognized resource types' },
  {
    fault: 'a property that there is not',
    type: 'AWS::EC2::Subnet',
    properties: { ...subnet, Cidr: 'x' },
    says: 'unsupported property Cidr',
  },
  { fault: 'a required property that is missing', type: 'AWS::EC2::Subnet', properties: { CidrBlock: '10.0.0.0/24' }, says: 'VpcId' },
  {
    fault: 'a value of the wrong type',
    type: 'AWS::EC2::Subnet',
    properties: { ...subnet, MapPublicIpOnLaunch: 'often' },
    says: 'Boolean',
  },
  { fault: 'a fault further in', type: 'AWS::EC2::Subnet', properties: { ...subnet, Tags: [{ Key: 'a', Val: 'b' }] }, says: 'Val' },
])('the specification knows $fault', async ({ type, properties, says }) => {
  const template: Template = { AWSTemplateFormatVersion: '2010-09-09', Resources: { It: { Type: type, Properties: properties } } }
  await expect(mustBeSpecified(template)).rejects.toThrow(says)
})

describe('what the files in examples/ become agrees with the specification, and fits into the limits', () => {
  const folder = join(import.meta.dirname, '..', '..', 'examples')
  let sandbox: TestSandbox
  beforeAll(async () => {
    sandbox = await testSandbox({ durations: 0 }, afterAll)
  })

  const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
  test.each(readdirSync(folder).filter((file) => file.endsWith('.yaml') && !joins(textOf(file))))('%s', async (file) => {
    const { account } = sandbox
    const text = await grant(account.call('us-west-2'), account.id, textOf(file))
    const { cluster } = await onSandbox(sandbox, 'us-west-2', (app) => prepare(readConfig(text, file), app))
    for (const [stack, template] of stacksOf(cluster)) {
      await mustBeSpecified(template)
      expect(excessOf(stack, template), stack.name).toEqual([])
    }
  })
})

function stacksOf(cluster: Cluster): (readonly [StackIdentity, Template])[] {
  const facts = likelyFacts(cluster)
  return [
    [clusterStack(cluster), clusterTemplate(cluster)],
    ...cluster.nodegroups.map((nodegroup): readonly [StackIdentity, Template] => {
      const subnets = likelySubnetIds(nodegroup, facts)
      const template =
        nodegroup.kind === 'managed'
          ? managedNodegroupTemplate(cluster, nodegroup, facts, subnets)
          : selfManagedNodegroupTemplate(cluster, nodegroup, facts, subnets)
      return [nodegroupStack(cluster, nodegroup), template]
    }),
  ]
}
