import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readyNodes, refusal, startLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab({ region: 'us-east-1', zones: ['a', 'b', 'e'] })
  await lab.startCluster()
})
afterAll(() => lab.close())

const wish = (more: object = {}, vpc: object = {}) => ({
  name: 'other',
  roleArn: lab.roles.cluster,
  resourcesVpcConfig: { subnetIds: lab.publicSubnets.slice(0, 2), ...vpc },
  ...more,
})

const onOutpost = { outpostArns: ['arn:aws:outposts:us-east-1:111122223333:outpost/op-9'], controlPlaneInstanceType: 'm5.large' }

interface ClusterAnswer {
  cluster: {
    status: string
    endpoint?: string
    certificateAuthority: { data?: string }
    resourcesVpcConfig: { vpcId: string; clusterSecurityGroupId?: string }
    createdAt: Date
    version: string
  }
}

describe('CreateCluster refuses', () => {
  const cases: [string, () => object, string][] = [
    ['a name with a dot', () => wish({ name: 'a.b' }), 'InvalidParameterException: The cluster name should start'],
    ['a name of 101 characters', () => wish({ name: 'a'.repeat(101) }), 'InvalidParameterException: The cluster name can have at most 100'],
    ['a name that is taken', () => wish({ name: 'dev' }), 'ResourceInUseException: Cluster already exists with name: dev'],
    ['a version that EKS does not have', () => wish({ version: '1.99' }), 'InvalidParameterException: unsupported Kubernetes version'],
    ['a version that has been given up', () => wish({ version: '1.24' }), 'InvalidParameterException: unsupported Kubernetes version'],
    [
      'subnets of one zone',
      () => wish({}, { subnetIds: [lab.publicSubnets[0], lab.privateSubnets[0]] }),
      'InvalidParameterException: Subnets specified must be in at least two different AZs',
    ],
    [
      'a subnet that does not exist',
      () => wish({}, { subnetIds: ['subnet-0123456789abcdef0', lab.publicSubnets[0]] }),
      'InvalidParameterException: The subnet ID',
    ],
    [
      'a zone that EKS leaves out',
      () => wish({}, { subnetIds: [lab.publicSubnets[0], lab.publicSubnets[2]] }),
      `UnsupportedAvailabilityZoneException: Cannot create cluster 'other' because us-east-1e,`,
    ],
    [
      'a security group that does not exist',
      () => wish({}, { securityGroupIds: ['sg-0123456789abcdef0'] }),
      'InvalidParameterException: The security group',
    ],
    ['a local cluster whose role does not trust EC2', () => wish({ outpostConfig: onOutpost }), 'InvalidParameterException: Role with arn'],
    [
      'an Outpost that does not exist',
      () => wish({ outpostConfig: onOutpost, roleArn: lab.roles.node }),
      'InvalidParameterException: Outpost arn:aws:outposts:us-east-1:111122223333:outpost/op-9 does not exist',
    ],
    [
      'a role that does not exist',
      () => wish({ roleArn: 'arn:aws:iam::111122223333:role/ghost' }),
      'InvalidParameterException: Role with arn: arn:aws:iam::111122223333:role/ghost, could not be assumed',
    ],
    ['a role that does not trust EKS', () => wish({ roleArn: lab.roles.node }), 'InvalidParameterException: Role with arn'],
    [
      'no endpoint at all',
      () => wish({}, { endpointPublicAccess: false }),
      'InvalidParameterException: Private and public endpoint access cannot be false',
    ],
    [
      'an address block that is none',
      () => wish({}, { publicAccessCidrs: ['10.0.0.0'] }),
      'InvalidParameterException: The following CIDRs are invalid',
    ],
    [
      'a block of services that is public',
      () => wish({ kubernetesNetworkConfig: { serviceIpv4Cidr: '8.8.0.0/16' } }),
      'InvalidParameterException: Service IPv4 CIDR',
    ],
    [
      'a kind of log that there is not',
      () => wish({ logging: { clusterLogging: [{ types: ['kernel'], enabled: true }] } }),
      'InvalidParameterException: Invalid log type',
    ],
    [
      'Auto Mode in one of its three parts',
      () => wish({ computeConfig: { enabled: true } }),
      'InvalidParameterException: For EKS Auto Mode',
    ],
    ['tags of AWS', () => wish({ tags: { 'aws:x': 'y' } }), 'InvalidParameterException: Tag key aws:x is reserved'],
  ]
  test.each(cases)('%s', async (_, input, expected) => {
    expect(await refusal(lab.eks('CreateCluster', input()))).toContain(expected)
  })
})

