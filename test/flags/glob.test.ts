import { expect, test } from 'vitest'
import { onlyServiceAccounts } from '#src/flags/filter-accounts.ts'
import { matching, passed } from '#src/flags/glob.ts'
import { clusterOf } from '../templates/clusters.ts'

test.each([
  ['*', 'kube-system/aws-node', true],
  ['kube*', 'kube-system/aws-node', true],
  ['*/aws-node', 'kube-system/aws-node', true],
  ['gpu-?', 'gpu-a', true],
  ['gpu-?', 'gpu-ab', false],
  ['gpu-[a-c]', 'gpu-b', true],
  ['[!g]*', 'gpu', false],
  ['[!g]*', 'web', true],
  ['{web,own}', 'own', true],
  ['web', 'web-2', false],
  ['!web', 'own', false],
  ['+(web)', 'web', false],
])('%s on %s: %s', (glob, name, expected) => expect(matching([glob])(name)).toBe(expected))

test('one of several globs is enough, what is excluded is out, and an include list without any match is none', () => {
  expect(passed(['a', 'b', 'c'], ['a', 'x'], [])).toEqual(['a'])
  expect(passed(['a', 'b', 'c'], ['*'], ['b', 'x'])).toEqual(['a', 'c'])
  expect(passed(['a'], ['a'], ['a'])).toEqual([])
  expect(passed(['a'], ['x', 'y'], [])).toBeUndefined()
})

test('service accounts are told by namespace and name', () => {
  const account = (namespace: string, name: string) => ({ metadata: { namespace, name } })
  const { stated } = clusterOf({ iam: { withOIDC: true, serviceAccounts: [account('jobs', 'a'), account('kube-system', 'b')] } })
  const names = (include: string[]): unknown =>
    onlyServiceAccounts(stated, { include }).iam?.serviceAccounts?.map(({ metadata }) => metadata?.name)
  expect(names(['*'])).toEqual(['a', 'b'])
  expect(names(['jobs/*'])).toEqual(['a'])
  expect(() => names(['x*'])).toThrow('matches no service account')
})
