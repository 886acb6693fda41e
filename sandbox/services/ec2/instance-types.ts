import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { page } from './describe.ts'
import { filtered } from './filters.ts'
import families from './instance-families.generated.json' with { type: 'json' }
import { zonesOf } from './zones.ts'

/** A family of instance types: facts that all its sizes share, and the sizes. */
interface Family {
  readonly sizes: readonly string[]
  readonly arm64?: boolean
  /** The accelerator's name. */
  readonly nvidia?: string
  readonly neuron?: string
  /** The sizes that have the Elastic Fabric Adapter. */
  readonly efa?: readonly string[]
  readonly storage?: boolean
}

const table = families as Readonly<Record<string, Family>>

/** Memory for each vCPU in GiB, by how a family's name begins; the first that fits counts. */
const memoryPerCpu: readonly (readonly [RegExp, number])[] = [
  [/^(?:x1e|x2iedn|x2iezn|x8aedz)/, 32],
  [/^x/, 16],
  [/^(?:r|z|i|d|p|hpc|f|u)/, 8],
  [/^(?:c|a1|inf)/, 2],
  [/^./, 4],
]

const burstable: Readonly<Record<string, number>> = { nano: 0.5, micro: 1, small: 2, medium: 4, large: 8, xlarge: 16, '2xlarge': 32 }

/** Network interfaces and addresses on each, by vCPUs. Source: the EC2 user guide's "IP addresses per network interface" for the common families. */
const interfacesByCpus: readonly (readonly [cpus: number, interfaces: number, addresses: number])[] = [
  [1, 2, 4],
  [2, 3, 10],
  [4, 4, 15],
  [8, 4, 15],
  [16, 8, 30],
  [32, 8, 30],
  [48, 8, 30],
  [Infinity, 15, 50],
]
const interfacesOfBurstable: Readonly<Record<string, readonly [number, number]>> = {
  nano: [2, 2],
  micro: [2, 2],
  small: [3, 4],
  medium: [3, 6],
  large: [3, 12],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
}

/** An instance type is known: its family and size are in the table, or it is the bare metal of a family that has large sizes. */
export function typeOf(name: string): { family: string; size: string; facts: Family } | undefined {
  const [family = '', size = ''] = name.split('.')
  const facts = table[family]
  const metal = /^metal(?:-\d+xl)?$/.test(size) && facts?.sizes.some((one) => /^(?:16|24|32|48)xlarge$/.test(one)) === true
  return facts !== undefined && (metal || facts.sizes.includes(size)) ? { family, size, facts } : undefined
}

/** How many vCPUs a size has: `xlarge` 4, `2xlarge` 8. Metal ones have as many as the largest size of their family. */
function cpusOf(family: string, size: string, facts: Family): number {
  const multiple = /^(\d+)xl(?:arge)?$/.exec(size.replace(/^metal-/, ''))
  if (multiple !== null) return Number(multiple[1]) * 4
  if (size === 'metal')
    return Math.max(...facts.sizes.filter((one) => !one.startsWith('metal')).map((one) => cpusOf(family, one, facts)), 8)
  if (size === 'xlarge') return 4
  return size === 'large' || family.startsWith('t') ? 2 : 1
}

/** The processor architecture of a type; x86_64 where the type is unknown. */
export const architectureOf = (name: string): 'arm64' | 'x86_64' => (typeOf(name)?.facts.arm64 === true ? 'arm64' : 'x86_64')

/** The vCPUs of a type by name. */
export function cpusByName(name: string): number {
  const type = typeOf(name)
  return type === undefined ? 2 : cpusOf(type.family, type.size, type.facts)
}

function gpuCount(family: string, size: string): number {
  if (/^p[45]/.test(family)) return size === '4xlarge' ? 1 : 8
  if (/^(?:p3|g3)$/.test(family))
    return { '2xlarge': 1, '4xlarge': 1, '8xlarge': family === 'p3' ? 4 : 2, '16xlarge': family === 'p3' ? 8 : 4 }[size] ?? 1
  return { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8, metal: 8 }[size] ?? 1
}

