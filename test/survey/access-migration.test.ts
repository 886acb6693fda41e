import { describe, expect, test } from 'vitest'
import type { App, Caller } from '#src/app.ts'
import { accessMigration, entryFor } from '#src/survey/access-migration.ts'
import { liveCluster } from '../command/stage.ts'

const arn = 'arn:aws:iam::111122223333:role/team'
const STANDARD = { principalARN: arn, type: 'STANDARD' }

test.each([
  [
    { username: 'team', groups: ['team'] },
    { ...STANDARD, kubernetesUsername: 'team', kubernetesGroups: ['team'] },
  ],
  [{ username: 'team:{{SessionName}}' }, { ...STANDARD, kubernetesUsername: 'team:{{SessionName}}' }],
  [{ username: 'team:of/{{SessionNameRaw}}' }, { ...STANDARD, kubernetesUsername: 'team:of/{{SessionNameRaw}}' }],
  [
    { username: 'admin', groups: ['system:masters', 'team'] },
    {
      ...STANDARD,
      kubernetesUsername: 'admin',
      accessPolicies: [
        { policyARN: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy', accessScope: { type: 'cluster' } },
      ],
    },
  ],
  [
    { username: 'system:node:{{EC2PrivateDNSName}}', groups: ['system:bootstrappers', 'system:nodes'] },
    { principalARN: arn, type: 'EC2_LINUX' },
  ],
  [
    { username: 'system:node:{{EC2PrivateDNSName}}', groups: ['eks:kube-proxy-windows', 'system:bootstrappers', 'system:nodes'] },
    { principalARN: arn, type: 'EC2_WINDOWS' },
  ],
  [
    { username: 'system:node:{{SessionName}}', groups: ['system:bootstrappers', 'system:nodes', 'system:node-proxier'] },
    { principalARN: arn, type: 'FARGATE_LINUX' },
  ],
])('%j becomes an entry', (mapping, entry) => {
  expect(entryFor(arn, mapping, 'aws')).toEqual({ entry })
})

test.each([
  [{ username: 'a', groups: ['system:viewers'] }, 'the group "system:viewers" is reserved'],
  [{ username: 'system:admin', groups: ['system:masters'] }, 'the user name "system:admin" is reserved'],
  [{ username: '{{SessionName}}' }, 'do not fill in the user name'],
  [{ username: 'of:{{AccountID}}' }, 'do not fill in the user name'],
])('%j is nothing that an entry can be', (mapping, why) => {
  expect(entryFor(arn, mapping, 'aws')).toEqual({ obstacle: expect.stringContaining(why) as string })
})

test("a service-linked role has AWS's own ways in", () => {
  expect(entryFor('arn:aws:iam::111122223333:role/aws-service-role/emr.amazonaws.com/AWSServiceRoleForEMR', {}, 'aws')).toEqual({
    obstacle: expect.stringContaining('service-linked') as string,
  })
})

describe('of a whole map', () => {
  const caller: Caller = {
    account: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/me',
    partition: { name: 'aws' } as Caller['partition'],
  }
  const app = (keys: Record<string, string>): App =>
    ({
      regionName: 'eu-west-1',
      kube: { connect: () => ({ configMap: async () => keys }) },
      roles: {
        find: async (name: string) => (name === 'gone' ? undefined : { arn: `arn:aws:iam::111122223333:role/teams/${name}` }),
        user: async () => undefined,
      },
    }) as unknown as App
  const migrated = (keys: Record<string, string>, target: 'API' | 'API_AND_CONFIG_MAP' = 'API_AND_CONFIG_MAP', more: object = {}) =>
    accessMigration(app(keys), liveCluster('dev', more), caller, target)

  test("an entry bears the role's real ARN, its path with it", async () => {
    const { entries } = await migrated({ mapRoles: `[{rolearn: "${arn}", username: team}]` })
    expect(entries.map(({ principalARN }) => principalARN)).toEqual(['arn:aws:iam::111122223333:role/teams/team'])
  })

  test('of several mappings of one ARN the last one counts, as it does in the cluster', async () => {
    const { entries, remarks } = await migrated({ mapRoles: `[{rolearn: "${arn}", username: first}, {rolearn: "${arn}", username: last}]` })
    expect(entries.map(({ kubernetesUsername }) => kubernetesUsername)).toEqual(['last'])
    expect(remarks).toEqual([expect.stringContaining('shadowed') as string])
  })

  test("another account's role is taken as it stands, and that is said", async () => {
    const other = 'arn:aws:iam::999988887777:role/team'
    const { entries, remarks } = await migrated({ mapRoles: `[{rolearn: "${other}", username: team}]` })
    expect([entries.map(({ principalARN }) => principalARN), remarks]).toEqual([[other], [expect.stringContaining(other) as string]])
  })

  test("nodes of another account can't come in by entries", async () => {
    const { entries, remarks } = await migrated({
      mapRoles: '[{rolearn: "arn:aws:iam::999988887777:role/nodes", groups: ["system:nodes"]}]',
    })
    expect([entries, remarks]).toEqual([[], [expect.stringContaining("those of the cluster's account") as string]])
  })

  test('what no entry can stand for stays, and is named', async () => {
    const { entries, remarks } = await migrated({
      mapRoles: '[{rolearn: "arn:aws:iam::111122223333:role/gone", username: gone}]',
      mapUsers: '[{userarn: "arn:aws:iam::111122223333:user/gone", username: gone}]',
      mapAccounts: '["444455556666"]',
    })
    expect([entries, remarks]).toEqual([
      [],
      [
        'stays in aws-auth: arn:aws:iam::111122223333:role/gone: IAM has no such role',
        'stays in aws-auth: arn:aws:iam::111122223333:user/gone: IAM has no such user',
        'stays in aws-auth: account 444455556666: access entries know roles and users, not whole accounts',
      ],
    ])
  })

  test('and keeps a cluster from leaving aws-auth behind', async () => {
    await expect(migrated({ mapAccounts: '["444455556666"]' }, 'API')).rejects.toMatchObject({
      code: 'AccessNotMovable',
      exitCode: 6,
      message: expect.stringContaining('account 444455556666') as string,
    })
  })

  test('a map that lets nobody in any more gives nobody an entry', async () => {
    const { entries } = await migrated({ mapRoles: `[{rolearn: "${arn}", username: team}]` }, 'API', { authenticationMode: 'API' })
    expect(entries).toEqual([])
  })

  test('a map that is no YAML is told as that', async () => {
    await expect(migrated({ mapRoles: '{a: [' })).rejects.toMatchObject({ code: 'AwsAuthUnreadable' })
  })
})
