import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LivePodIdentity } from '#src/app/identities.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import { accessEntryStackName, podIdentityStackName, serviceAccountStackName } from '#src/tables/stack-names.ts'
import {
  doomedAccessEntries,
  doomedPodIdentities,
  doomedServiceAccounts,
  podIdentityRoleStack,
  serviceAccountRoleStack,
} from '#src/survey/doomed-identities.ts'
import { liveCluster, liveStack } from '../command/stage.ts'

const of = (cluster: string, more: Readonly<Record<string, string>> = {}) => ({ 'alpha.eksctl.io/cluster-name': cluster, ...more })
const forTokens = (account: string) => ({ 'alpha.eksctl.io/iamserviceaccount-name': account })
const forAgent = (account: string) => ({ 'alpha.eksctl.io/podidentityassociation-name': account })
const role = 'arn:aws:iam::111122223333:role/r'

interface World {
  readonly stacks?: readonly ReturnType<typeof liveStack>[]
  readonly association?: Partial<LivePodIdentity> | undefined
  readonly object?: Manifest | undefined
  readonly entry?: boolean
}

const app = ({ stacks = [], association, object, entry = false }: World): App =>
  ({
    regionName: 'eu-west-1',
    stacks: { find: async (name: string) => stacks.find((one) => one.name === name) },
    podIdentities: { find: async () => association },
    access: { has: async () => entry },
    kube: { connect: () => ({ object: async () => object }) },
  }) as unknown as App

const account = (labels?: Readonly<Record<string, string>>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'reader', namespace: 'jobs', ...(labels && { labels }) },
})
const ours = { 'app.kubernetes.io/managed-by': 'eksctl' }
const reader = { namespace: 'jobs', name: 'reader' }
const one = { wanted: [reader], mustBe: true }

describe('whose a role stack is, its tags tell', () => {
  const shared = serviceAccountStackName('dev', 'a-b', 'c')

  test('two accounts whose stacks bear one name are told apart', async () => {
    expect(shared).toBe(serviceAccountStackName('dev', 'a', 'b-c'))
    const world = app({ stacks: [liveStack(shared, of('dev', forTokens('a-b/c')))] })
    expect(await serviceAccountRoleStack(world, 'dev', { namespace: 'a-b', name: 'c' })).toBeDefined()
    expect(await serviceAccountRoleStack(world, 'dev', { namespace: 'a', name: 'b-c' })).toBeUndefined()
  })

  test("another cluster's is not ours, whatever it is called", async () => {
    const world = app({ stacks: [liveStack(shared, of('dev-2', forTokens('a-b/c')))] })
    expect(await serviceAccountRoleStack(world, 'dev', { namespace: 'a-b', name: 'c' })).toBeUndefined()
  })

  test.each<[string, ReturnType<typeof liveStack>, boolean]>([
    ['its own', liveStack(podIdentityStackName('dev', 'jobs', 'reader'), of('dev', forAgent('jobs/reader'))), true],
    ["an account's that was moved", liveStack(serviceAccountStackName('dev', 'jobs', 'reader'), of('dev', forAgent('jobs/reader'))), true],
    [
      "one that eksctl has moved and tagged at the wrong hyphen, told by the association's role",
      liveStack(serviceAccountStackName('dev', 'jobs', 'reader'), of('dev', forAgent('wrong/cut')), { outputs: { Role1: role } }),
      true,
    ],
    [
      "an account's that takes it by tokens",
      liveStack(serviceAccountStackName('dev', 'jobs', 'reader'), of('dev', forTokens('jobs/reader'))),
      false,
    ],
    ["another association's", liveStack(podIdentityStackName('dev', 'jobs', 'reader'), of('dev', forAgent('jobs-reader/x'))), false],
    ["another cluster's", liveStack(podIdentityStackName('dev', 'jobs', 'reader'), of('dev-2', forAgent('jobs/reader'))), false],
  ])("an association's role stack: %s", async (_what, stack, isIts) => {
    const found = await podIdentityRoleStack(app({ stacks: [stack] }), 'dev', reader, { roleArn: role } as LivePodIdentity)
    expect(found !== undefined).toBe(isIts)
  })
})

