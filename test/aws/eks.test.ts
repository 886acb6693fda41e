import {
  CreateAddonCommand,
  CreateFargateProfileCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListAddonsCommand,
  ListClustersCommand,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
} from '@aws-sdk/client-eks'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addonsOn } from '#src/aws/addons.ts'
import { clustersOn } from '#src/aws/clusters.ts'
import { fargateOn } from '#src/aws/fargate.ts'
import { nodegroupsOn } from '#src/aws/nodegroups.ts'
import { adapterOn, awsError, never } from './adapter.ts'

const eks = mockClient(EKSClient)
afterAll(() => {
  for (const mock of [eks]) mock.restore()
})
beforeEach(() => eks.reset())

const missing = awsError('ResourceNotFoundException')
const inUse = awsError('ResourceInUseException')

test('each list is read to its last page', async () => {
  eks.on(ListClustersCommand).resolves({ clusters: ['a'], nextToken: 't' })
  eks.on(ListClustersCommand, { nextToken: 't' }).resolves({ clusters: ['b'] })
  eks.on(ListNodegroupsCommand).resolves({ nodegroups: ['a'], nextToken: 't' })
  eks.on(ListNodegroupsCommand, { nextToken: 't' }).resolves({ nodegroups: ['b'] })
  eks.on(ListAddonsCommand).resolves({ addons: ['a'], nextToken: 't' })
  eks.on(ListAddonsCommand, { nextToken: 't' }).resolves({ addons: ['b'] })
  eks.on(ListFargateProfilesCommand).resolves({ fargateProfileNames: ['a'], nextToken: 't' })
  eks.on(ListFargateProfilesCommand, { nextToken: 't' }).resolves({ fargateProfileNames: ['b'] })
  const aws = adapterOn()
  const lists = [clustersOn(aws).list(), nodegroupsOn(aws).list('dev'), addonsOn(aws).list('dev'), fargateOn(aws).list('dev')]
  expect(await Promise.all(lists)).toEqual(Array.from({ length: 4 }, () => ['a', 'b']))
})

test('the page size of clusters is the one asked for', async () => {
  eks.on(ListClustersCommand).resolves({ clusters: [] })
  await clustersOn(adapterOn()).list(7)
  expect(eks.commandCalls(ListClustersCommand)[0]?.args[0].input).toMatchObject({ maxResults: 7, include: ['all'] })
})

test('what is not there is undefined, and anything else an error', async () => {
  eks.onAnyCommand().rejects(missing)
  const aws = adapterOn()
  const finds = [clustersOn(aws).find('a'), nodegroupsOn(aws).find('a', 'b'), addonsOn(aws).find('a', 'b'), fargateOn(aws).find('a', 'b')]
  expect(await Promise.all(finds)).toEqual([undefined, undefined, undefined, undefined])
  eks.on(DescribeClusterCommand).rejects(awsError('AccessDeniedException'))
  await expect(clustersOn(aws).find('a')).rejects.toMatchObject({ code: 'AccessDenied', exitCode: 5 })
})

test('to delete what is gone already is done', async () => {
  eks.onAnyCommand().rejects(missing)
  const aws = adapterOn()
  await clustersOn(aws).delete('a', never)
  await nodegroupsOn(aws).delete('a', 'b', never)
  await addonsOn(aws).delete('a', 'b', never)
  await fargateOn(aws).delete('a', 'b', never)
  expect(eks.calls()).toHaveLength(4)
})

test('nothing is written once the wish to stop has come', async () => {
  const stopped = AbortSignal.abort(new Error('stop'))
  const aws = adapterOn()
  await expect(clustersOn(aws).delete('a', stopped)).rejects.toThrow('stop')
  await expect(addonsOn(aws).delete('a', 'b', stopped)).rejects.toThrow('stop')
  await expect(nodegroupsOn(aws).delete('a', 'b', stopped)).rejects.toThrow('stop')
  await expect(fargateOn(aws).delete('a', 'b', stopped)).rejects.toThrow('stop')
  expect(eks.calls()).toHaveLength(0)
})

const addon = { cluster: 'dev', name: 'coredns', version: 'v1', resolveConflicts: 'OVERWRITE' as const, tags: { owner: 'me' } }

