import { expect, test } from 'vitest'
import { iam } from '#sandbox/services/iam/service.ts'
import { testAccount } from './account.ts'
import type { TestAccount } from './account.ts'

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: ['ec2.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
}
const document = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const managed = (name: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` })
const nodeRole = (policies: string[], more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trust, Path: '/', ManagedPolicyArns: policies.map(managed), ...more },
})
const body = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more })
const account = () => testAccount({ iam: iam.operations })

async function run(
  of: TestAccount,
  operation: 'CreateStack' | 'UpdateStack' | 'DeleteStack',
  template?: string,
): Promise<{ status: string | undefined; failed: string[] }> {
  const { StackId = 'nodes' } = await of
    .cfn<{ StackId?: string } | undefined>(operation, {
      StackName: 'nodes',
      TemplateBody: template,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    })
    .then((answer) => answer ?? {})
  await of.rest()
  const stacks = await of.cfn<{ StackSummaries: { StackStatus: string }[] }>('ListStacks')
  const { StackEvents } = await of
    .cfn<{ StackEvents: { ResourceStatus: string; LogicalResourceId: string; ResourceStatusReason?: string }[] }>('DescribeStackEvents', {
      StackName: StackId,
    })
    .catch(() => ({ StackEvents: [] }))
  return {
    status: stacks.StackSummaries[0]?.StackStatus,
    failed: StackEvents.filter((one) => one.ResourceStatus.endsWith('FAILED')).map(
      (one) => `${one.LogicalResourceId} ${one.ResourceStatusReason}`,
    ),
  }
}

async function roleName(of: TestAccount): Promise<string> {
  return (
    await of.cfn<{ StackResourceDetail: { PhysicalResourceId: string } }>('DescribeStackResource', {
      StackName: 'nodes',
      LogicalResourceId: 'NodeInstanceRole',
    })
  ).StackResourceDetail.PhysicalResourceId
}

const attached = async (of: TestAccount, RoleName: string): Promise<string[]> =>
  (await of.call.aws<{ AttachedPolicies: { PolicyName: string }[] }>('iam', 'ListAttachedRolePolicies', { RoleName })).AttachedPolicies.map(
    (one) => one.PolicyName,
  )

test('a node role with its profile and policies comes, changes and goes', async () => {
  const of = account()
  const rest = {
    NodeInstanceProfile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Path: '/', Roles: [{ Ref: 'NodeInstanceRole' }] } },
    PolicyAutoScaling: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: { 'Fn::Sub': '${AWS::StackName}-PolicyAutoScaling' },
        Roles: [{ Ref: 'NodeInstanceRole' }],
        PolicyDocument: document('autoscaling:Describe*'),
      },
    },
  }
  const made = await run(
    of,
    'CreateStack',
    body({ NodeInstanceRole: nodeRole(['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy']), ...rest }),
  )
  expect(made).toEqual({ status: 'CREATE_COMPLETE', failed: [] })
  const name = await roleName(of)
  expect(name).toMatch(/^nodes-NodeInstanceRole-\w{12}$/)
  expect((await attached(of, name)).toSorted()).toEqual(['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy'])
  expect(await of.call.aws('iam', 'ListRolePolicies', { RoleName: name })).toMatchObject({ PolicyNames: ['nodes-PolicyAutoScaling'] })
  const changed = await run(
    of,
    'UpdateStack',
    body({ NodeInstanceRole: nodeRole(['AmazonEKSWorkerNodePolicy', 'AmazonSSMManagedInstanceCore']), ...rest }),
  )
  expect(changed).toEqual({ status: 'UPDATE_COMPLETE', failed: [] })
  expect(await roleName(of)).toBe(name)
  expect((await attached(of, name)).toSorted()).toEqual(['AmazonEKSWorkerNodePolicy', 'AmazonSSMManagedInstanceCore'])
  expect((await run(of, 'DeleteStack')).status).toBe('DELETE_COMPLETE')
  await expect(of.call.aws('iam', 'GetRole', { RoleName: name })).rejects.toThrow(name)
})

test('a long stack name leaves a role name of 64 characters at most', async () => {
  const of = account()
  const StackName = `eksctl-${'long'.repeat(20)}-cluster`
  await of.cfn('CreateStack', { StackName, TemplateBody: body({ ServiceRole: nodeRole([]) }), Capabilities: ['CAPABILITY_IAM'] })
  await of.rest()
  const detail = await of.cfn<{ StackResourceDetail: { PhysicalResourceId: string } }>('DescribeStackResource', {
    StackName,
    LogicalResourceId: 'ServiceRole',
  })
  expect(detail.StackResourceDetail.PhysicalResourceId).toMatch(/^eksctl-long.*-ServiceRole-\w{12}$/)
  expect(detail.StackResourceDetail.PhysicalResourceId.length).toBeLessThanOrEqual(64)
})

test('a role name that is taken fails the resource, and the other role stays', async () => {
  const of = account()
  await of.call.aws('iam', 'CreateRole', { RoleName: 'mine', AssumeRolePolicyDocument: JSON.stringify(trust) })
  const made = await run(of, 'CreateStack', body({ NodeInstanceRole: nodeRole([], { RoleName: 'mine' }) }))
  expect(made.status).toBe('ROLLBACK_COMPLETE')
  expect(made.failed[0]).toMatch(
    /^NodeInstanceRole Resource handler returned message: "Role with name mine already exists\. \(Service: Iam, Status Code: 409, .*HandlerErrorCode: AlreadyExists\)$/,
  )
  await of.call.aws('iam', 'GetRole', { RoleName: 'mine' })
})

test.each([[[]], [['AmazonEKSWorkerNodePolicy']]])(
  'a role with %j that carries a policy somebody else attached is not deleted',
  async (own) => {
    const of = account()
    await run(of, 'CreateStack', body({ NodeInstanceRole: nodeRole(own) }))
    await of.call.aws('iam', 'AttachRolePolicy', {
      RoleName: await roleName(of),
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    })
    const gone = await run(of, 'DeleteStack')
    expect(gone.status).toBe('DELETE_FAILED')
    expect(gone.failed.join()).toContain('Cannot delete entity, must detach all policies first.')
  },
)

test('a stack works in the name of its role, which must trust CloudFormation', async () => {
  const of = account()
  const role = async (RoleName: string, service: string) => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    })
    return (await of.call.aws<{ Role: { Arn: string } }>('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument })).Role.Arn
  }
  const request = { StackName: 'nodes', TemplateBody: body({ Q: { Type: 'AWS::SQS::Queue' } }) }
  const wrong = await role('wrong', 'ec2.amazonaws.com')
  await expect(of.cfn('CreateStack', { ...request, RoleARN: wrong })).rejects.toThrow(`Role ${wrong} is invalid or cannot be assumed`)
  await of.cfn('CreateStack', { ...request, RoleARN: await role('right', 'cloudformation.amazonaws.com') })
  await of.rest()
  expect(await of.cfn('DescribeStacks', { StackName: 'nodes' })).toMatchObject({
    Stacks: [{ StackStatus: 'CREATE_COMPLETE', RoleARN: 'arn:aws:iam::111122223333:role/right' }],
  })
})
