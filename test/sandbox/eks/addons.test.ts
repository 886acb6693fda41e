import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal, startLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
})
afterAll(() => lab.close())

const status = (addonName: string) => lab.status('DescribeAddon', { clusterName: 'dev', addonName }, 'addon')
const create = (more: object) => lab.eks('CreateAddon', { clusterName: 'dev', addonName: 'vpc-cni', ...more })

test.each([
  ['a name that there is not', { addonName: 'vpc-dni' }, 'Addon specified is not supported'],
  ['a version that there is not', { addonVersion: 'v9.9.9' }, 'Addon version specified is not supported'],
  ['configuration that its schema does not know', { configurationValues: '{"colour":"red"}' }, '$.colour: is not defined in the schema'],
  ['a value of another type', { configurationValues: 'env: 3' }, '$.env: number found, object expected'],
  ['a role that does not exist', { serviceAccountRoleArn: 'arn:aws:iam::111122223333:role/ghost' }, 'the role does not exist'],
])('CreateAddon refuses %s', async (_, more, expected) => {
  expect(await refusal(create(more))).toContain(expected)
})

test('network and proxy are ACTIVE without nodes, a name server is DEGRADED and says why', async () => {
  for (const addonName of ['vpc-cni', 'kube-proxy', 'coredns']) await create({ addonName })
  expect(await refusal(create({}))).toBe('ResourceInUseException: Addon already exists.')
  expect(await status('vpc-cni')).toBe('CREATING')
  await lab.minutes(2)
  expect([await status('vpc-cni'), await status('kube-proxy'), await status('coredns')]).toEqual(['ACTIVE', 'ACTIVE', 'DEGRADED'])
  expect(await lab.eks('DescribeAddon', { clusterName: 'dev', addonName: 'coredns' })).toMatchObject({
    addon: { health: { issues: [{ code: 'InsufficientNumberOfReplicas' }] } },
  })
  expect(await lab.eks('ListAddons', { clusterName: 'dev' })).toEqual({ addons: ['coredns', 'kube-proxy', 'vpc-cni'] })
})

test('an update shows InProgress, changes the workload, and ends', async () => {
  const { update } = await lab.eks<{ update: { id: string; type: string } }>('UpdateAddon', {
    clusterName: 'dev',
    addonName: 'coredns',
    configurationValues: '{"replicaCount": 4}',
    resolveConflicts: 'OVERWRITE',
  })
  expect(await status('coredns')).toBe('UPDATING')
  expect(await refusal(lab.eks('UpdateAddon', { clusterName: 'dev', addonName: 'coredns' }))).toContain('ResourceInUseException')
  await lab.until(
    'it has ended',
    async () => (await lab.status('DescribeUpdate', { name: 'dev', addonName: 'coredns', updateId: update.id }, 'update')) === 'Successful',
  )
  expect(lab.objects().get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'coredns' })).toMatchObject({
    spec: { replicas: 4 },
  })
})

test('an update that names no role takes away the one that the add-on had', async () => {
  const role = async (): Promise<string | undefined> =>
    (await lab.eks<{ addon: { serviceAccountRoleArn?: string } }>('DescribeAddon', { clusterName: 'dev', addonName: 'kube-proxy' })).addon
      .serviceAccountRoleArn
  const updated = async (input: object): Promise<void> => {
    await lab.eks('UpdateAddon', { clusterName: 'dev', addonName: 'kube-proxy', ...input })
    await lab.until('it has ended', async () => (await status('kube-proxy')) !== 'UPDATING')
  }
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'kube-system', name: 'kube-proxy' }
  const annotation = (): unknown => lab.objects().get(account)?.metadata.annotations?.['eks.amazonaws.com/role-arn']
  await updated({ serviceAccountRoleArn: lab.roles.node })
  expect([await role(), annotation()]).toEqual([lab.roles.node, lab.roles.node])
  await updated({})
  expect([await role(), annotation()]).toEqual([undefined, undefined])
})

test('of the accounts of the EBS driver only the controller gets the role of the add-on', async () => {
  await create({ addonName: 'aws-ebs-csi-driver', serviceAccountRoleArn: lab.roles.node })
  const roleOf = (name: string): unknown =>
    lab.objects().get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'kube-system', name })?.metadata.annotations?.[
      'eks.amazonaws.com/role-arn'
    ]
  await lab.until('its objects are there', async () => roleOf('ebs-csi-controller-sa') !== undefined)
  expect([roleOf('ebs-csi-controller-sa'), roleOf('ebs-csi-node-sa')]).toEqual([lab.roles.node, undefined])
  await lab.eks('DeleteAddon', { clusterName: 'dev', addonName: 'aws-ebs-csi-driver' })
  await lab.minutes(2)
})