describe('a service account with its role', () => {
  const stack = liveStack(serviceAccountStackName('dev', 'jobs', 'reader'), of('dev', forTokens('jobs/reader')))

  test('that was left half deleted is found by what is left', async () => {
    const { found } = await doomedServiceAccounts(app({ object: account(ours) }), liveCluster('dev'), one)
    expect(found).toMatchObject([{ ...reader, stack: undefined }])
  })

  test('of which nothing is ours is not there', async () => {
    await expect(doomedServiceAccounts(app({ object: account() }), liveCluster('dev'), one)).rejects.toMatchObject({ exitCode: 10 })
    const { found, remarks } = await doomedServiceAccounts(app({}), liveCluster('dev'), { ...one, mustBe: false })
    expect([found, remarks]).toEqual([[], [expect.stringContaining('jobs/reader') as string]])
  })

  test('whose account somebody else made says that this one stays', async () => {
    const { remarks } = await doomedServiceAccounts(app({ stacks: [stack], object: account() }), liveCluster('dev'), one)
    expect(remarks).toEqual([expect.stringContaining('stays') as string])
  })

  test('that an association gives out too is refused, with the line that deletes them all', async () => {
    const moved = { ...stack, tags: { ...stack.tags, ...forAgent('jobs/reader') } }
    const world = app({ stacks: [moved], association: { roleArn: role } })
    await expect(doomedServiceAccounts(world, liveCluster('dev'), one)).rejects.toMatchObject({
      code: 'RoleInUse',
      exitCode: 6,
      hint: expect.stringContaining('eksx delete podidentityassociation') as string,
    })
    const { found } = await doomedServiceAccounts(app({ stacks: [moved] }), liveCluster('dev'), one)
    expect(found).toHaveLength(1)
  })
})

describe('an association', () => {
  test('that an add-on owns is refused, and the add-on is named', async () => {
    const association = { roleArn: role, owner: 'arn:aws:eks:eu-west-1:111122223333:addon/dev/vpc-cni/1' }
    await expect(doomedPodIdentities(app({ association }), 'dev', one)).rejects.toMatchObject({
      code: 'AddonOwnsAssociation',
      exitCode: 6,
      message: expect.stringContaining('add-on vpc-cni') as string,
    })
  })

  test('that is gone leaves its role to be deleted', async () => {
    const stack = liveStack(podIdentityStackName('dev', 'jobs', 'reader'), of('dev', forAgent('jobs/reader')))
    const { found } = await doomedPodIdentities(app({ stacks: [stack] }), 'dev', one)
    expect(found).toMatchObject([{ association: undefined, stack: { name: stack.name }, accountStays: false }])
  })

  test('leaves an account that has a role of its own by tokens', async () => {
    const tokens = liveStack(serviceAccountStackName('dev', 'jobs', 'reader'), of('dev', forTokens('jobs/reader')))
    const { found } = await doomedPodIdentities(app({ stacks: [tokens], association: { roleArn: role } }), 'dev', one)
    expect(found).toMatchObject([{ stack: undefined, accountStays: true }])
  })
})

describe('an access entry', () => {
  const wish = { wanted: [role], mustBe: true }

  test('with a stack of ours goes with it, one without by itself', async () => {
    const stack = liveStack(accessEntryStackName('dev', role), of('dev'))
    expect((await doomedAccessEntries(app({ stacks: [stack], entry: true }), liveCluster('dev'), wish)).found).toMatchObject([
      { stack: { name: stack.name } },
    ])
    expect((await doomedAccessEntries(app({ entry: true }), liveCluster('dev'), wish)).found).toMatchObject([{ stack: undefined }])
  })

  test('is nothing that a cluster with aws-auth alone knows', async () => {
    const cluster = liveCluster('dev', { authenticationMode: 'CONFIG_MAP' })
    await expect(doomedAccessEntries(app({}), cluster, wish)).rejects.toMatchObject({ code: 'AccessEntriesOff', exitCode: 6 })
  })
})
