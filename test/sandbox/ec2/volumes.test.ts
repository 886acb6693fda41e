import { expect, test } from 'vitest'
import { refusal, testRegion } from './region.ts'

test('a volume is made with tags, found by them, and deleted once', async () => {
  const { aws } = await testRegion()
  const tags = [{ Key: 'KubernetesCluster', Value: 'dev' }]
  const made = await aws<{ VolumeId: string }>('CreateVolume', {
    AvailabilityZone: 'eu-west-1a',
    Size: 8,
    TagSpecifications: [{ ResourceType: 'volume', Tags: tags }],
  })
  const ofDev = {
    Filters: [
      { Name: 'tag:KubernetesCluster', Values: ['dev'] },
      { Name: 'status', Values: ['available'] },
    ],
  }
  expect(await aws('DescribeVolumes', ofDev)).toMatchObject({
    Volumes: [{ VolumeId: made.VolumeId, Size: 8, State: 'available', Tags: tags }],
  })
  await aws('DeleteVolume', { VolumeId: made.VolumeId })
  expect(await aws('DescribeVolumes', ofDev)).toEqual({ Volumes: [] })
  expect(await refusal(aws('DeleteVolume', { VolumeId: made.VolumeId }))).toContain('InvalidVolume.NotFound')
})

test('a zone that there is not, and a volume without a size, are refused', async () => {
  const { aws } = await testRegion()
  expect(await refusal(aws('CreateVolume', { AvailabilityZone: 'eu-west-1q', Size: 1 }))).toContain('InvalidZone.NotFound')
  expect(await refusal(aws('CreateVolume', { AvailabilityZone: 'eu-west-1a' }))).toContain('MissingParameter')
})
