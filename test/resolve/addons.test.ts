import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { resolveAddons } from '#src/resolve/addons.ts'

const versions = (name: string, defaults = 'v1.2.0-eksbuild.1') => ({
  name,
  versions: ['v1.10.0-eksbuild.1', 'v1.2.0-eksbuild.2', 'v1.2.0-eksbuild.1'].map((version) => ({ version, default: version === defaults })),
})
const app = {
  regionName: 'us-west-2',
  addons: {
    versions: async () => ['vpc-cni', 'kube-proxy', 'coredns', 'metrics-server', 'adot'].map((name) => versions(name)),
    permissions: async () => [],
  },
} as unknown as App

const resolved = async (more: Partial<ClusterConfig>, region = 'us-west-2') =>
  resolveAddons(app, { metadata: { name: 'dev', region }, ...more } as ClusterConfig, '1.34')
const names = async (more: Partial<ClusterConfig>, region?: string) => (await resolved(more, region)).map(({ name }) => name)

test('D73: the add-ons that every cluster gets, beside those that are listed', async () => {
  expect((await names({})).toSorted()).toEqual(['coredns', 'kube-proxy', 'metrics-server', 'vpc-cni'])
  expect(await names({ autoModeConfig: { enabled: true } })).toEqual(['metrics-server'])
  expect(await names({ addonsConfig: { disableDefaultAddons: true }, addons: [{ name: 'adot' }] })).toEqual(['adot'])
  expect((await names({}, 'cn-north-1')).toSorted()).toEqual(['coredns', 'kube-proxy', 'vpc-cni'])
  expect((await names({ addons: [{ name: 'coredns' }] })).filter((name) => name === 'coredns')).toHaveLength(1)
})

test.each([
  [undefined, 'v1.2.0-eksbuild.1'],
  ['', 'v1.2.0-eksbuild.1'],
  ['latest', 'v1.10.0-eksbuild.1'],
  ['v1.2.0-eksbuild.1', 'v1.2.0-eksbuild.1'],
  ['1.2', 'v1.2.0-eksbuild.2'],
])('D72: version %j is %s', async (version, expected) => {
  const [addon] = await resolved({
    addonsConfig: { disableDefaultAddons: true },
    addons: [{ name: 'adot', ...(version !== undefined && { version }) }],
  })
  expect(addon?.version).toBe(expected)
})

test.each([
  [
    'D72: a version that there is not, with those there are',
    { name: 'adot', version: '9.9' },
    'no version "9.9"',
    'v1.10.0-eksbuild.1, v1.2.0-eksbuild.2',
  ],
  ['an add-on that there is not', { name: 'vpc-cnii' }, '"vpc-cnii"', 'adot, coredns, kube-proxy'],
])('%s is refused before any write', async (_, addon, ...words) => {
  const refusal = await resolved({ addons: [addon] }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ exitCode: 6 })
  const { message, hint } = refusal as { message: string; hint: string }
  for (const word of words) expect(`${message}; ${hint}`).toContain(word)
})