test('a cluster holds its subnets with interfaces, has a security group of its own, and its creator may do everything', async () => {
  const { cluster } = await lab.eks<ClusterAnswer>('DescribeCluster', { name: 'dev' })
  expect(cluster).toMatchObject({
    status: 'ACTIVE',
    version: '1.33',
    endpoint: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
  })
  expect(Buffer.from(cluster.certificateAuthority.data ?? '', 'base64').toString()).toContain('BEGIN CERTIFICATE')
  const { NetworkInterfaces: interfaces } = await lab.aws<{ NetworkInterfaces: { SubnetId: string; Status: string }[] }>(
    'ec2',
    'DescribeNetworkInterfaces',
    {
      Filters: [{ Name: 'description', Values: ['Amazon EKS dev'] }],
    },
  )
  expect(interfaces).toHaveLength(2)
  expect(interfaces.every((item) => item.Status === 'in-use')).toBe(true)
  const { SecurityGroups: groups } = await lab.aws<{ SecurityGroups: { GroupName: string; Tags: { Key: string; Value: string }[] }[] }>(
    'ec2',
    'DescribeSecurityGroups',
    {
      GroupIds: [cluster.resourcesVpcConfig.clusterSecurityGroupId],
    },
  )
  expect(groups[0]?.GroupName).toMatch(/^eks-cluster-sg-dev-\d{10}$/)
  expect(groups[0]?.Tags).toContainEqual({ Key: 'aws:eks:cluster-name', Value: 'dev' })
  expect(
    await lab.eks('ListAssociatedAccessPolicies', { clusterName: 'dev', principalArn: 'arn:aws:iam::111122223333:user/owner' }),
  ).toMatchObject({
    associatedAccessPolicies: [
      { policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy', accessScope: { type: 'cluster' } },
    ],
  })
  expect(readyNodes(lab.objects())).toEqual([])
})

test('a request token that was answered is answered again, and refused with another request', async () => {
  const input = wish({ name: 'twice', clientRequestToken: 'token-1' })
  const first = await lab.eks<ClusterAnswer>('CreateCluster', input)
  expect((await lab.eks<ClusterAnswer>('CreateCluster', input)).cluster.createdAt).toEqual(first.cluster.createdAt)
  expect(await refusal(lab.eks('CreateCluster', { ...input, name: 'thrice' }))).toContain('InvalidParameterException')
  expect(await refusal(lab.eks('DeleteCluster', { name: 'twice' }))).toContain('ResourceInUseException')
  await lab.minutes(15)
  await lab.eks('DeleteCluster', { name: 'twice' })
  await lab.minutes(5)
})

test('ListClusters pages, and tells of connected clusters only when asked', async () => {
  const connectorConfig = { roleArn: lab.roles.agent, provider: 'GKE' }
  const stranger = { ...connectorConfig, roleArn: lab.roles.cluster }
  expect(await refusal(lab.eks('RegisterCluster', { name: 'afar', connectorConfig: stranger }))).toContain('Not existing role')
  await lab.eks('RegisterCluster', { name: 'afar', connectorConfig })
  expect(await lab.eks('ListClusters', {})).toEqual({ clusters: ['dev'] })
  const first = await lab.eks<{ clusters: string[]; nextToken: string }>('ListClusters', { include: ['all'], maxResults: 1 })
  expect(first.clusters).toEqual(['afar'])
  expect(await lab.eks('ListClusters', { include: ['all'], maxResults: 1, nextToken: first.nextToken })).toEqual({ clusters: ['dev'] })
  await lab.eks('DeregisterCluster', { name: 'afar' })
  expect(await refusal(lab.eks('DescribeCluster', { name: 'afar' }))).toBe('ResourceNotFoundException: No cluster found for name: afar.')
})

const versions = async (input: object): Promise<string[]> =>
  (await lab.eks<{ clusterVersions: { clusterVersion: string }[] }>('DescribeClusterVersions', input)).clusterVersions.map(
    (item) => item.clusterVersion,
  )

test('DescribeClusterVersions leaves out what is given up unless all are asked for', async () => {
  expect(await versions({})).not.toContain('1.24')
  expect(await versions({ includeAll: true })).toContain('1.24')
  expect(await versions({ defaultOnly: true })).toEqual(['1.34'])
  expect(await versions({ versionStatus: 'EXTENDED_SUPPORT' })).toEqual(['1.32', '1.31', '1.30'])
})

test('one update at a time, seen as InProgress and then Successful; an update that changes nothing is refused', async () => {
  const { update } = await lab.eks<{ update: { id: string; status: string; type: string } }>('UpdateClusterConfig', {
    name: 'dev',
    logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
  })
  expect(update).toMatchObject({ status: 'InProgress', type: 'LoggingUpdate' })
  expect(await refusal(lab.eks('UpdateClusterVersion', { name: 'dev', version: '1.34' }))).toBe(
    `ResourceInUseException: Cannot VersionUpdate because cluster dev currently has update ${update.id} in progress`,
  )
  expect(await refusal(lab.eks('DeleteCluster', { name: 'dev' }))).toContain('currently has an update in progress')
  expect(await lab.status('DescribeCluster', { name: 'dev' }, 'cluster')).toBe('UPDATING')
  await lab.until(
    'the update has ended',
    async () => (await lab.status('DescribeUpdate', { name: 'dev', updateId: update.id }, 'update')) === 'Successful',
  )
  expect(
    await refusal(lab.eks('UpdateClusterConfig', { name: 'dev', logging: { clusterLogging: [{ types: ['api'], enabled: true }] } })),
  ).toContain('No changes needed')
  expect(
    await refusal(lab.eks('UpdateClusterConfig', { name: 'dev', deletionProtection: true, upgradePolicy: { supportType: 'STANDARD' } })),
  ).toContain('Only one type of update')
  expect(await lab.eks('ListUpdates', { name: 'dev' })).toEqual({ updateIds: [update.id] })
})

test('a version goes up by one, never by two, and the API tells it', async () => {
  expect(await refusal(lab.eks('UpdateClusterVersion', { name: 'dev', version: '1.35' }))).toContain(
    'Unsupported Kubernetes minor version update from 1.33 to 1.35',
  )
  const before = lab.objects().list({ apiVersion: 'v1', kind: 'Namespace' }).length
  const { update } = await lab.eks<{ update: { id: string } }>('UpdateClusterVersion', { name: 'dev', version: '1.34' })
  await lab.until(
    'the version is there',
    async () => (await lab.status('DescribeUpdate', { name: 'dev', updateId: update.id }, 'update')) === 'Successful',
  )
  expect((await lab.eks<ClusterAnswer>('DescribeCluster', { name: 'dev' })).cluster.version).toBe('1.34')
  expect(lab.objects().list({ apiVersion: 'v1', kind: 'Namespace' })).toHaveLength(before)
})

test('behind a private-only endpoint nobody gets through, and what the cluster held is there afterwards', async () => {
  const { endpoint = '' } = (await lab.eks<ClusterAnswer>('DescribeCluster', { name: 'dev' })).cluster
  lab.objects().put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name: 'kept' }, data: { a: 'b' } })
  const change = async (resourcesVpcConfig: object): Promise<void> => {
    const { update } = await lab.eks<{ update: { id: string } }>('UpdateClusterConfig', { name: 'dev', resourcesVpcConfig })
    await lab.until(
      'the endpoint has changed',
      async () => (await lab.status('DescribeUpdate', { name: 'dev', updateId: update.id }, 'update')) === 'Successful',
    )
  }
  await change({ endpointPublicAccess: false, endpointPrivateAccess: true })
  await expect(fetch(endpoint)).rejects.toThrow('fetch failed')
  await change({ endpointPublicAccess: true })
  expect(lab.objects().get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'kept' })).toBeDefined()
})

