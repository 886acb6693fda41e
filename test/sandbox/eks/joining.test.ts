import { afterAll, beforeAll, expect, test } from 'vitest'
import { whyNotJoined } from '#sandbox/nodes/instances.ts'
import { readyNodes, startLab, type Lab } from './lab.ts'

let lab: Lab
let cluster: { endpoint: string; certificateAuthority: { data: string }; resourcesVpcConfig: { clusterSecurityGroupId: string } }
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
  await lab.eks('CreateAddon', { clusterName: 'dev', addonName: 'vpc-cni' })
  await lab.aws('iam', 'CreateInstanceProfile', { InstanceProfileName: 'own' })
  await lab.aws('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'own', RoleName: 'node' })
  cluster = (await lab.eks<{ cluster: typeof cluster }>('DescribeCluster', { name: 'dev' })).cluster
})
afterAll(() => lab.close())

const nodeConfig = (wrong: { endpoint?: string; authority?: string; name?: string } = {}): string =>
  [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: application/node.eks.aws',
    '',
    'apiVersion: node.eks.aws/v1alpha1',
    'kind: NodeConfig',
    'spec:',
    '  cluster:',
    `    name: ${wrong.name ?? 'dev'}`,
    `    apiServerEndpoint: ${wrong.endpoint ?? cluster.endpoint}`,
    `    certificateAuthority: ${wrong.authority ?? cluster.certificateAuthority.data}`,
    '    cidr: 10.100.0.0/16',
    '  kubelet:',
    '    flags:',
    '    - --node-labels=role=own',
    '',
    '--x--',
  ].join('\n')

async function run(userData: string, more: object = {}): Promise<string> {
  const { Instances: instances } = await lab.aws<{ Instances: { InstanceId: string }[] }>('ec2', 'RunInstances', {
    ImageId: 'ami-0123456789abcdef0',
    InstanceType: 't3.medium',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: lab.privateSubnets[0],
    SecurityGroupIds: [cluster.resourcesVpcConfig.clusterSecurityGroupId],
    IamInstanceProfile: { Name: 'own' },
    UserData: Buffer.from(userData).toString('base64'),
    ...more,
  })
  await lab.minutes(4)
  return instances[0]?.InstanceId ?? ''
}

const reasonOf = (id: string): string | undefined => whyNotJoined(lab.call, 'dev').find((item) => item.instanceId === id)?.reason

test('an instance that the cluster does not know is refused, and joins as soon as it gets an access entry', async () => {
  const id = await run(nodeConfig())
  expect(reasonOf(id)).toContain('has no access entry for nodes and no entry in aws-auth')
  await lab.eks('CreateAccessEntry', { clusterName: 'dev', principalArn: lab.roles.node, type: 'EC2_LINUX' })
  await lab.until('it is Ready', () => readyNodes(lab.objects()).length === 1)
  expect(reasonOf(id)).toBeUndefined()
  expect(lab.objects().list({ apiVersion: 'v1', kind: 'Node' }, { labels: 'role=own' })).toHaveLength(1)
  await lab.aws('ec2', 'TerminateInstances', { InstanceIds: [id] })
  await lab.until('its node has left', () => lab.objects().list({ apiVersion: 'v1', kind: 'Node' }).length === 0)
})

test('an access entry is that of a role whichever of the two ARNs has the path', async () => {
  const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }] }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', ...trust })
  await lab.aws('iam', 'CreateRole', { RoleName: 'deep', Path: '/a/b/', AssumeRolePolicyDocument })
  for (const name of ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy'])
    await lab.aws('iam', 'AttachRolePolicy', { RoleName: 'deep', PolicyArn: `arn:aws:iam::aws:policy/${name}` })
  await lab.aws('iam', 'CreateInstanceProfile', { InstanceProfileName: 'deep' })
  await lab.aws('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'deep', RoleName: 'deep' })
  await lab.eks('CreateAccessEntry', { clusterName: 'dev', principalArn: 'arn:aws:iam::111122223333:role/deep', type: 'EC2_LINUX' })
  const id = await run(nodeConfig(), { IamInstanceProfile: { Name: 'deep' } })
  await lab.until('it is Ready', () => readyNodes(lab.objects()).length === 1)
  await lab.aws('ec2', 'TerminateInstances', { InstanceIds: [id] })
  await lab.until('its node has left', () => lab.objects().list({ apiVersion: 'v1', kind: 'Node' }).length === 0)
})

test.each([
  [
    'the endpoint of another cluster',
    () => nodeConfig({ endpoint: 'https://127.0.0.1:1' }),
    {},
    'its user data names the endpoint https://127.0.0.1:1',
  ],
  [
    'the authority of another cluster',
    () => nodeConfig({ authority: 'AAAA' }),
    {},
    'its user data holds the certificate authority of another cluster',
  ],
  ['no instance profile', () => nodeConfig(), { IamInstanceProfile: undefined }, 'it has no instance profile with a role'],
])('an instance with %s does not join', async (_, userData, more, expected) => {
  expect(reasonOf(await run(userData(), more))).toContain(expected)
})

test('an instance without a way out does not join a public endpoint', async () => {
  const { RouteTables: tables } = await lab.aws<{ RouteTables: { RouteTableId: string }[] }>('ec2', 'DescribeRouteTables', {
    Filters: [{ Name: 'association.subnet-id', Values: [lab.privateSubnets[0]] }],
  })
  const RouteTableId = tables[0]?.RouteTableId
  await lab.aws('ec2', 'DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' })
  expect(reasonOf(await run(nodeConfig()))).toContain(`has no route to the internet, and the cluster's endpoint has no private access`)
})

test('an instance whose groups let nothing out does not join', async () => {
  const { GroupId: closed } = await lab.aws<{ GroupId: string }>('ec2', 'CreateSecurityGroup', {
    GroupName: 'closed',
    Description: 'closed',
    VpcId: lab.vpcId,
  })
  await lab.aws('ec2', 'RevokeSecurityGroupEgress', {
    GroupId: closed,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  })
  expect(reasonOf(await run(nodeConfig(), { SubnetId: lab.publicSubnets[0], SecurityGroupIds: [closed] }))).toContain(
    'allow no traffic out on port 443',
  )
})

test('aws-auth lets a role in where there is no access entry', async () => {
  await lab.eks('DeleteAccessEntry', { clusterName: 'dev', principalArn: lab.roles.node })
  const id = await run(nodeConfig(), { SubnetId: lab.publicSubnets[1] })
  expect(reasonOf(id)).toContain('has no access entry')
  lab.objects().put({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'kube-system', name: 'aws-auth' },
    data: {
      mapRoles: `- rolearn: ${lab.roles.node}\n  username: system:node:{{EC2PrivateDNSName}}\n  groups: [system:bootstrappers, system:nodes]\n`,
    },
  })
  await lab.until('it is Ready', () => readyNodes(lab.objects()).length === 1)
  expect(lab.account.broken).toEqual([])
})
