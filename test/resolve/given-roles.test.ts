import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { TrustPolicy } from '#src/app/roles.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { EksxError } from '#src/errors.ts'
import { checkGivenRoles } from '#src/resolve/given-roles.ts'

const account = '111122223333'
const role = (name: string, owner = account): string => `arn:aws:iam::${owner}:role/${name}`
const trusting = (...services: string[]): TrustPolicy => ({ Statement: [{ Effect: 'Allow', Principal: { Service: services } }] })

const known: Readonly<Record<string, TrustPolicy>> = {
  control: trusting('eks.amazonaws.com'),
  nodes: trusting('ssm.amazonaws.com', 'ec2.amazonaws.com.cn'),
  pods: { Statement: [{ Effect: 'Allow', Principal: '*' }] },
  blank: { Statement: [] },
  people: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' } }] },
}
const app = {
  roles: {
    find: async (name: string) => {
      if (name === 'secret') throw new EksxError('AccessDenied', 'no', { exitCode: 5 })
      return known[name] && { name, arn: role(name), tags: {}, trust: known[name] }
    },
  },
} as unknown as App

const check = (config: object): Promise<void> =>
  checkGivenRoles(app, config as ClusterConfig, account, (path) => (path.startsWith('iam.') ? 'cluster.yaml:4:7' : undefined))

test('roles that are there and may be taken pass, and so do those that nobody here can judge', async () => {
  await check({
    iam: { serviceRoleARN: role('control'), podIdentityAssociations: [{ roleARN: role('deep/pods') }, { permissionPolicyARNs: [] }] },
    nodeGroups: [{ name: 'a', iam: { instanceRoleARN: role('nodes') } }],
    managedNodeGroups: [{ name: 'b', iam: { instanceRoleARN: role('blank') } }, { name: 'c' }],
    fargateProfiles: [{ name: 'f', podExecutionRoleARN: role('secret') }],
    autoModeConfig: { nodeRoleARN: role('anything', '444455556666') },
  })
})

test('all that cannot be taken are named at once, with their places', async () => {
  const refused = check({
    iam: { serviceRoleARN: role('ghost') },
    managedNodeGroups: [{ name: 'a', iam: { instanceRoleARN: role('people') } }],
    fargateProfiles: [{ name: 'f', podExecutionRoleARN: role('nodes') }],
    addons: [{ name: 'x', podIdentityAssociations: [{ roleARN: role('control') }] }],
  })
  await expect(refused).rejects.toMatchObject({
    exitCode: 6,
    message: [
      'cluster.yaml:4:7: iam.serviceRoleARN: role arn:aws:iam::111122223333:role/ghost does not exist',
      'managedNodeGroups[0].iam.instanceRoleARN: role arn:aws:iam::111122223333:role/people does not trust ec2.amazonaws.com, which has to take it',
      'fargateProfiles[0].podExecutionRoleARN: role arn:aws:iam::111122223333:role/nodes does not trust eks-fargate-pods.amazonaws.com, which has to take it',
      'addons[0].podIdentityAssociations[0].roleARN: role arn:aws:iam::111122223333:role/control does not trust pods.eks.amazonaws.com, which has to take it',
    ].join('\n'),
  })
})
