import { expect, test } from 'vitest'
import { accessEntryTemplate } from '#templates/access-entry.ts'
import type { Template } from '#templates/cfn.ts'
import { iamRoleTemplate, isWellKnown, podIdentityTrust } from '#templates/iam-role.ts'
import type { App } from '#src/app.ts'
import type { Stack } from '#src/app/stacks.ts'
import { templateDifferences } from '#src/workflows/template-differences.ts'

const between = (deployed: Template, wanted: Template): ReturnType<typeof templateDifferences> =>
  // As CloudFormation gives it back: without what was undefined.
  templateDifferences(
    { stacks: { template: async () => JSON.parse(JSON.stringify(deployed)) as Template } } as unknown as App,
    { id: 'id' } as Stack,
    wanted,
    isWellKnown,
  )

const reads = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }] }
const role = (more: object = {}): Template => iamRoleTemplate({ purpose: 'x', trust: podIdentityTrust, ...more })

test.each([
  [
    'policies, in whatever order',
    role({ attachPolicyARNs: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'] }),
    role({ attachPolicyARNs: ['arn:aws:iam::aws:policy/B', 'arn:aws:iam::aws:policy/A'] }),
  ],
  [
    'a policy whose keys stand in another order',
    role({ attachPolicy: reads }),
    role({ attachPolicy: { Statement: [{ Resource: '*', Action: ['s3:List*', 's3:Get*'], Effect: 'Allow' }], Version: '2012-10-17' } }),
  ],
  ['what was not stated', role({ permissionsBoundary: 'arn:aws:iam::1:policy/ceiling', attachPolicyARNs: ['a'] }), role()],
  [
    'ready-made policies by name',
    role({ wellKnownPolicies: { ebsCSIController: true } }),
    role({ wellKnownPolicies: { ebsCSIController: true } }),
  ],
])('%s: no difference', async (_what, deployed, wanted) => expect(await between(deployed, wanted)).toEqual([]))

test.each([
  ['policies', role({ attachPolicyARNs: ['a'] }), role({ attachPolicyARNs: ['b'] })],
  ['policies', role(), role({ attachPolicyARNs: ['b'] })],
  ['attachPolicy', role({ attachPolicy: reads }), role({ attachPolicy: { ...reads, Statement: [] } })],
  ['permissionsBoundary', role(), role({ permissionsBoundary: 'c' })],
  ['roleName', role({ roleName: 'one' }), role({ roleName: 'two' })],
  ['PolicyAutoScaling', role(), role({ wellKnownPolicies: { autoScaler: true } })],
])('a difference is named: %s', async (path, deployed, wanted) =>
  expect((await between(deployed, wanted)).map((one) => one.path)).toContain(path),
)

test('an access entry differs by its groups, its name and its policies, and by what is stated only', async () => {
  const principalARN = 'arn:aws:iam::111122223333:role/team'
  const policy = (type: string) => [{ policyARN: 'arn:aws:eks::aws:cluster-access-policy/View', accessScope: { type } }]
  const made = accessEntryTemplate('dev', { principalARN, kubernetesGroups: ['a', 'b'], accessPolicies: policy('cluster') })
  const paths = async (entry: object): Promise<string[]> =>
    (await between(made, accessEntryTemplate('dev', { principalARN, ...entry }))).map(({ path }) => path)
  expect(await paths({})).toEqual([])
  expect(await paths({ kubernetesGroups: ['b', 'a'], accessPolicies: policy('cluster') })).toEqual([])
  expect(await paths({ kubernetesGroups: ['c'], kubernetesUsername: 'me' })).toEqual(['kubernetesGroups', 'kubernetesUsername'])
})
