import { describe, expect, test } from 'vitest'
import type { NodeGroup } from '#src/config/schema/cluster-config.ts'
import { clusterTemplate } from '#templates/cluster.ts'
import { iamRoleTemplate, podIdentityTrust } from '#templates/iam-role.ts'
import { karpenterTemplate } from '#templates/karpenter.ts'
import { excessOf } from '#templates/limits.ts'
import { managedNodegroupTemplate } from '#templates/managed-nodegroup.ts'
import { selfManagedNodegroupTemplate } from '#templates/self-managed-nodegroup.ts'
import { clusterStack, karpenterStack, nodegroupStack, podIdentityStack, withinRoom, type StackIdentity } from '#templates/stack.ts'
import type { Template } from '#templates/cfn.ts'
import { clusterOf, facts, managed, selfManaged, subnetIds } from './clusters.ts'

const bare: StackIdentity = { name: 'eksctl-dev-nodegroup-workers', tags: {}, capabilities: [] }
const nothing: Template = { AWSTemplateFormatVersion: '2010-09-09', Resources: {} }
const told = (stack: StackIdentity, template: Template): string[] =>
  excessOf(stack, template).map(({ what, size, most, unit, service }) => `${what}: ${size} of ${most} ${unit}, ${service}`)

/** A stack that has exactly `n` of something, and what is said of it once that is one too many. */
interface Edge {
  readonly of: string
  readonly most: number
  readonly says: string
  readonly stack: (n: number) => readonly [StackIdentity, Template]
}

