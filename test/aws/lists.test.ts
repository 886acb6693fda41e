import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import {
  DescribeAddonVersionsCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListCapabilitiesCommand,
  ListIdentityProviderConfigsCommand,
  ListPodIdentityAssociationsCommand,
} from '@aws-sdk/client-eks'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addonsOn } from '#src/aws/addons.ts'
import { capabilitiesOn } from '#src/aws/capabilities.ts'
import { groupsOn } from '#src/aws/groups.ts'
import { identityProvidersOn } from '#src/aws/identity-providers.ts'
import { podIdentitiesOn } from '#src/aws/pod-identities.ts'
import { adapterOn, awsError } from './adapter.ts'

const eks = mockClient(EKSClient)
const autoscaling = mockClient(AutoScalingClient)
afterAll(() => {
  for (const mock of [eks, autoscaling]) mock.restore()
})
beforeEach(() => {
  eks.reset()
  autoscaling.reset()
})

test('associations, providers and capabilities are listed to the last page, in pages of the size that was asked for', async () => {
  eks.on(ListPodIdentityAssociationsCommand).resolves({ associations: [{ associationId: 'a-1' }], nextToken: 't' })
  eks.on(ListPodIdentityAssociationsCommand, { nextToken: 't' }).resolves({ associations: [{ associationId: 'a-2' }] })
  eks.on(ListIdentityProviderConfigsCommand).resolves({ identityProviderConfigs: [{ type: 'oidc', name: 'gate' }], nextToken: 't' })
  eks.on(ListIdentityProviderConfigsCommand, { nextToken: 't' }).resolves({ identityProviderConfigs: [{ type: 'other', name: 'x' }] })
  eks.on(ListCapabilitiesCommand).resolves({ capabilities: [{ capabilityName: 'graphs' }], nextToken: 't' })
  eks.on(ListCapabilitiesCommand, { nextToken: 't' }).resolves({ capabilities: [{ capabilityName: 'charts' }] })
  const aws = adapterOn()
  expect(await podIdentitiesOn(aws).list('dev', { namespace: 'hives' }, 1)).toEqual(['a-1', 'a-2'])
  expect(await identityProvidersOn(aws).list('dev', 1)).toEqual(['gate'])
  expect(await capabilitiesOn(aws).list('dev', 1)).toEqual(['graphs', 'charts'])
  for (const { args } of eks.calls()) expect(args[0].input).toMatchObject({ maxResults: 1 })
  expect(eks.commandCalls(ListPodIdentityAssociationsCommand)[1]?.args[0].input).toMatchObject({ namespace: 'hives', nextToken: 't' })
})

test('an association that is gone is undefined', async () => {
  eks.on(DescribePodIdentityAssociationCommand).rejects(awsError('ResourceNotFoundException'))
  expect(await podIdentitiesOn(adapterOn()).describe('dev', 'a-1')).toBeUndefined()
})

test('versions of one add-on are asked for by its name, and are those that fit the version of Kubernetes', async () => {
  const versions = [
    { addonVersion: 'v2', compatibilities: [{ clusterVersion: '1.34' }] },
    { addonVersion: 'v1', compatibilities: [{ clusterVersion: '1.33' }] },
  ]
  eks.on(DescribeAddonVersionsCommand, { addonName: 'vpc-cni' }).resolves({ addons: [{ addonName: 'vpc-cni', addonVersions: versions }] })
  expect((await addonsOn(adapterOn()).versionsOf('vpc-cni', '1.34')).map(({ version }) => version)).toEqual(['v2'])
})

test('groups are picked out by AWS, by a tag and its values', async () => {
  autoscaling
    .on(DescribeAutoScalingGroupsCommand)
    .resolves({ AutoScalingGroups: [{ AutoScalingGroupName: 'a', MinSize: 0, MaxSize: 1, DesiredCapacity: 1 } as never], NextToken: 't' })
  autoscaling.on(DescribeAutoScalingGroupsCommand, { NextToken: 't' }).resolves({ AutoScalingGroups: [] })
  expect((await groupsOn(adapterOn()).tagged('kubernetes.io/cluster/dev', ['owned'])).map(({ name }) => name)).toEqual(['a'])
  expect(autoscaling.calls()[0]?.args[0].input).toMatchObject({ Filters: [{ Name: 'tag:kubernetes.io/cluster/dev', Values: ['owned'] }] })
})
