import { expect, test } from 'vitest'
import type { App, Caller, LiveAddon } from '#src/app.ts'
import type { LivePodIdentity } from '#src/app/identities.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import { tokenRoles } from '#src/survey/token-roles.ts'
import { liveCluster, liveStack } from '../command/stage.ts'

const own = '111122223333'
const arnOf = (name: string, account = own): string => `arn:aws:iam::${account}:role/${name}`
const caller: Caller = { account: own, arn: `arn:aws:iam::${own}:user/me`, partition: { name: 'aws' } as Caller['partition'] }

const account = (name: string, role: string | undefined, namespace = 'jobs'): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, ...(role !== undefined && { annotations: { 'eks.amazonaws.com/role-arn': role } }) },
})

/** A trust in the tokens of one service account, or of all. */
const tokens = (subject?: string) => ({
  Statement: [{ Condition: { StringEquals: { 'oidc/id/A:aud': 'sts.amazonaws.com', ...(subject && { 'oidc/id/A:sub': subject }) } } }],
})

/** The same, with the provider that the tokens are of. */
const federated = (subject?: string) => ({
  Statement: tokens(subject).Statement.map((one) => ({ ...one, Principal: { Federated: `arn:aws:iam::${own}:oidc-provider/oidc/id/A` } })),
})

interface World {
  readonly accounts?: readonly Manifest[]
  readonly addons?: readonly Partial<LiveAddon>[]
  readonly roles?: Readonly<Record<string, object>>
  readonly supports?: readonly string[]
  readonly associations?: Readonly<Record<string, Partial<LivePodIdentity>>>
  readonly stacks?: readonly ReturnType<typeof liveStack>[]
}

const found = ({ accounts = [], addons = [], roles = {}, supports = [], associations = {}, stacks = [] }: World) =>
  tokenRoles(
    {
      kube: { connect: () => ({ objects: async () => accounts }) },
      addons: {
        list: async () => addons.map(({ name }) => name),
        find: async (_cluster: string, name: string) => addons.find((one) => one.name === name),
        recommended: async () => supports.map((serviceAccount) => ({ serviceAccount, policyArns: [] })),
      },
      roles: { find: async (name: string) => roles[name] && { name, arn: arnOf(name), tags: {}, trust: roles[name] } },
      podIdentities: {
        find: async (_cluster: string, _namespace: string, name: string) => associations[name],
        describe: async () => ({ namespace: 'kube-system', serviceAccount: 'a', roleArn: arnOf('r') }),
      },
      stacks: { find: async (name: string) => stacks.find((one) => one.name === name) },
    } as unknown as App,
    liveCluster('dev'),
    caller,
  )

test('a role has all who take it, and the stack that tells of exactly it', async () => {
  const role = liveStack(
    'eksctl-dev-addon-iamserviceaccount-jobs-a',
    { 'alpha.eksctl.io/cluster-name': 'dev' },
    { outputs: { Role1: arnOf('r') } },
  )
  const { roles, remarks } = await found({
    accounts: [account('a', arnOf('r')), account('b', arnOf('r')), account('c', undefined)],
    roles: { r: tokens() },
    stacks: [role],
  })
  expect(roles).toMatchObject([
    { arn: arnOf('r'), name: 'r', stack: { name: role.name }, accounts: [{ name: 'a' }, { name: 'b' }], addons: [] },
  ])
  expect(remarks).toEqual([])
})

test.each([
  ["another cluster's", { 'alpha.eksctl.io/cluster-name': 'dev-2' }, arnOf('r')],
  ['that tells of another role', { 'alpha.eksctl.io/cluster-name': 'dev' }, arnOf('other')],
])('a stack of the right name %s is not its stack', async (_what, tags, output) => {
  const stack = liveStack('eksctl-dev-addon-iamserviceaccount-jobs-a', tags, { outputs: { Role1: output } })
  const { roles } = await found({ accounts: [account('a', arnOf('r'))], roles: { r: tokens() }, stacks: [stack] })
  expect(roles.map((one) => one.stack)).toEqual([undefined])
})

test.each<[string, World, string]>([
  ["another account's role", { accounts: [account('a', arnOf('r', '999988887777'))] }, 'is not one of this account'],
  ['a role that is gone', { accounts: [account('a', arnOf('r'))] }, 'IAM has no role'],
  [
    'an association with another role',
    { accounts: [account('a', arnOf('r'))], roles: { r: tokens() }, associations: { a: { roleArn: arnOf('x') } } },
    'its pod identity association has another role',
  ],
  [
    "an add-on's association",
    { accounts: [account('a', arnOf('r'))], roles: { r: tokens() }, associations: { a: { roleArn: arnOf('r'), owner: 'arn:addon' } } },
    'its add-on gives it its role',
  ],
  [
    'an add-on without pod identity',
    { addons: [{ name: 'old', version: 'v1', serviceAccountRole: arnOf('r') }], roles: { r: tokens() } },
    'does not support pod identity',
  ],
  [
    'an add-on of several accounts whose role names none',
    { addons: [{ name: 'csi', version: 'v1', serviceAccountRole: arnOf('r') }], roles: { r: tokens() }, supports: ['a', 'b'] },
    'which of its service accounts (a, b)',
  ],
])('%s is left, and that is said', async (_what, world, words) => {
  const { roles, remarks } = await found(world)
  expect([roles, remarks]).toEqual([[], [expect.stringContaining(words) as string]])
})

test.each<[string, World, string]>([
  ["the role's trust", { roles: { r: tokens('system:serviceaccount:kube-system:b') }, supports: ['a', 'b'] }, 'b'],
  [
    "the tag that an interrupted run has left on the role's stack",
    {
      roles: { r: tokens() },
      supports: ['a', 'b'],
      stacks: [
        liveStack('eksctl-dev-addon-csi', { 'alpha.eksctl.io/cluster-name': 'dev', 'alpha.eksctl.io/podidentityassociation-name': 'b' }),
      ],
    },
    'b',
  ],
  ['EKS, which knows one only', { roles: { r: tokens() }, supports: ['a'] }, 'a'],
])('the account of an add-on is told by %s', async (_by, world, name) => {
  const addons = [{ name: 'csi', version: 'v1', serviceAccountRole: arnOf('r') }]
  const accounts = [account(name, arnOf('r'), 'kube-system')]
  const { roles, remarks } = await found({ ...world, addons, accounts })
  expect([roles.map((one) => one.addons), remarks]).toEqual([[[{ addon: 'csi', account: { namespace: 'kube-system', name } }]], []])
  expect(roles.flatMap((one) => one.accounts)).toEqual([])
})

test.each<[string, Partial<World>, boolean]>([
  [
    'of its own stack',
    { stacks: [liveStack('eksctl-dev-addon-csi', { 'alpha.eksctl.io/cluster-name': 'dev' }, { outputs: { Role1: arnOf('r') } })] },
    true,
  ],
  ['whose tokens are those of its account', { roles: { r: federated('system:serviceaccount:kube-system:a') } }, true],
  ["whose tokens are somebody else's too", { roles: { r: federated() } }, false],
  ['that trusts no tokens', { roles: { r: { Statement: [] } } }, false],
])("an add-on's role %s, given by the agent already: a run that was stopped goes on with it", async (_what, world, goesOn) => {
  const addons = [{ name: 'csi', version: 'v1', podIdentities: ['a-1'] }]
  const { roles } = await found({ roles: { r: federated() }, supports: ['a'], ...world, addons })
  expect(roles.map((one) => one.arn)).toEqual(goesOn ? [arnOf('r')] : [])
})
