import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LivePodIdentity } from '#src/app/identities.ts'
import type { Cluster } from '#src/config/cluster.ts'
import type { PodIdentityAssociation } from '#src/config/schema/cluster-config.ts'
import { podIdentityStackName } from '#src/tables/stack-names.ts'
import { standingPodIdentities } from '#src/survey/standing-pod-identities.ts'
import { liveStack } from '../command/stage.ts'

const role = 'arn:aws:iam::111122223333:role/paths/reader'
const stack = liveStack(podIdentityStackName('dev', 'jobs', 'reader'), {
  'alpha.eksctl.io/cluster-name': 'dev',
  'alpha.eksctl.io/podidentityassociation-name': 'jobs/reader',
})

interface World {
  readonly live?: Partial<LivePodIdentity> | undefined
  readonly own?: boolean
}

const standing = (stated: PodIdentityAssociation, { live = { roleArn: role }, own = false }: World = {}) =>
  standingPodIdentities(
    {
      regionName: 'eu-west-1',
      podIdentities: { find: async () => (live.roleArn === undefined ? undefined : live) },
      stacks: { find: async (name: string) => (own && name === stack.name ? stack : undefined) },
    } as unknown as App,
    {
      name: 'dev',
      config: { iam: { podIdentityAssociations: [{ namespace: 'jobs', serviceAccountName: 'reader', ...stated }] } },
    } as unknown as Cluster,
  )

const policies: PodIdentityAssociation = { permissionPolicyARNs: ['arn:aws:iam::aws:policy/A'] }

test('a role of ours gets other permissions, and none where nothing is said of them', async () => {
  expect((await standing(policies, { own: true })).map((one) => one.role?.name)).toEqual([stack.name])
  expect((await standing({ disableSessionTags: true }, { own: true })).map((one) => one.role)).toEqual([undefined])
  expect((await standing({ roleARN: role }, { own: true })).map((one) => one.role)).toEqual([undefined])
})

test('in the place of a role that was there before another one is taken', async () => {
  expect((await standing({ roleARN: 'arn:aws:iam::111122223333:role/other' })).map((one) => one.role)).toEqual([undefined])
})

test.each<[string, PodIdentityAssociation, World, string]>([
  ['another role for ours', { roleARN: 'arn:other' }, { own: true }, 'no other takes its place'],
  ['another name for ours', { ...policies, roleName: 'writer' }, { own: true }, 'a role keeps its name'],
  ['permissions of a role that is not ours', { ...policies, roleARN: role }, {}, 'was not made by eksctl or eksx'],
  ['nothing of a role that is not ours', { targetRoleARN: 'arn:t' }, {}, 'was not made by eksctl or eksx'],
])('%s: refused before anything is written', async (_what, stated, world, words) => {
  await expect(standing(stated, world)).rejects.toMatchObject({
    code: 'PodIdentityRoleFixed',
    exitCode: 6,
    message: expect.stringContaining(words) as string,
  })
})

test("an association that is not there, or is an add-on's, is not changed", async () => {
  await expect(standing({ roleARN: role }, { live: {} })).rejects.toMatchObject({ code: 'PodIdentityNotFound', exitCode: 10 })
  const owned = { roleArn: role, owner: 'arn:aws:eks:eu-west-1:111122223333:addon/dev/vpc-cni/1' }
  await expect(standing({ roleARN: role }, { live: owned })).rejects.toMatchObject({ code: 'AddonOwnsAssociation', exitCode: 6 })
})
