import { afterAll, beforeAll, expect, test } from 'vitest'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { openLab } from '../bad-input/lab.ts'

const region = 'us-west-2'
let lab: Awaited<ReturnType<typeof openLab>>
let hear: (text: string) => void = () => undefined
beforeAll(async () => {
  lab = await openLab({ region, sandbox: { durations: 0 }, onTalk: (text) => hear(text) })
  const made = await lab.run('create cluster --name dev --nodegroup-name first -v 0')
  expect(made).toMatchObject({ exitCode: 0 })
  expect(await lab.run('create addon --cluster dev --name eks-pod-identity-agent -v 0')).toMatchObject({ exitCode: 0 })
}, 60_000)
afterAll(() => lab.close())

const driver = 'create addon --cluster dev --name aws-ebs-csi-driver --auto-apply-pod-identity-associations'
const aws = <T = unknown>(operation: string, input: object): Promise<T> =>
  lab.sandbox.account.call(region).aws('eks', operation, { clusterName: 'dev', ...input })
const firstLines = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => /^(error|hint):/.test(line))
    .join('\n')

/** Gives the driver's service account a role, as somebody else would. */
async function associate(): Promise<string> {
  const { nodegroup } = await aws<{ nodegroup: { nodeRole: string } }>('DescribeNodegroup', { nodegroupName: 'first' })
  const RoleName = nodegroup.nodeRole.split('/').at(-1)
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await lab.sandbox.account.call('us-east-1').aws('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument })
  const { association } = await aws<{ association: { associationId: string } }>('CreatePodIdentityAssociation', {
    namespace: 'kube-system',
    serviceAccount: 'ebs-csi-controller-sa',
    roleArn: nodegroup.nodeRole,
  })
  return association.associationId
}

test('a service account that has a role by somebody else is named before anything is made; without it, the add-on is', async () => {
  const associationId = await associate()
  const before = lab.writes().length
  const refused = await lab.run(driver)
  expect(refused.exitCode).toBe(6)
  expect(firstLines(refused.stderr)).toBe(
    [
      `error: add-on aws-ebs-csi-driver can't give roles to service accounts that have one already: kube-system/ebs-csi-controller-sa (${associationId})`,
      'hint: delete what is there (`eksx delete podidentityassociation --cluster dev --region us-west-2 --namespace kube-system --service-account-name ebs-csi-controller-sa`), or leave them out of addons[aws-ebs-csi-driver]; then run the same command again',
    ].join('\n'),
  )
  expect(lab.writes().slice(before)).toEqual([])
  await aws('DeletePodIdentityAssociation', { associationId })
})

test('one that comes by a role while the add-on is made is named too; the same line goes on once it is gone', async () => {
  let meanwhile: Promise<string> | undefined
  hear = (text) => {
    if (text.includes('role of add-on aws-ebs-csi-driver for ebs-csi-controller-sa: creating')) meanwhile ??= associate()
  }
  const refused = await lab.run(driver)
  hear = () => undefined
  const associationId = await meanwhile
  expect([refused.exitCode, firstLines(refused.stderr)]).toEqual([1, expect.stringContaining(`(${associationId})`)])
  await aws('DeletePodIdentityAssociation', { associationId })
  expect(await lab.run(driver)).toMatchObject({ exitCode: 0 })
  expect(await aws('DescribeAddon', { addonName: 'aws-ebs-csi-driver' })).toMatchObject({ addon: { status: 'ACTIVE' } })
})

/** Pods may take the role. */
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: 'pods.eks.amazonaws.com' } }],
})

test('an association that an add-on owns is not taken for the one that is asked for', async () => {
  const { Role: made } = await lab.sandbox.account
    .call('us-west-2')
    .aws<{ Role: { Arn: string } }>('iam', 'CreateRole', { RoleName: 'any', AssumeRolePolicyDocument: trust })
  const role = made.Arn
  const refused = await lab.run(
    `create podidentityassociation --cluster dev --namespace kube-system --service-account-name ebs-csi-controller-sa --role-arn ${role}`,
  )
  expect([refused.exitCode, firstLines(refused.stderr)]).toEqual([6, expect.stringContaining('has its role by arn:aws:eks:')])
})

test('an add-on that fails is told in the words of EKS, with what to do; the same line with --force mends it', async () => {
  const api = kubernetesOf(lab.sandbox.account, region, 'dev')?.objects
  api?.put({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'kube-system', name: 'snapshot-controller' } })
  const line = 'create addon --cluster dev --name snapshot-controller'
  const failed = await lab.run(line)
  expect(failed.exitCode).toBe(1)
  expect(firstLines(failed.stderr)).toMatch(
    /^error: add-on snapshot-controller is CREATE_FAILED: ConfigurationConflict: .*snapshot-controller/,
  )
  expect(firstLines(failed.stderr)).toContain('\nhint: ')
  expect((await lab.run(line)).exitCode).toBe(1)
  const mended = await lab.run(`${line} --force`)
  expect([mended.exitCode, mended.stderr]).toEqual([0, expect.stringContaining('✓ add-on snapshot-controller')])
  expect(await aws('DescribeAddon', { addonName: 'snapshot-controller' })).toMatchObject({ addon: { status: 'ACTIVE' } })
})
