import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { refusal, testRegion } from './region.ts'

const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes])

test('zones: those that can be used, or all; regions of the partition', async () => {
  const { aws } = await testRegion()
  const { AvailabilityZones: zones } = await aws<{ AvailabilityZones: { ZoneName: string; ZoneType: string }[] }>(
    'DescribeAvailabilityZones',
    { Filters: [{ Name: 'zone-type', Values: ['availability-zone'] }] },
  )
  expect(zones.map((zone) => zone.ZoneName)).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c'])
  expect(await refusal(aws('DescribeAvailabilityZones', { ZoneNames: ['eu-west-1q'] }))).toBe(
    'InvalidParameterValue: Invalid availability zone: [eu-west-1q]',
  )
  const { Regions } = await aws<{ Regions: { RegionName: string }[] }>('DescribeRegions')
  expect(Regions.map((region) => region.RegionName)).toContain('us-east-1')
  expect(Regions.map((region) => region.RegionName)).not.toContain('cn-north-1')
})

test.each([
  { type: 't3.micro', cpus: 2, memory: 1024, architecture: 'x86_64', interfaces: 2 },
  { type: 'm5.large', cpus: 2, memory: 8192, architecture: 'x86_64', interfaces: 3 },
  { type: 'm5.24xlarge', cpus: 96, memory: 393_216, architecture: 'x86_64', interfaces: 15 },
  { type: 'c7g.xlarge', cpus: 4, memory: 8192, architecture: 'arm64', interfaces: 4 },
  { type: 'r6i.metal', cpus: 128, memory: 1_048_576, architecture: 'x86_64', interfaces: 15 },
])('$type has $cpus vCPUs and $memory MiB', async ({ type, cpus, memory, architecture, interfaces }) => {
  const { aws } = await testRegion()
  expect(await aws('DescribeInstanceTypes', { InstanceTypes: [type] })).toMatchObject({
    InstanceTypes: [
      {
        VCpuInfo: { DefaultVCpus: cpus },
        MemoryInfo: { SizeInMiB: memory },
        ProcessorInfo: { SupportedArchitectures: [architecture] },
        NetworkInfo: { MaximumNetworkInterfaces: interfaces },
      },
    ],
  })
})

test('types that are none are refused by name; filters and pages hold', async () => {
  const { aws } = await testRegion()
  expect(await refusal(aws('DescribeInstanceTypes', { InstanceTypes: ['t3.giant'] }))).toBe(
    'InvalidInstanceType: The following supplied instance types do not exist: [t3.giant]',
  )
  const arm = {
    Filters: [
      { Name: 'processor-info.supported-architecture', Values: ['arm64'] },
      { Name: 'instance-type', Values: ['c7g.*'] },
    ],
  }
  const first = await aws<{ InstanceTypes: { InstanceType: string }[]; NextToken?: string }>('DescribeInstanceTypes', {
    ...arm,
    MaxResults: 5,
  })
  expect(first.InstanceTypes).toHaveLength(5)
  expect(first.InstanceTypes.every((type) => type.InstanceType.startsWith('c7g.'))).toBe(true)
  expect(first.NextToken).toBeDefined()
})

test('offerings by zone, by zone id and for the region', async () => {
  const { aws } = await testRegion()
  const places = async (LocationType?: string) =>
    (
      await aws<{ InstanceTypeOfferings: { Location: string }[] }>('DescribeInstanceTypeOfferings', {
        LocationType,
        Filters: [{ Name: 'instance-type', Values: ['t3.micro'] }],
      })
    ).InstanceTypeOfferings.map((one) => one.Location)
  expect(await places('availability-zone')).toEqual(expect.arrayContaining(['eu-west-1a', 'eu-west-1b']))
  expect((await places('availability-zone-id')).every((place) => place.startsWith('euw1-az'))).toBe(true)
  expect(await places()).toEqual(['eu-west-1'])
})