/** AMD's accelerators are GPUs as well. Source: the EC2 user guide's table of accelerated instances. */
const radeons: Readonly<Record<string, number>> = { xlarge: 1, '2xlarge': 1, '4xlarge': 1, '8xlarge': 2, '16xlarge': 4 }

/** Types with more than one Inferentia or Trainium device. Source: the EC2 user guide's table of accelerated instances. */
const neuronCounts: Readonly<Record<string, number>> = {
  'inf1.6xlarge': 4,
  'inf1.24xlarge': 16,
  'inf2.24xlarge': 6,
  'inf2.48xlarge': 12,
  'trn1.32xlarge': 16,
  'trn1n.32xlarge': 16,
  'trn2.48xlarge': 16,
  'trn2u.48xlarge': 16,
}

/** Types with more than one network card. Source: the EC2 user guide, "Network cards". */
const cards: readonly (readonly [RegExp, number])[] = [
  [/^p5e?\.48xlarge$/, 32],
  [/^(?:p5en\.48xlarge|trn1n\.32xlarge|trn2u?\.48xlarge)$/, 16],
  [/^trn1\.32xlarge$/, 8],
  [/^(?:p4de?\.24xlarge|dl1\.24xlarge|g6e\.48xlarge)$/, 4],
  [/^(?:(?:c6in|m6in|m6idn|r6in|r6idn|hpc6id)\.(?:32xlarge|metal)|g6e\.24xlarge|hpc7a\..*)$/, 2],
]

