import { afterEach, beforeEach, expect, test } from 'vitest'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import type { Call } from '#sandbox/service.ts'

let clock: DrivenClock
let sandbox: Sandbox
let call: Call

beforeEach(async () => {
  clock = new DrivenClock()
  sandbox = await startSandbox({ clock, strict: true, throttling: false })
  const { Arn: arn, Account: accountId, UserId: userId } = sandbox.account.world.caller
  call = sandbox.account.call('us-west-2', { arn, accountId, userId })
})

afterEach(async () => {
  await sandbox.close()
  clock.close()
})

const ref = (Ref: string) => ({ Ref })
const getAtt = (...path: string[]) => ({ 'Fn::GetAtt': path })
const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
})
const role = (service: string, ...policies: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust(service),
    ManagedPolicyArns: policies.map((name) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` })),
  },
})
const subnet = (letter: string, block: number) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { VpcId: ref('VPC'), AvailabilityZone: `us-west-2${letter}`, CidrBlock: `10.0.${block}.0/24` },
})

/** Two subnets without a way out, a control plane, and a nodegroup of no nodes. */
function template({
  privateAccess = false,
  labels = {},
  more = {},
}: { privateAccess?: boolean; labels?: Record<string, string>; more?: object } = {}): string {
  return JSON.stringify({
    Resources: {
      ...more,
      VPC: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true } },
      A: subnet('a', 0),
      B: subnet('b', 1),
      ServiceRole: role('eks.amazonaws.com', 'AmazonEKSClusterPolicy'),
      NodeRole: role('ec2.amazonaws.com', 'AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryPullOnly'),
      ControlPlane: {
        Type: 'AWS::EKS::Cluster',
        Properties: {
          Name: 'orchard',
          RoleArn: getAtt('ServiceRole', 'Arn'),
          BootstrapSelfManagedAddons: false,
          AccessConfig: { AuthenticationMode: 'API_AND_CONFIG_MAP', BootstrapClusterCreatorAdminPermissions: true },
          ResourcesVpcConfig: { SubnetIds: [ref('A'), ref('B')], EndpointPublicAccess: true, EndpointPrivateAccess: privateAccess },
        },
      },
      Nodes: {
        Type: 'AWS::EKS::Nodegroup',
        Properties: {
          ClusterName: ref('ControlPlane'),
          NodegroupName: 'none',
          NodeRole: getAtt('NodeRole', 'Arn'),
          Subnets: [ref('A')],
          ScalingConfig: { MinSize: 0, DesiredSize: 0, MaxSize: 1 },
          Labels: labels,
        },
      },
    },
    Outputs: { Group: { Value: getAtt('ControlPlane', 'ClusterSecurityGroupId') }, Nodes: { Value: ref('Nodes') } },
  })
}

interface View {
  readonly StackId: string
  readonly StackStatus: string
  readonly StackStatusReason?: string
  readonly Outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[]
}

/** Starts an operation on the stack and follows it to its end: what the stack is then, and how many minutes it took. */
async function run(operation: string, StackName: string, input: object = {}): Promise<{ view: View; minutes: number }> {
  const start = clock.now()
  await call.aws('cloudformation', operation, { StackName, ...input })
  for (;;) {
    const { Stacks } = await call.aws<{ Stacks: View[] }>('cloudformation', 'DescribeStacks', { StackName })
    const [view] = Stacks
    if (view && !view.StackStatus.endsWith('IN_PROGRESS')) return { view, minutes: (clock.now() - start) / 60_000 }
    await clock.sleep(5000)
  }
}

const create = (TemplateBody: string) => run('CreateStack', 'orchard', { TemplateBody, Capabilities: ['CAPABILITY_IAM'] })

test('a cluster with a nodegroup is made as long as EKS takes, changed where it stands, and taken away', async () => {
  const made = await create(template())
  expect(made.view).toMatchObject({ StackStatus: 'CREATE_COMPLETE' })
  expect(made.minutes).toBeGreaterThan(6)
  expect(made.view.Outputs).toEqual([
    { OutputKey: 'Group', OutputValue: expect.stringMatching(/^sg-/) },
    { OutputKey: 'Nodes', OutputValue: 'orchard/none' },
  ])
  const changed = await run('UpdateStack', 'orchard', {
    TemplateBody: template({ privateAccess: true, labels: { team: 'blue' } }),
    Capabilities: ['CAPABILITY_IAM'],
  })
  expect(changed.view).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' })
  expect(await call.aws('eks', 'DescribeNodegroup', { clusterName: 'orchard', nodegroupName: 'none' })).toMatchObject({
    nodegroup: { labels: { team: 'blue' }, status: 'ACTIVE' },
  })
  expect(await call.aws('eks', 'DescribeCluster', { name: 'orchard' })).toMatchObject({
    cluster: { resourcesVpcConfig: { endpointPrivateAccess: true } },
  })
  expect((await run('DeleteStack', made.view.StackId)).view).toMatchObject({ StackStatus: 'DELETE_COMPLETE' })
  expect(await call.aws('eks', 'ListClusters', {})).toMatchObject({ clusters: [] })
  expect(sandbox.broken).toEqual([])
})

test('a failure beside a cluster that is being made waits for it, then takes it away', async () => {
  const late = {
    Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
    Late: {
      Type: 'AWS::CloudFormation::WaitCondition',
      DependsOn: ['ServiceRole', 'A', 'B'],
      Properties: { Handle: ref('Handle'), Timeout: '120' },
    },
  }
  const made = await create(template({ more: late }))
  expect(made.view.StackStatus).toBe('ROLLBACK_COMPLETE')
  expect(made.minutes).toBeGreaterThan(6)
  expect(await call.aws('eks', 'ListClusters', {})).toMatchObject({ clusters: [] })
})

test('a seeded fault fails the resource it names, once', async () => {
  await sandbox.seed('fail:orchard:NodeRole')
  const made = await create(template())
  expect(made.view.StackStatus).toBe('ROLLBACK_COMPLETE')
  const { StackEvents } = await call.aws<{
    StackEvents: { LogicalResourceId: string; ResourceStatus: string; ResourceStatusReason?: string }[]
  }>('cloudformation', 'DescribeStackEvents', { StackName: made.view.StackId })
  const first = StackEvents.toReversed().find((one) => one.ResourceStatus === 'CREATE_FAILED')
  expect(first?.LogicalResourceId).toBe('NodeRole')
})
