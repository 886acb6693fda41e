import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveLaunchTemplate, MachineType } from '#src/app/machines.ts'
import type { Image } from '#src/config/cluster.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { resolveNodegroups } from '#src/resolve/nodegroups.ts'

interface There {
  readonly image?: Partial<Image>
  readonly template?: Partial<LiveLaunchTemplate>
  readonly efa?: Readonly<Record<string, number>>
}

const asked: string[] = []
const app = ({ image = {}, template, efa = {} }: There): App =>
  ({
    regionName: 'us-west-2',
    images: {
      find: async (id: string) => ({ id, rootDevice: '/dev/xvda', encrypted: false, ...image }),
      parameter: async (path: string) => (asked.push(path), 'ami-newest'),
      newest: async () => 'ami-looked-up',
    },
    machines: {
      types: async (names: readonly string[]) =>
        names.map((name) => ({ name, efa: name in efa, networkCards: efa[name] ?? 1 }) as unknown as MachineType),
      launchTemplate: async () =>
        template && { instanceType: undefined, imageId: undefined, hasUserData: false, hasInstanceProfile: false, ...template },
    },
    roles: { inProfile: async () => undefined },
    vpcs: { placementGroupExists: async (name: string) => name === 'near' },
  }) as unknown as App

type Groups = Pick<ClusterConfig, 'nodeGroups' | 'managedNodeGroups'>
const resolved = (groups: Groups, there: There = {}) =>
  resolveNodegroups(app(there), { metadata: { name: 'dev', region: 'us-west-2' }, ...groups } as ClusterConfig, '1.34')
const managed = (fields: object): Groups => ({ managedNodeGroups: [{ name: 'a', ...fields }] })
const own = (fields: object): Groups => ({ nodeGroups: [{ name: 'a', ...fields }] })
const template = { launchTemplate: { id: 'lt-1' } }

const refusals: readonly (readonly [what: string, groups: Groups, there: There, ...words: string[]])[] = [
  [
    'a placement group that there is not',
    managed({ placement: { groupName: 'far' } }),
    {},
    'managedNodeGroups[0].placement.groupName',
    '"far"',
  ],
  [
    'D54: an image on the instance store',
    own({ ami: 'ami-1' }),
    { image: { onInstanceStore: true } },
    'nodeGroups[0].ami',
    'instance store',
  ],
  [
    'D54: an encrypted image where encryption is off',
    own({ ami: 'ami-1', volumeEncrypted: false }),
    { image: { encrypted: true } },
    'nodeGroups[0].volumeEncrypted',
  ],
  ['A1: a word that is no image', own({ ami: 'static' }), {}, 'nodeGroups[0].ami', '"static"'],
  ['D59: a type without EFA', managed({ instanceType: 'm5.large', efaEnabled: true }), {}, 'm5.large', 'managedNodeGroups[0].efaEnabled'],
  ['V224: no instance type at all', managed(template), { template: {} }, 'launch template lt-1', 'names no instance type'],
  [
    'V224: two instance types',
    managed({ ...template, instanceTypes: ['m5.large'] }),
    { template: { instanceType: 'c5.large' } },
    'names instance type c5.large',
  ],
  [
    'V225: an image without user data',
    managed({ ...template, instanceTypes: ['m5.large'] }),
    { template: { imageId: 'ami-1' } },
    'no user data',
  ],
  [
    'V225: two images',
    managed({ ...template, instanceTypes: ['m5.large'], releaseVersion: '1.34.1-20260101' }),
    { template: { imageId: 'ami-1', hasUserData: true } },
    'managedNodeGroups[0].releaseVersion',
  ],
  [
    'V225: an instance profile',
    managed({ ...template, instanceTypes: ['m5.large'] }),
    { template: { hasInstanceProfile: true } },
    'an instance profile',
  ],
  ['a launch template that is not there', managed(template), {}, 'lt-1', 'does not exist in us-west-2'],
  [
    'an instance profile that is not there',
    own({ iam: { instanceProfileARN: 'arn:aws:iam::1:instance-profile/p' } }),
    {},
    'instance-profile/p',
  ],
]

test.each(refusals.map(([what, groups, there, ...words]) => ({ what, groups, there, words })))(
  '$what is refused before any write',
  async ({ groups, there, words }) => {
    const refusal = await resolved(groups, there).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ exitCode: 6 })
    for (const word of words) expect(String(refusal)).toContain(word)
  },
)

test('D51, D52: an instance type that nobody stated', async () => {
  const types = async (groups: Groups) => (await resolved(groups)).map(({ config }) => config.instanceType)
  expect(await types(managed({}))).toEqual(['m5.large'])
  expect(await types(managed({ instanceType: '' }))).toEqual(['m5.large'])
  expect(await types(own({ instanceType: '' }))).toEqual(['m5.large'])
  expect(await types(managed({ instanceTypes: ['c5.large'] }))).toEqual([undefined])
  expect(await types(own({}))).toEqual(['m5.large'])
  expect(await types(own({ instancesDistribution: { instanceTypes: ['c5.large'] } }))).toEqual(['mixed'])
})

test('D53: images are looked up for self-managed nodes, and for managed ones of families that EKS has no image of', async () => {
  asked.length = 0
  const images = async (groups: Groups) => (await resolved(groups)).map(({ image }) => image?.id)
  expect(await images(managed({ amiFamily: 'Bottlerocket' }))).toEqual([undefined])
  expect(asked).toEqual([])
  expect(await images(managed({ amiFamily: 'Ubuntu2404' }))).toEqual(['ami-newest'])
  expect(await images(own({ ami: 'auto' }))).toEqual(['ami-looked-up'])
  expect(await images(own({ ami: 'auto-ssm' }))).toEqual(['ami-newest'])
})

test('D59: as many network cards as the smallest type has', async () => {
  const groups = managed({ instanceTypes: ['p5.48xlarge', 'p4d.24xlarge'], efaEnabled: true })
  const [nodegroup] = await resolved(groups, { efa: { 'p5.48xlarge': 32, 'p4d.24xlarge': 4 } })
  expect(nodegroup?.networkCards).toBe(4)
})