const many = (n: number, prefix = 'T'): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`)
const each = <T>(names: readonly string[], value: T): Readonly<Record<string, T>> => Object.fromEntries(names.map((name) => [name, value]))
const one = (Type: string, Properties: object): Template => ({ ...nothing, Resources: { It: { Type, Properties } } })
const text = (n: number): string => 'x'.repeat(n)

const edges: readonly Edge[] = [
  { of: 'a stack name', most: 128, says: 'the name of its stack', stack: (n) => [{ ...bare, name: text(n) }, nothing] },
  { of: 'a description', most: 1024, says: 'the description', stack: (n) => [bare, { ...nothing, Description: text(n) }] },
  {
    of: 'resources',
    most: 500,
    says: 'its template',
    stack: (n) => [bare, { ...nothing, Resources: each(many(n), { Type: 'AWS::EC2::VPC' }) }],
  },
  { of: 'outputs', most: 200, says: 'its template', stack: (n) => [bare, { ...nothing, Outputs: each(many(n), { Value: 'x' }) }] },
  { of: 'a logical id', most: 255, says: 'the logical id', stack: (n) => [bare, { ...nothing, Resources: { [text(n)]: { Type: 'A' } } }] },
  {
    of: 'a template',
    most: 51_200,
    says: 'its template',
    stack: (n) => [bare, one('A', { Text: text(n - JSON.stringify(one('A', { Text: '' })).length) })],
  },
  {
    of: 'user data, decoded',
    most: 16_384,
    says: 'the user data of its nodes',
    stack: (n) => [bare, one('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { UserData: Buffer.from(text(n)).toString('base64') } })],
  },
  { of: 'tags of a stack', most: 50, says: 'its stack', stack: (n) => [{ ...bare, tags: each(many(n), 'x') }, nothing] },
  {
    of: 'tags of a resource with those of its stack',
    most: 50,
    says: 'It',
    // One key is in both.
    stack: (n) => [
      { ...bare, tags: each(many(20), 'x') },
      one('AWS::EC2::VPC', { Tags: [...many(n - 20, 'R'), 'T0'].map((Key) => ({ Key, Value: '' })) }),
    ],
  },
  {
    of: 'tags of what is started',
    most: 50,
    says: 'what it starts',
    stack: (n) => [
      bare,
      one('AWS::EC2::LaunchTemplate', {
        LaunchTemplateData: { TagSpecifications: [{ Tags: many(n).map((Key) => ({ Key, Value: '' })) }] },
      }),
    ],
  },
  {
    of: 'the policies of a role together, white space apart',
    most: 10_240,
    says: 'what is written into Role',
    stack: (n) => [
      bare,
      {
        ...nothing,
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: {} },
          A: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { 'Fn::Sub': '${AWS::Partition}' } } },
          // "aws" and its quotes are 5; the other text has two of its own.
          B: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: `${text(n - 7)}    ` } },
        },
      },
    ],
  },
  { of: 'a role name', most: 64, says: 'its Role name', stack: (n) => [bare, one('AWS::IAM::Role', { RoleName: text(n) })] },
  {
    of: 'a name made from that of the stack',
    most: 128,
    says: 'its Policy name',
    stack: (n) => [{ ...bare, name: text(n - 8) }, one('AWS::IAM::Policy', { PolicyName: { 'Fn::Sub': '${AWS::StackName}-Policy1' } })],
  },
  { of: 'a queue name', most: 80, says: 'its Queue name', stack: (n) => [bare, one('AWS::SQS::Queue', { QueueName: text(n) })] },
]

test.each(edges)('$of: $most are taken, one more is not', ({ most, says, stack }) => {
  expect(told(...stack(most))).toEqual([])
  const [line = ''] = told(...stack(most + 1))
  expect(line.startsWith(says), line).toBe(true)
  expect(line).toContain(`${most + 1} of ${most}`)
})

describe('what a config can bring about', () => {
  const nodegroup = (config: Partial<NodeGroup>) => {
    const group = selfManaged(config)
    const cluster = clusterOf()
    return told(nodegroupStack(cluster, group), selfManagedNodegroupTemplate(cluster, group, facts, subnetIds))
  }

  test('boot commands larger than user data may be', () => {
    expect(nodegroup({ preBootstrapCommands: [text(15_000)] })).toEqual([])
    expect(nodegroup({ preBootstrapCommands: [text(17_000)] })).toEqual([
      expect.stringMatching(/^the user data of its nodes: 1\d{4} of 16384 bytes, EC2$/),
    ])
  })

  test('boot commands of families whose user data is packed: their packed size counts', () => {
    expect(nodegroup({ amiFamily: 'Ubuntu2404', preBootstrapCommands: [text(17_000)] })).toEqual([])
  })

  test('fifty long tags, each three times in a launch template', () => {
    const tags = Object.fromEntries(many(43, 'k'.repeat(100)).map((key) => [key, text(256)]))
    const group = managed({ tags })
    expect(told(nodegroupStack(clusterOf(), group), managedNodegroupTemplate(clusterOf(), group, facts, subnetIds))).toEqual([
      expect.stringMatching(/^its template: \d+ of 51200 bytes/),
    ])
  })

  test('of each limit only what breaks it most', () => {
    const group = managed({ tags: Object.fromEntries(many(48).map((key) => [key, ''])) })
    expect(told(nodegroupStack(clusterOf(), group), managedNodegroupTemplate(clusterOf(), group, facts, subnetIds))).toEqual([
      'NodeInstanceRole: 55 of 50 tags, AWS',
    ])
  })

  test('as many tags as eksctl has room for: our own version gives way', () => {
    const cluster = (count: number) => {
      const metadata = { name: 'dev', region: 'us-west-2', tags: Object.fromEntries(many(count).map((key) => [key, ''])) }
      const stack = clusterStack(clusterOf({ metadata }))
      return told({ ...stack, tags: withinRoom(stack.tags) }, clusterTemplate(clusterOf({ metadata })))
    }
    expect(cluster(44)).toEqual([])
    expect(cluster(45)).toHaveLength(1)
    expect(withinRoom(clusterStack(clusterOf()).tags)).toHaveProperty(['eksx.dev/version'])
  })

  test('Karpenter for a cluster whose name its role cannot bear', () => {
    const cluster = { ...clusterOf({ karpenter: { version: '1.6.2' } }), name: text(40) }
    expect(told(karpenterStack(cluster), karpenterTemplate(cluster))).toEqual([
      `its Role name, eksctl-KarpenterNodeRole-${text(40)},: 65 of 64 characters, IAM`,
    ])
  })

  test('an inline policy that a role cannot hold', () => {
    const association = { namespace: 'a', serviceAccountName: 'b' }
    const attachPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: many(1100, 's3:Do'), Resource: '*' }] }
    const template = iamRoleTemplate({ purpose: 'pod identity association', trust: podIdentityTrust, attachPolicy })
    expect(told(podIdentityStack(clusterOf(), association), template)).toEqual([
      expect.stringMatching(/^what is written into Role1: \d+ of 10240 characters, IAM$/),
    ])
  })
})
