import {
  DeleteKeyPairCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  ImportKeyPairCommand,
  type Instance as AwsInstance,
  type InstanceTypeInfo,
  type KeyPairInfo,
  type ResponseLaunchTemplateData,
  type _InstanceType,
} from '@aws-sdk/client-ec2'
import { gunzipSync } from 'node:zlib'
import type { Instance, KeyPair, LiveLaunchTemplate, Machines, MachineType } from '../app/machines.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of instance types, key pairs and launch templates. Types are read once in a run. */
export function machinesOn(aws: Aws): Machines {
  const client = new EC2Client(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('ec2', operation, send)
  const known = new Map<string, Promise<readonly MachineType[]>>()

  async function readTypes(names: readonly string[]): Promise<readonly MachineType[]> {
    const some = names.length > 0
    // EC2 takes a hundred names, and no page size beside names.
    const portions = some ? Array.from({ length: Math.ceil(names.length / 100) }, (_, i) => names.slice(i * 100, i * 100 + 100)) : [[]]
    const lists = await Promise.all(
      portions.map((portion) =>
        every(
          (NextToken) => {
            const input = some ? { InstanceTypes: [...portion] as _InstanceType[] } : { MaxResults: 100 }
            return call('DescribeInstanceTypes', () =>
              client.send(new DescribeInstanceTypesCommand({ ...input, ...(NextToken !== undefined && { NextToken }) })),
            )
          },
          (page) => page.InstanceTypes,
          (page) => page.NextToken,
        ),
      ),
    )
    return lists.flat().map(typeOf)
  }

  async function launchTemplate(id: string, version: string | undefined): Promise<LiveLaunchTemplate | undefined> {
    const input = { LaunchTemplateId: id, Versions: [version ?? '$Default'] }
    const sent = call('DescribeLaunchTemplateVersions', () => client.send(new DescribeLaunchTemplateVersionsCommand(input)))
    const absent = [
      'InvalidLaunchTemplateId.NotFound',
      'InvalidLaunchTemplateId.Malformed',
      'InvalidLaunchTemplateId.VersionNotFound',
    ] as const
    const found = (await orMissing(sent, ...absent))?.LaunchTemplateVersions?.[0]?.LaunchTemplateData
    return found && fixed(found)
  }

  return {
    types: (names = []) => {
      const key = names.join(' ')
      const read = known.get(key) ?? readTypes(names)
      known.set(key, read)
      return read
    },
    keyFingerprint: async (name) => {
      const sent = call('DescribeKeyPairs', () => client.send(new DescribeKeyPairsCommand({ KeyNames: [name] })))
      return (await orMissing(sent, 'InvalidKeyPair.NotFound'))?.KeyPairs?.[0]?.KeyFingerprint
    },
    keyPairs: async (prefix) => {
      const input = { Filters: [{ Name: 'key-name', Values: [`${prefix}*`] }] }
      return ((await call('DescribeKeyPairs', () => client.send(new DescribeKeyPairsCommand(input)))).KeyPairs ?? []).map(pairOf)
    },
    importKey: async (KeyName, publicKey, signal) => {
      const input = { KeyName, PublicKeyMaterial: new TextEncoder().encode(publicKey) }
      await orMissing(
        call('ImportKeyPair', () => client.send(new ImportKeyPairCommand(input), { abortSignal: signal })),
        'InvalidKeyPair.Duplicate',
      )
    },
    deleteKey: async (KeyName, signal) => {
      await call('DeleteKeyPair', () => client.send(new DeleteKeyPairCommand({ KeyName }), { abortSignal: signal }))
    },
    launchTemplate,
    instances: async (ids) => {
      if (ids.length === 0) return []
      // A filter leaves out what is gone, where a list of ids is refused whole.
      const Filters = [{ Name: 'instance-id', Values: [...ids] }]
      const reservations = await every(
        (NextToken) =>
          call('DescribeInstances', () =>
            client.send(new DescribeInstancesCommand({ Filters, ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.Reservations,
        (page) => page.NextToken,
      )
      return reservations.flatMap(({ Instances = [] }) => Instances.map(instanceOf))
    },
    userData: async (InstanceId) => {
      const input = { InstanceId, Attribute: 'userData' as const }
      const value = (await call('DescribeInstanceAttribute', () => client.send(new DescribeInstanceAttributeCommand(input)))).UserData
        ?.Value
      return value && unpacked(Buffer.from(value, 'base64')).toString('utf8')
    },
  }
}

/** cloud-init takes its text as it is or compressed. */
const unpacked = (bytes: Buffer): Buffer => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes)

const instanceOf = (one: AwsInstance): Instance => ({
  id: one.InstanceId ?? '',
  state: one.State?.Name ?? '',
  subnet: one.SubnetId ?? '',
  vpc: one.VpcId ?? '',
  address: one.PrivateIpAddress,
  publicAddress: one.PublicIpAddress,
  groups: (one.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  profile: one.IamInstanceProfile?.Arn?.split('/').at(-1),
})

const pairOf = ({ KeyName = '', KeyFingerprint = '' }: KeyPairInfo): KeyPair => ({ name: KeyName, fingerprint: KeyFingerprint })

const typeOf = (one: InstanceTypeInfo): MachineType => ({
  name: one.InstanceType ?? '',
  vcpus: one.VCpuInfo?.DefaultVCpus ?? 0,
  memoryMiB: one.MemoryInfo?.SizeInMiB ?? 0,
  gpus: sum(one.GpuInfo?.Gpus),
  neuronDevices: sum(one.NeuronInfo?.NeuronDevices),
  architectures: one.ProcessorInfo?.SupportedArchitectures ?? [],
  efa: one.NetworkInfo?.EfaSupported ?? false,
  networkCards: one.NetworkInfo?.MaximumNetworkCards ?? 1,
})

const sum = (devices: readonly { readonly Count?: number | undefined }[] = []): number =>
  devices.reduce((total, { Count = 0 }) => total + Count, 0)

const fixed = (found: ResponseLaunchTemplateData): LiveLaunchTemplate => ({
  instanceType: found.InstanceType,
  imageId: found.ImageId,
  hasUserData: found.UserData !== undefined && found.UserData !== '',
  hasInstanceProfile: found.IamInstanceProfile?.Arn !== undefined,
})