test('objects that somebody else made stop an add-on that may not overwrite them', async () => {
  lab.objects().put({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'kube-system', name: 'metrics-server' } })
  await create({ addonName: 'metrics-server', resolveConflicts: 'NONE' })
  await lab.minutes(2)
  expect(await status('metrics-server')).toBe('CREATE_FAILED')
  expect(await lab.eks('DescribeAddon', { clusterName: 'dev', addonName: 'metrics-server' })).toMatchObject({
    addon: { health: { issues: [{ code: 'ConfigurationConflict', message: expect.stringContaining('ServiceAccount.metrics-server') }] } },
  })
  await lab.eks('DeleteAddon', { clusterName: 'dev', addonName: 'metrics-server' })
  await lab.minutes(1)
  expect(lab.objects().get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'kube-system', name: 'metrics-server' })).toBeDefined()
  await create({ addonName: 'metrics-server', resolveConflicts: 'OVERWRITE' })
  await lab.minutes(2)
  expect(await status('metrics-server')).toBe('DEGRADED')
})

test('an add-on is refused whole where one of its service accounts has an association already', async () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  }
  const { Role: role } = await lab.aws<{ Role: { Arn: string } }>('iam', 'CreateRole', {
    RoleName: 'disks',
    AssumeRolePolicyDocument: JSON.stringify(trust),
  })
  const { association } = await lab.eks<{ association: { associationId: string } }>('CreatePodIdentityAssociation', {
    clusterName: 'dev',
    namespace: 'kube-system',
    serviceAccount: 'taken',
    roleArn: role.Arn,
  })
  const podIdentityAssociations = ['free', 'taken'].map((serviceAccount) => ({ serviceAccount, roleArn: role.Arn }))
  expect(await refusal(create({ addonName: 'aws-ebs-csi-driver', podIdentityAssociations }))).toBe(
    `ResourceInUseException: Association already exists: ${association.associationId}`,
  )
  expect(await lab.eks('ListPodIdentityAssociations', { clusterName: 'dev' })).toMatchObject({
    associations: [{ serviceAccount: 'taken' }],
  })
  await lab.eks('DeletePodIdentityAssociation', { clusterName: 'dev', associationId: association.associationId })
})

test('a preserved add-on leaves its objects, another takes them along', async () => {
  const daemonSet = (name: string) => lab.objects().get({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name })
  await lab.eks('DeleteAddon', { clusterName: 'dev', addonName: 'kube-proxy', preserve: true })
  await lab.eks('DeleteAddon', { clusterName: 'dev', addonName: 'vpc-cni' })
  expect(await status('vpc-cni')).toBe('DELETING')
  await lab.minutes(1)
  expect(await refusal(lab.eks('DescribeAddon', { clusterName: 'dev', addonName: 'vpc-cni' }))).toBe(
    'ResourceNotFoundException: No addon: vpc-cni found in cluster: dev',
  )
  expect(daemonSet('kube-proxy')).toBeDefined()
  expect(daemonSet('aws-node')).toBeUndefined()
})

test('versions and configuration are told by Kubernetes version and by name', async () => {
  const { addons } = await lab.eks<{
    addons: { addonName: string; addonVersions: { compatibilities: { clusterVersion: string; defaultVersion: boolean }[] }[] }[]
  }>('DescribeAddonVersions', {
    addonName: 'coredns',
    kubernetesVersion: '1.33',
  })
  expect(addons).toHaveLength(1)
  expect(addons[0]?.addonVersions.filter((item) => item.compatibilities.some((fit) => fit.defaultVersion))).toHaveLength(1)
  expect(addons[0]?.addonVersions.every((item) => item.compatibilities.every((fit) => fit.clusterVersion === '1.33'))).toBe(true)
  expect(await lab.eks('DescribeAddonConfiguration', { addonName: 'vpc-cni', addonVersion: 'v1.20.1-eksbuild.1' })).toMatchObject({
    podIdentityConfiguration: [{ serviceAccount: 'aws-node' }],
  })
})

test('a role that IAM has not spread the news of yet does not exist for EKS', async () => {
  lab.account.faults.set({ effect: { kind: 'slow-iam', ms: 3_600_000 } })
  expect(await refusal(create({ addonName: 'aws-ebs-csi-driver', serviceAccountRoleArn: lab.roles.node }))).toContain(
    'the role does not exist',
  )
  lab.account.faults.clear()
  expect(lab.account.broken).toEqual([])
})