test('tags are put on and taken off by ARN', async () => {
  const resourceArn = 'arn:aws:eks:us-east-1:111122223333:cluster/dev'
  await lab.eks('TagResource', { resourceArn, tags: { a: '1', b: '2' } })
  await lab.eks('UntagResource', { resourceArn, tagKeys: ['a'] })
  expect(await lab.eks('ListTagsForResource', { resourceArn })).toEqual({ tags: { b: '2' } })
  expect(await refusal(lab.eks('ListTagsForResource', { resourceArn: `${resourceArn}s` }))).toContain('NotFoundException')
})

test('a protected cluster stays; a deleted one gives its interfaces and its group back', async () => {
  await lab.eks('UpdateClusterConfig', { name: 'dev', deletionProtection: true })
  await lab.minutes(6)
  expect(await refusal(lab.eks('DeleteCluster', { name: 'dev' }))).toContain('InvalidRequestException')
  await lab.eks('UpdateClusterConfig', { name: 'dev', deletionProtection: false })
  await lab.minutes(6)
  await lab.eks('DeleteCluster', { name: 'dev' })
  expect(await lab.status('DescribeCluster', { name: 'dev' }, 'cluster')).toBe('DELETING')
  await lab.minutes(5)
  expect(await lab.status('DescribeCluster', { name: 'dev' }, 'cluster')).toBe('ResourceNotFoundException')
  const left = await lab.aws<{ NetworkInterfaces?: { Description: string }[] }>('ec2', 'DescribeNetworkInterfaces')
  expect((left.NetworkInterfaces ?? []).filter((item) => item.Description.startsWith('Amazon EKS'))).toEqual([])
  const { SecurityGroups: groups } = await lab.aws<{ SecurityGroups: { GroupName: string }[] }>('ec2', 'DescribeSecurityGroups', {
    Filters: [{ Name: 'vpc-id', Values: [lab.vpcId] }],
  })
  expect(groups.map((group) => group.GroupName)).toEqual(['default'])
  expect(lab.account.broken).toEqual([])
})

test('a cluster that logs has a log group', async () => {
  const name = '/aws/eks/talker/cluster'
  await lab.eks('CreateCluster', wish({ name: 'talker', logging: { clusterLogging: [{ types: ['audit'], enabled: true }] } }))
  await lab.minutes(20)
  const { logGroups } = await lab.aws<{ logGroups: { logGroupName: string }[] }>('logs', 'DescribeLogGroups', { logGroupNamePrefix: name })
  expect(logGroups).toMatchObject([{ logGroupName: name }])
})
