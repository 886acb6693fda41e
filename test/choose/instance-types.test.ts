import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { MachineType } from '#src/app/machines.ts'
import { chooseInstanceTypes } from '#src/choose/instance-types.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'

const type = (name: string, vcpus: number, gib: number, more: Partial<MachineType> = {}): MachineType => ({
  name,
  vcpus,
  memoryMiB: gib * 1024,
  gpus: 0,
  neuronDevices: 0,
  architectures: ['x86_64'],
  efa: false,
  networkCards: 1,
  ...more,
})
const types = [
  type('m5.large', 2, 8),
  type('c5.large', 2, 4),
  type('c6g.large', 2, 4, { architectures: ['arm64'] }),
  type('g4dn.xlarge', 4, 16, { gpus: 1 }),
  type('g6f.large', 2, 8),
  type('rare.large', 2, 4),
]
const app = {
  machines: { types: async () => types },
  network: {
    offerings: async (names: readonly string[]) => new Map(names.map((name) => [name, name.startsWith('rare') ? ['z-a'] : ['z-a', 'z-b']])),
  },
} as unknown as App

const config = (nodegroups: Pick<ClusterConfig, 'managedNodeGroups' | 'nodeGroups'>): ClusterConfig =>
  ({ metadata: { name: 'dev', region: 'z' }, ...nodegroups }) as ClusterConfig
const chosen = async (instanceSelector: object, more: object = {}): Promise<readonly string[] | undefined> => {
  const { managedNodeGroups } = await chooseInstanceTypes(app, config({ managedNodeGroups: [{ name: 'ng', instanceSelector, ...more }] }), [
    'z-a',
    'z-b',
  ])
  return managedNodeGroups?.[0]?.instanceTypes
}

test.each([
  [{ vCPUs: 2, memory: '4' }, ['c5.large']],
  [{ vCPUs: 2, memory: '4096MiB' }, ['c5.large']],
  [{ vCPUs: 2, cpuArchitecture: 'arm64' }, ['c6g.large']],
  [{ gpus: 1 }, ['g4dn.xlarge']],
  [{ memory: '8GiB' }, ['g6f.large', 'm5.large']],
  [{ memory: '8 GiB', gpus: 0 }, ['m5.large']],
  [{ vCPUs: 2, allow: '^[cm]5[.]', deny: '^c' }, ['m5.large']],
])('%j chooses types that every zone offers, in one order', async (selector, names) => {
  expect(await chosen(selector)).toEqual(names)
})

test("a nodegroup's own zones decide what is offered", async () => {
  expect(await chosen({ vCPUs: 2, memory: '4' }, { availabilityZones: ['z-a'] })).toEqual(['c5.large', 'rare.large'])
})

test('self-managed nodes get a mix of the types', async () => {
  const { nodeGroups } = await chooseInstanceTypes(app, config({ nodeGroups: [{ name: 'ng', instanceSelector: { memory: '4' } }] }), [
    'z-a',
    'z-b',
  ])
  expect(nodeGroups?.[0]).toMatchObject({ instanceType: 'mixed', instancesDistribution: { instanceTypes: ['c5.large'] } })
})

test.each([
  [{ vCPUs: 96 }, {}, /fits no instance type offered in z-a, z-b/],
  [{ memory: 'lots' }, {}, /memory is no amount of memory: "lots"/],
  [{ allow: '(' }, {}, /allow is no regular expression/],
  [{ memory: '4' }, { instanceTypes: ['m5.large'] }, /states m5\.large, but its instanceSelector chooses c5\.large/],
])('%j is refused before anything is written', async (selector, more, message) => {
  await expect(chosen(selector, more)).rejects.toMatchObject({ exitCode: 6, message: expect.stringMatching(message) })
})

test('without a selector nothing is read', async () => {
  const plain = config({ managedNodeGroups: [{ name: 'ng' }] })
  expect(await chooseInstanceTypes({} as App, plain, [])).toBe(plain)
})