test('an add-on’s token is the same at each try of one call, and another at the next; tags go along', async () => {
  eks.on(CreateAddonCommand).rejectsOnce(awsError('ThrottlingException')).resolves({})
  const addons = addonsOn(adapterOn())
  await addons.create(addon, never)
  await addons.create(addon, never)
  const sent = eks.commandCalls(CreateAddonCommand).map(({ args }) => args[0].input)
  const [first, again, next] = sent.map(({ clientRequestToken }) => clientRequestToken)
  expect(first).toBe(again)
  expect(next).not.toBe(first)
  expect(sent[0]).toMatchObject({ addonName: 'coredns', tags: { owner: 'me' }, resolveConflicts: 'OVERWRITE' })
})

test('an add-on that exists already is no error: who asked looks again', async () => {
  eks.on(CreateAddonCommand).rejects(inUse)
  await addonsOn(adapterOn()).create(addon, never)
})

test('versions of add-ons are those that fit the cluster, read to the end and once', async () => {
  const fits = { clusterVersion: '1.33', defaultVersion: true }
  const version = (addonVersion: string, clusterVersion = '1.33') => ({ addonVersion, compatibilities: [{ ...fits, clusterVersion }] })
  eks
    .on(DescribeAddonVersionsCommand)
    .resolves({ addons: [{ addonName: 'a', addonVersions: [version('v2'), version('v1', '1.30')] }], nextToken: 't' })
  eks.on(DescribeAddonVersionsCommand, { kubernetesVersion: '1.33', nextToken: 't' }).resolves({ addons: [{ addonName: 'b' }] })
  const addons = addonsOn(adapterOn())
  const known = await addons.versions('1.33')
  expect(known.map(({ name, versions }) => [name, versions.map((one) => one.version)])).toEqual([
    ['a', ['v2']],
    ['b', []],
  ])
  await addons.versions('1.33')
  expect(eks.commandCalls(DescribeAddonVersionsCommand)).toHaveLength(2)
})

test('Kubernetes versions: newest first, read once', async () => {
  eks.on(DescribeClusterVersionsCommand).resolves({
    clusterVersions: [
      { clusterVersion: '1.9', versionStatus: 'UNSUPPORTED' },
      { clusterVersion: '1.33', versionStatus: 'STANDARD_SUPPORT', defaultVersion: true },
    ],
  })
  const clusters = clustersOn(adapterOn())
  expect((await clusters.versions()).map(({ version, status }) => `${version} ${status}`)).toEqual([
    '1.33 STANDARD_SUPPORT',
    '1.9 UNSUPPORTED',
  ])
  await clusters.versions()
  expect(eks.calls()).toHaveLength(1)
})

test('a Fargate profile is asked for with its selectors and tags, under one token', async () => {
  const request = { cluster: 'dev', name: 'fp', podExecutionRole: 'arn:role', selectors: [{ namespace: 'default' }], tags: { a: 'b' } }
  eks.on(CreateFargateProfileCommand).rejectsOnce(awsError('ThrottlingException')).resolves({})
  await fargateOn(adapterOn()).create(request, never)
  const sent = eks.commandCalls(CreateFargateProfileCommand).map(({ args }) => args[0].input)
  expect(sent[0]).toMatchObject({ fargateProfileName: 'fp', selectors: [{ namespace: 'default' }], tags: { a: 'b' } })
  expect(sent[1]?.clientRequestToken).toBe(sent[0]?.clientRequestToken)
})

test('a nodegroup tells its sizes, groups and what ails it', async () => {
  eks.on(DescribeNodegroupCommand).resolves({
    nodegroup: {
      nodegroupName: 'ng',
      status: 'DEGRADED',
      scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 },
      resources: { autoScalingGroups: [{ name: 'asg' }] },
      health: { issues: [{ code: 'AsgInstanceLaunchFailures', message: 'no capacity', resourceIds: ['i-1'] }] },
    },
  })
  expect(await nodegroupsOn(adapterOn()).find('dev', 'ng')).toMatchObject({
    status: 'DEGRADED',
    minSize: 1,
    maxSize: 3,
    desiredSize: 2,
    groups: ['asg'],
    issues: [{ code: 'AsgInstanceLaunchFailures', message: 'no capacity', resources: ['i-1'] }],
  })
})
