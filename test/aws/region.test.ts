import { AutoScalingClient, DescribeAutoScalingGroupsCommand, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling'
import {
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { groupsOn } from '#src/aws/groups.ts'
import { imagesOn } from '#src/aws/images.ts'
import { networkOn } from '#src/aws/network.ts'
import { adapterOn, awsError } from './adapter.ts'

const ec2 = mockClient(EC2Client)
const autoScaling = mockClient(AutoScalingClient)
const ssm = mockClient(SSMClient)
afterAll(() => {
  for (const mock of [ec2, autoScaling, ssm]) mock.restore()
})
beforeEach(() => {
  for (const client of [ec2, autoScaling, ssm]) client.reset()
})

test('zones are read once; one that is not opted into is not available', async () => {
  ec2.on(DescribeAvailabilityZonesCommand).resolves({
    AvailabilityZones: [
      { ZoneName: 'eu-west-1a', ZoneId: 'euw1-az1', ZoneType: 'availability-zone', State: 'available', OptInStatus: 'opt-in-not-required' },
      { ZoneName: 'eu-west-1-x-1a', ZoneType: 'local-zone', State: 'available', OptInStatus: 'not-opted-in' },
    ],
  })
  const network = networkOn(adapterOn())
  const zones = await network.zones()
  expect(zones.map(({ name, kind, available }) => `${name} ${kind} ${available}`)).toEqual([
    'eu-west-1a availability-zone true',
    'eu-west-1-x-1a local-zone false',
  ])
  await network.zones()
  expect(ec2.calls()).toHaveLength(1)
})

test('EC2’s own words tell that a zone is unknown; any other refusal is an error', async () => {
  ec2.on(DescribeAvailabilityZonesCommand).rejects(awsError('InvalidParameterValue', 'Invalid availability zone: [eu-west-1z]'))
  const network = networkOn(adapterOn())
  expect(await network.refusalOfZones(['eu-west-1z'])).toBe('Invalid availability zone: [eu-west-1z]')
  ec2.on(DescribeAvailabilityZonesCommand).resolves({})
  expect(await network.refusalOfZones(['eu-west-1a'])).toBeUndefined()
  ec2.on(DescribeAvailabilityZonesCommand).rejects(awsError('UnauthorizedOperation'))
  await expect(network.refusalOfZones(['eu-west-1a'])).rejects.toMatchObject({ exitCode: 5 })
})

test('offerings are read to the last page, and a type that no zone offers is absent', async () => {
  ec2
    .on(DescribeInstanceTypeOfferingsCommand)
    .resolves({ InstanceTypeOfferings: [{ InstanceType: 'm5.large', Location: 'eu-west-1a' }], NextToken: 't' })
  ec2.on(DescribeInstanceTypeOfferingsCommand, { NextToken: 't' }).resolves({
    InstanceTypeOfferings: [{ InstanceType: 'm5.large', Location: 'eu-west-1b' }],
  })
  const network = networkOn(adapterOn())
  const offered = await network.offerings(['m5.large', 't9.huge'])
  expect([offered.get('m5.large'), offered.get('t9.huge')]).toEqual([['eu-west-1a', 'eu-west-1b'], undefined])
  await network.offerings(['t9.huge', 'm5.large'])
  expect(ec2.calls()).toHaveLength(2)
  expect(await network.offerings([])).toEqual(new Map())
})

test('interfaces that nobody uses are found to the last page', async () => {
  const one = (NetworkInterfaceId: string) => ({ NetworkInterfaceId, Groups: [{ GroupId: 'sg-1' }], Status: 'available' as const })
  ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [one('eni-1')], NextToken: 't' })
  ec2.on(DescribeNetworkInterfacesCommand, { NextToken: 't' }).resolves({ NetworkInterfaces: [one('eni-2')] })
  const found = await networkOn(adapterOn()).idleInterfaces('vpc-1')
  expect(found).toEqual([
    { id: 'eni-1', groups: ['sg-1'] },
    { id: 'eni-2', groups: ['sg-1'] },
  ])
})

test('groups are found by name to the last page; none asked for, none sent', async () => {
  const group = (AutoScalingGroupName: string) => ({
    AutoScalingGroupName,
    MinSize: 1,
    MaxSize: 3,
    DesiredCapacity: 2,
    DefaultCooldown: 0,
    AvailabilityZones: [],
    HealthCheckType: 'EC2',
    CreatedTime: undefined,
  })
  autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [group('a')], NextToken: 't' })
  autoScaling.on(DescribeAutoScalingGroupsCommand, { NextToken: 't' }).resolves({ AutoScalingGroups: [group('b')] })
  const groups = groupsOn(adapterOn())
  expect(await groups.find([])).toEqual([])
  expect(autoScaling.calls()).toHaveLength(0)
  expect((await groups.find(['a', 'b'])).map(({ name, desiredSize }) => `${name} ${desiredSize}`)).toEqual(['a 2', 'b 2'])
})

test('why instances do not come: AWS’s words for failed activities, each once', async () => {
  autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
    AutoScalingGroups: [
      {
        AutoScalingGroupName: 'a',
        MinSize: 0,
        MaxSize: 1,
        DesiredCapacity: 1,
        DefaultCooldown: 0,
        AvailabilityZones: [],
        HealthCheckType: 'EC2',
        CreatedTime: undefined,
      },
    ],
  })
  const activity = (StatusCode: 'Failed' | 'Successful', StatusMessage: string) => ({
    ActivityId: '1',
    AutoScalingGroupName: 'a',
    Cause: 'a change',
    StartTime: undefined,
    StatusCode,
    StatusMessage,
  })
  autoScaling.on(DescribeScalingActivitiesCommand).resolves({
    Activities: [activity('Failed', 'no capacity'), activity('Failed', 'no capacity'), activity('Successful', 'launched')],
  })
  const [group] = await groupsOn(adapterOn()).find(['a'])
  expect(await group?.failures()).toEqual(['no capacity'])
})

test('a parameter or an image that is not there is undefined', async () => {
  ssm.on(GetParameterCommand).rejects(awsError('ParameterNotFound'))
  ec2.on(DescribeImagesCommand).rejects(awsError('InvalidAMIID.NotFound'))
  const images = imagesOn(adapterOn())
  expect([await images.parameter('/aws/x'), await images.find('ami-1')]).toEqual([undefined, undefined])
})
