import { expect, test } from 'vitest'
import { sizeFromFlags, sizesInFile } from '#src/flags/scale.ts'

test.each([
  [{}, '--nodes, --nodes-min or --nodes-max must be set'],
  [{ nodes: -1 }, '--nodes=-1: must not be less than 0'],
  [{ 'nodes-min': 3, 'nodes-max': 2 }, '--nodes-min=3 is more than --nodes-max=2'],
  [{ nodes: 4, 'nodes-max': 2 }, '--nodes=4 is more than --nodes-max=2'],
  [{ nodes: 1, 'nodes-min': 2 }, '--nodes-min=2 is more than --nodes=1'],
])('V285: a size that cannot be is refused by its flags: %j', (given, message) => {
  expect(() => sizeFromFlags(given)).toThrow(message)
})

test('what the line does not state stays as it is', () => {
  expect(sizeFromFlags({ nodes: 0 })).toEqual({ desired: 0, min: undefined, max: undefined })
})

const head = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 'dev', region: 'us-west-2' } } as const

test('a name picks one nodegroup of the file; one that is not there, or there twice, is refused', () => {
  const config = {
    ...head,
    nodeGroups: [{ name: 'a', desiredCapacity: 1 }],
    managedNodeGroups: [{ name: 'b', desiredCapacity: 2, maxSize: 3 }],
  }
  expect([...sizesInFile(config, undefined).keys()]).toEqual(['a', 'b'])
  expect(sizesInFile(config, 'b').get('b')).toEqual({ min: undefined, max: 3, desired: 2 })
  expect(() => sizesInFile(config, 'c')).toThrow('the file has no nodegroup "c"')
  const twice = { ...config, managedNodeGroups: [{ name: 'a', desiredCapacity: 1 }] }
  expect(() => sizesInFile(twice, 'a')).toThrow('the file has more than one nodegroup "a"')
})