test('an image has a root device, whoever publishes it', async () => {
  const { aws } = await testRegion()
  const found = await aws('DescribeImages', { ImageIds: ['ami-0123456789abcdef0'] })
  expect(found).toMatchObject({
    Images: [{ RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: false } }] }],
  })
})

test('keys: fingerprints as EC2 makes them, names unique, deleting twice is no error', async () => {
  const { aws } = await testRegion()
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const body = Buffer.concat([
    field(Buffer.from('ssh-rsa')),
    field(Buffer.from(e, 'base64url')),
    field(Buffer.concat([Buffer.alloc(1), Buffer.from(n, 'base64url')])),
  ])
  const key = { KeyName: 'ops', PublicKeyMaterial: Buffer.from(`ssh-rsa ${body.toString('base64')} me@here`) }
  expect(await aws('ImportKeyPair', key)).toMatchObject({
    KeyName: 'ops',
    KeyFingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
  })
  expect(await refusal(aws('ImportKeyPair', key))).toContain('InvalidKeyPair.Duplicate')
  expect(await refusal(aws('ImportKeyPair', { KeyName: 'bad', PublicKeyMaterial: Buffer.from('ssh-rsa nonsense') }))).toContain(
    'InvalidKey.Format',
  )
  const ed = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.alloc(32, 7))])
  expect(
    await aws('ImportKeyPair', { KeyName: 'ed', PublicKeyMaterial: Buffer.from(`ssh-ed25519 ${ed.toString('base64')}`) }),
  ).toMatchObject({ KeyFingerprint: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) })
  await aws('DeleteKeyPair', { KeyName: 'ops' })
  await aws('DeleteKeyPair', { KeyName: 'ops' })
  expect(await refusal(aws('DescribeKeyPairs', { KeyNames: ['ops'] }))).toBe("InvalidKeyPair.NotFound: The key pair 'ops' does not exist")
})

test('a placement group goes only when no instance is in it', async () => {
  const { aws, openVpc, subnet, pass } = await testRegion()
  const { vpcId } = await openVpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  await aws('CreatePlacementGroup', { GroupName: 'near', Strategy: 'cluster' })
  expect(await refusal(aws('CreatePlacementGroup', { GroupName: 'near' }))).toContain('InvalidPlacementGroup.Duplicate')
  const { Instances } = await aws<{ Instances: { InstanceId: string }[] }>('RunInstances', {
    MinCount: 1,
    MaxCount: 1,
    ImageId: 'ami-0123456789abcdef0',
    InstanceType: 'm5.large',
    SubnetId,
    Placement: { GroupName: 'near' },
  })
  expect(await refusal(aws('DeletePlacementGroup', { GroupName: 'near' }))).toContain('InvalidPlacementGroup.InUse')
  await aws('TerminateInstances', { InstanceIds: Instances.map((one) => one.InstanceId) })
  await pass(100_000)
  await aws('DeletePlacementGroup', { GroupName: 'near' })
})

test.each([
  { type: 'p4d.24xlarge', cards: 4, fabric: 4, gpus: 8 },
  { type: 'c5n.18xlarge', cards: 1, fabric: 1, gpus: 0 },
  { type: 'g4ad.8xlarge', cards: 1, fabric: 0, gpus: 2 },
])('$type has $cards network cards, $fabric of them with EFA, and $gpus GPUs', async ({ type, cards, fabric, gpus }) => {
  const { aws } = await testRegion()
  const { InstanceTypes } = await aws<{
    InstanceTypes: {
      NetworkInfo: { NetworkCards: unknown[]; EfaInfo?: { MaximumEfaInterfaces: number } }
      GpuInfo?: { Gpus: { Count: number }[] }
    }[]
  }>('DescribeInstanceTypes', { InstanceTypes: [type] })
  const [found] = InstanceTypes
  expect(found?.NetworkInfo.NetworkCards).toHaveLength(cards)
  expect(found?.NetworkInfo.EfaInfo?.MaximumEfaInterfaces ?? 0).toBe(fabric)
  expect(found?.GpuInfo?.Gpus[0]?.Count ?? 0).toBe(gpus)
})
