import { AwsError, type Call } from '../service.ts'
import { devicesOf, ownPlugins, type Hardware } from './devices.ts'
import { versionsOf } from '../services/eks/versions.ts'
import type { Machine } from './node-object.ts'
import type { RunningCluster } from './running-cluster.ts'
import type { NodeSettings } from './user-data.ts'

/** An instance, as far as nodes need it; DescribeInstances' shape. */
export interface InstanceFacts {
  readonly InstanceId: string
  readonly ImageId?: string
  readonly InstanceType?: string
  readonly InstanceLifecycle?: string
  readonly PrivateIpAddress?: string
  readonly PublicIpAddress?: string
  readonly PrivateDnsName?: string
  readonly SubnetId?: string
  readonly VpcId?: string
  readonly Architecture?: string
  readonly SecurityGroups?: readonly { readonly GroupId?: string }[]
  readonly IamInstanceProfile?: { readonly Arn?: string }
  readonly Placement?: { readonly AvailabilityZone?: string }
  readonly State?: { readonly Name?: string }
  readonly NetworkInterfaces?: readonly { readonly InterfaceType?: string }[]
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[]
}

/** The instance of that id while EC2 knows it. */
export async function instanceOf(call: Call, id: string): Promise<InstanceFacts | undefined> {
  try {
    const answer = await call.aws<{ Reservations?: { Instances?: InstanceFacts[] }[] }>('ec2', 'DescribeInstances', { InstanceIds: [id] })
    return answer.Reservations?.[0]?.Instances?.[0]
  } catch (error) {
    if (error instanceof AwsError) return undefined
    throw error
  }
}

/** The value of an instance's tag. */
export const tagOf = (instance: InstanceFacts, key: string): string | undefined => instance.Tags?.find((tag) => tag.Key === key)?.Value

interface TypeFacts {
  GpuInfo?: { Gpus?: { Manufacturer?: string; Count?: number }[] }
  NeuronInfo?: { NeuronDevices?: { Count?: number; CoreInfo?: { Count?: number } }[] }
  VCpuInfo?: { DefaultVCpus?: number }
  MemoryInfo?: { SizeInMiB?: number }
  NetworkInfo?: { MaximumNetworkInterfaces?: number; Ipv4AddressesPerInterface?: number }
  ProcessorInfo?: { SupportedArchitectures?: string[] }
}

/** The machine that an instance is for Kubernetes, with the settings of its user data. */
export async function machineOf(
  cluster: RunningCluster,
  instance: InstanceFacts,
  settings: Pick<NodeSettings, 'labels' | 'taints' | 'maxPods'>,
  name?: string,
): Promise<Machine> {
  const { call } = cluster
  const zone = instance.Placement?.AvailabilityZone ?? ''
  const [type, image, subnet] = await Promise.all([
    typeFacts(call, instance.InstanceType ?? ''),
    imageName(call, instance.ImageId ?? ''),
    subnetZone(call, instance.SubnetId ?? ''),
  ])
  const arm = (type.ProcessorInfo?.SupportedArchitectures ?? [instance.Architecture ?? 'x86_64']).includes('arm64')
  return {
    name: name ?? instance.PrivateDnsName ?? instance.InstanceId,
    providerId: `aws:///${zone}/${instance.InstanceId}`,
    zone,
    zoneId: subnet,
    instanceType: instance.InstanceType,
    architecture: arm ? 'arm64' : 'amd64',
    windows: /windows/i.test(image),
    privateIp: instance.PrivateIpAddress ?? '',
    publicIp: instance.PublicIpAddress,
    cpus: type.VCpuInfo?.DefaultVCpus ?? 2,
    memoryMib: type.MemoryInfo?.SizeInMiB ?? 8192,
    maxPods: settings.maxPods ?? defaultPods(type),
    osImage: osImageOf(image),
    kubelet: kubeletOf(cluster, image),
    labels: settings.labels,
    taints: settings.taints,
    devices: { found: devicesOf(hardwareOf(type, instance, image)), builtIn: ownPlugins(image, name !== undefined) },
  }
}

function hardwareOf({ GpuInfo, NeuronInfo }: TypeFacts, instance: InstanceFacts, image: string): Hardware {
  const neurons = NeuronInfo?.NeuronDevices ?? []
  const gpus = (GpuInfo?.Gpus ?? []).filter(({ Manufacturer }) => Manufacturer === 'NVIDIA')
  return {
    nvidiaGpus: gpus.reduce((sum, { Count = 0 }) => sum + Count, 0),
    neuronDevices: neurons.reduce((sum, { Count = 0 }) => sum + Count, 0),
    neuronCores: neurons.reduce((sum, { Count = 0, CoreInfo }) => sum + Count * (CoreInfo?.Count ?? 1), 0),
    fabrics: (instance.NetworkInterfaces ?? []).filter(({ InterfaceType }) => InterfaceType?.startsWith('efa') === true).length,
    image,
  }
}

/** Addresses that the interfaces of a type carry for pods, and two for pods on the host's network. */
function defaultPods(type: TypeFacts): number {
  const interfaces = type.NetworkInfo?.MaximumNetworkInterfaces
  const addresses = type.NetworkInfo?.Ipv4AddressesPerInterface
  if (interfaces === undefined || addresses === undefined) return 29
  return Math.min(interfaces * (addresses - 1) + 2, (type.VCpuInfo?.DefaultVCpus ?? 2) > 30 ? 250 : 110)
}

async function typeFacts(call: Call, type: string): Promise<TypeFacts> {
  try {
    return (
      (await call.aws<{ InstanceTypes?: TypeFacts[] }>('ec2', 'DescribeInstanceTypes', { InstanceTypes: [type] })).InstanceTypes?.[0] ?? {}
    )
  } catch {
    return {}
  }
}

async function imageName(call: Call, id: string): Promise<string> {
  try {
    return (await call.aws<{ Images?: { Name?: string }[] }>('ec2', 'DescribeImages', { ImageIds: [id] })).Images?.[0]?.Name ?? ''
  } catch {
    return ''
  }
}

async function subnetZone(call: Call, id: string): Promise<string> {
  return (
    (await call.aws<{ Subnets?: { AvailabilityZoneId?: string }[] }>('ec2', 'DescribeSubnets', { SubnetIds: [id] })).Subnets?.[0]
      ?.AvailabilityZoneId ?? ''
  )
}

function osImageOf(image: string): string {
  if (/bottlerocket/i.test(image)) return 'Bottlerocket OS 1.50.0 (aws-k8s)'
  if (/windows.*(20\d\d)/i.test(image)) return `Windows Server ${/20\d\d/.exec(image)?.[0]} Datacenter`
  if (/ubuntu/i.test(image)) return `Ubuntu ${/\d\d\.04/.exec(image)?.[0] ?? '24.04'} LTS`
  if (/amazon-linux-2(?!023)|amazon-eks-(?:gpu-|arm64-)?node-1/i.test(image)) return 'Amazon Linux 2'
  return 'Amazon Linux 2023.9.20251117'
}

/** The version that an image's name carries, where the world knows it; else the cluster's. */
function kubeletOf(cluster: RunningCluster, image: string): string {
  const versions = versionsOf(cluster.call.account)
  const named = /(?<![\d.])1\.(\d{2})(?![\d])/.exec(image)?.[0]
  const found =
    versions.find((version) => version.clusterVersion === named) ??
    versions.find((version) => version.clusterVersion === cluster.record.cluster.version)
  return found?.kubernetesPatchVersion ?? `${cluster.record.cluster.version}.0`
}