function describeType(name: string): Aws.InstanceTypeInfo | undefined {
  const type = typeOf(name)
  if (type === undefined) return undefined
  const { family, size, facts } = type
  const cpus = cpusOf(family, size, facts)
  const perCpu = memoryPerCpu.find(([form]) => form.test(family))?.[1] ?? 4
  const memory = Math.round((/^t\d/.test(family) ? (burstable[size] ?? 4) : cpus * perCpu) * 1024)
  const [interfaces, addresses] = interfaceLimits(family, size, cpus)
  const efa = facts.efa?.includes(size) === true
  const cardCount = cards.find(([form]) => form.test(name))?.[1] ?? 1
  return {
    InstanceType: name as Aws._InstanceType,
    CurrentGeneration: !/^(?:[cmr][34]|c1|m[12]|t1|i2|d2|g3s?|p2|x1e?)$/.test(family),
    FreeTierEligible: /^t[23]\.micro$/.test(name),
    SupportedUsageClasses: ['on-demand', 'spot'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    BareMetal: size.startsWith('metal'),
    ...(!size.startsWith('metal') && {
      Hypervisor: /^(?:[cmr][34]|c1|m[12]|t[12]|i[23]|d2|g3s?|p[23]|x1e?)$/.test(family) ? ('xen' as const) : ('nitro' as const),
    }),
    ProcessorInfo: {
      SupportedArchitectures: [facts.arm64 === true ? 'arm64' : 'x86_64'],
      SustainedClockSpeedInGhz: 2.5,
      Manufacturer: maker(family, facts),
    },
    VCpuInfo: {
      DefaultVCpus: cpus,
      DefaultCores: facts.arm64 === true ? cpus : Math.max(1, cpus / 2),
      DefaultThreadsPerCore: facts.arm64 === true || cpus === 1 ? 1 : 2,
    },
    MemoryInfo: { SizeInMiB: memory },
    InstanceStorageSupported: facts.storage === true,
    ...(facts.storage === true && {
      InstanceStorageInfo: {
        TotalSizeInGB: cpus * 38,
        Disks: [{ SizeInGB: cpus * 38, Count: 1, Type: 'ssd' }],
        NvmeSupport: 'required' as const,
        EncryptionSupport: 'required' as const,
      },
    }),
    EbsInfo: { EbsOptimizedSupport: 'default', EncryptionSupport: 'supported', NvmeSupport: 'required' },
    NetworkInfo: {
      NetworkPerformance: cpus >= 64 ? '25 Gigabit' : 'Up to 10 Gigabit',
      MaximumNetworkInterfaces: interfaces,
      MaximumNetworkCards: cardCount,
      DefaultNetworkCardIndex: 0,
      NetworkCards: Array.from({ length: cardCount }, (_, NetworkCardIndex) => ({
        NetworkCardIndex,
        NetworkPerformance: 'Up to 10 Gigabit',
        MaximumNetworkInterfaces: interfaces,
      })),
      Ipv4AddressesPerInterface: addresses,
      Ipv6AddressesPerInterface: addresses,
      Ipv6Supported: true,
      EnaSupport: 'required',
      EfaSupported: efa,
      ...(efa && { EfaInfo: { MaximumEfaInterfaces: cardCount } }),
      EncryptionInTransitSupported: true,
    },
    ...(facts.nvidia !== undefined && { GpuInfo: gpus('NVIDIA', facts.nvidia, gpuCount(family, size)) }),
    ...(family === 'g4ad' && { GpuInfo: gpus('AMD', 'Radeon Pro V520', radeons[size] ?? 1) }),
    ...(facts.neuron !== undefined && {
      NeuronInfo: {
        NeuronDevices: [
          {
            Count: neuronCounts[name] ?? 1,
            Name: facts.neuron,
            CoreInfo: { Count: family.startsWith('trn2') ? 8 : family === 'inf1' ? 4 : 2, Version: family === 'inf1' ? 1 : 2 },
            MemoryInfo: { SizeInMiB: 32_768 },
          },
        ],
        TotalNeuronDeviceMemoryInMiB: 32_768 * (neuronCounts[name] ?? 1),
      },
    }),
    PlacementGroupInfo: { SupportedStrategies: /^t\d/.test(family) ? ['partition', 'spread'] : ['cluster', 'partition', 'spread'] },
    HibernationSupported: false,
    BurstablePerformanceSupported: /^t\d/.test(family),
    DedicatedHostsSupported: !family.startsWith('t2'),
    AutoRecoverySupported: facts.storage !== true,
    SupportedBootModes: ['legacy-bios', 'uefi'],
    NitroEnclavesSupport: cpus >= 4 ? 'supported' : 'unsupported',
  }
}

const maker = (family: string, facts: Family): string => (facts.arm64 === true ? 'AWS' : /^[a-z]+\d+a/.test(family) ? 'AMD' : 'Intel')

const gpus = (Manufacturer: string, Name: string, Count: number): Aws.GpuInfo => ({
  Gpus: [{ Name, Manufacturer, Count, MemoryInfo: { SizeInMiB: 16_384 } }],
  TotalGpuMemoryInMiB: 16_384 * Count,
})

function interfaceLimits(family: string, size: string, cpus: number): readonly [number, number] {
  const small = /^t\d/.test(family) ? interfacesOfBurstable[size] : undefined
  const row = interfacesByCpus.find(([most]) => cpus <= most)
  return small ?? [row?.[1] ?? 15, row?.[2] ?? 50]
}

/** Where types can be had in a region: type → names of zones. A region that the world says nothing of has all of them in all its zones. */
export function offerings(call: Call): Readonly<Record<string, readonly string[]>> {
  const stated = call.account.world.offerings[call.region]
  if (stated !== undefined) return stated
  const zones = zonesOf(call)
    .filter((zone) => zone.ZoneType === 'availability-zone')
    .map((zone) => zone.ZoneName)
  return Object.fromEntries(
    Object.entries(table).flatMap(([family, { sizes }]) => sizes.map((size) => [`${family}.${size}`, zones] as const)),
  )
}

function describeTypes(input: Aws.DescribeInstanceTypesRequest, call: Call): object {
  const here = offerings(call)
  const asked: readonly string[] = input.InstanceTypes ?? []
  if (asked.length > 100) throw new AwsError('InvalidParameterValue', 'The maximum number of instance types that can be specified is 100')
  if (asked.length > 0 && input.MaxResults !== undefined)
    throw new AwsError('InvalidParameterCombination', 'The parameter InstanceTypes cannot be used with the parameter MaxResults')
  const bad = asked.filter((name) => typeOf(name) === undefined)
  if (bad.length > 0) throw new AwsError('InvalidInstanceType', `The following supplied instance types do not exist: [${bad.join(', ')}]`)
  const names = asked.length > 0 ? asked : Object.keys(here).filter((name) => (here[name]?.length ?? 0) > 0)
  const described = names
    .toSorted()
    .map((name) => describeType(name))
    .filter((one) => one !== undefined)
  const types = filtered(described, input.Filters, {
    'instance-type': 'InstanceType',
    'current-generation': 'CurrentGeneration',
    'bare-metal': 'BareMetal',
    hypervisor: 'Hypervisor',
    'free-tier-eligible': 'FreeTierEligible',
    'processor-info.supported-architecture': 'ProcessorInfo.SupportedArchitectures',
    'supported-usage-class': 'SupportedUsageClasses',
    'supported-virtualization-type': 'SupportedVirtualizationTypes',
    'supported-root-device-type': 'SupportedRootDeviceTypes',
    'vcpu-info.default-vcpus': 'VCpuInfo.DefaultVCpus',
    'memory-info.size-in-mib': 'MemoryInfo.SizeInMiB',
    'network-info.efa-supported': 'NetworkInfo.EfaSupported',
    'network-info.ena-support': 'NetworkInfo.EnaSupport',
    'network-info.ipv6-supported': 'NetworkInfo.Ipv6Supported',
    'instance-storage-supported': 'InstanceStorageSupported',
    'burstable-performance-supported': 'BurstablePerformanceSupported',
    'dedicated-hosts-supported': 'DedicatedHostsSupported',
    'ebs-info.encryption-support': 'EbsInfo.EncryptionSupport',
    'ebs-info.nvme-support': 'EbsInfo.NvmeSupport',
    'hibernation-supported': 'HibernationSupported',
    'auto-recovery-supported': 'AutoRecoverySupported',
    'network-info.maximum-network-interfaces': 'NetworkInfo.MaximumNetworkInterfaces',
  })
  const { items, next } = page(types, pageInput(input), [5, 100])
  return { InstanceTypes: items, ...(next !== undefined && { NextToken: next }) }
}

const pageInput = (input: {
  MaxResults?: number | undefined
  NextToken?: string | undefined
}): { MaxResults?: number; NextToken?: string } => ({
  ...(input.MaxResults !== undefined && { MaxResults: input.MaxResults }),
  ...(input.NextToken !== undefined && { NextToken: input.NextToken }),
})

function describeOfferings(input: Aws.DescribeInstanceTypeOfferingsRequest, call: Call): object {
  const kind = input.LocationType ?? 'region'
  if (!['region', 'availability-zone', 'availability-zone-id'].includes(kind))
    throw new AwsError('InvalidParameterValue', `The location type '${kind}' is not valid`)
  const zones = new Map(zonesOf(call).map((zone) => [zone.ZoneName, zone.ZoneId]))
  const places = (where: readonly string[]): readonly string[] =>
    kind === 'region'
      ? where.length > 0
        ? [call.region]
        : []
      : where.map((zone) => (kind === 'availability-zone' ? zone : (zones.get(zone) ?? zone)))
  const all = Object.entries(offerings(call)).flatMap(([type, where]) =>
    places(where).map((Location) => ({ InstanceType: type, LocationType: kind, Location })),
  )
  const rows = filtered(all, input.Filters, { 'instance-type': 'InstanceType', location: 'Location' })
  const { items, next } = page(rows, pageInput(input), [5, 1000])
  return { InstanceTypeOfferings: items, ...(next !== undefined && { NextToken: next }) }
}

export const instanceTypeOperations = { DescribeInstanceTypes: describeTypes, DescribeInstanceTypeOfferings: describeOfferings }
