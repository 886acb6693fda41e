import { oneOf as anyOf } from '../config/rules/conditions.ts'
import { everyLog, logTypes } from '../config/logging.ts'
import { networkAddress, parseCidr } from '../config/cidr.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { bool, type Given, oneOf, slice } from '../flags.ts'
import { badFlag, cluster, type FileRules, type GivenFlags } from './conflicts.ts'
import { performFlags } from './global.ts'
import { approveFlags, awsFlags, clusterFlags, configFlags, namedClusterFlags, regionFlags, timeoutFlags } from './groups.ts'
import { type Place, type StatedByFlags, Writer } from './stated.ts'

const changing = { ...regionFlags, ...configFlags, ...timeoutFlags(), ...performFlags, ...awsFlags }
const planned = { ...changing, ...approveFlags }

/** Flags of utils update-cluster-logging. */
export const clusterLoggingFlags = {
  ...namedClusterFlags,
  'enable-types': slice({ summary: `logs to switch on: ${logTypes.join(', ')}, or all` }),
  'disable-types': slice({ summary: 'logs to switch off; all with --enable-types leaves on only those' }),
  ...planned,
}

export const clusterLoggingFile: FileRules = { without: [...cluster, 'enable-types', 'disable-types'] }

/** Which logs are to be on, from those that are, and for how many days they are kept. */
export interface LogsByFlags {
  readonly wanted: (on: readonly string[]) => readonly string[]
  readonly days?: number | undefined
}

/** What a file states of logs, which is all that there shall be; without one, what the line does. */
export function logSettings(given: Given<typeof clusterLoggingFlags>, file: ClusterConfig | undefined): LogsByFlags {
  if (file === undefined) return logsFromFlags(given)
  const { enableTypes = [], logRetentionInDays } = file.cloudWatch?.clusterLogging ?? {}
  return { wanted: () => everyLog(enableTypes), days: logRetentionInDays || undefined }
}

/** The logs that the line names. Throws where it names none, an unknown one, or one twice. */
export function logsFromFlags(given: Given<typeof clusterLoggingFlags>): LogsByFlags {
  const on = given['enable-types'] ?? []
  const off = given['disable-types'] ?? []
  if (on.length + off.length === 0) throw badFlag('--enable-types or --disable-types must be set')
  for (const [flag, types] of [
    ['enable-types', on],
    ['disable-types', off],
  ] as const) {
    const unknown = types.find((type) => type !== 'all' && !logTypes.some((one) => one === type))
    if (unknown !== undefined) throw badFlag(`--${flag}: there is no log "${unknown}"`, `there are ${logTypes.join(', ')}, and all`)
  }
  const both = on.find((type) => off.includes(type))
  if (both !== undefined) throw badFlag(`--enable-types and --disable-types both name "${both}"`)
  if (off.includes('all')) return { wanted: () => on }
  return { wanted: (live) => [...live, ...everyLog(on)].filter((type) => !off.includes(type)) }
}

const endpoints = {
  'private-access': bool({ summary: 'the Kubernetes API can be reached from within the VPC' }),
  'public-access': bool({ summary: 'the Kubernetes API can be reached from the internet' }),
}

/** Flags of utils update-cluster-vpc-config. */
export const clusterVpcConfigFlags = {
  ...clusterFlags,
  ...endpoints,
  'public-access-cidrs': slice({ summary: 'ranges that may reach the public endpoint', value: '192.0.2.0/24,…' }),
  'control-plane-subnet-ids': slice({ summary: "subnets of the control plane's network interfaces" }),
  'control-plane-security-group-ids': slice({ summary: "security groups of the control plane's network interfaces" }),
  'control-plane-egress-mode': oneOf(['AWS_MANAGED', 'CUSTOMER_ROUTED'], { summary: 'how traffic leaves the control plane' }),
  ...planned,
}

/** What each flag states of the file's `vpc`. */
const vpcPaths: Readonly<Record<string, string>> = {
  'private-access': 'vpc.clusterEndpoints.privateAccess',
  'public-access': 'vpc.clusterEndpoints.publicAccess',
  'public-access-cidrs': 'vpc.publicAccessCIDRs',
  'control-plane-subnet-ids': 'vpc.controlPlaneSubnetIDs',
  'control-plane-security-group-ids': 'vpc.controlPlaneSecurityGroupIDs',
  'control-plane-egress-mode': 'vpc.controlPlaneEgressMode',
}

export const clusterVpcConfigFile: FileRules = { without: [...cluster, ...Object.keys(vpcPaths)] }

/** Flags of utils update-cluster-endpoints. */
export const clusterEndpointFlags = { ...namedClusterFlags, ...endpoints, ...planned }

export const clusterEndpointFile: FileRules = { without: [...cluster, 'private-access', 'public-access'] }

/** Flags of utils set-public-access-cidrs. */
export const publicRangeFlags = { ...clusterFlags, ...planned }

/** The ranges stand as a word, and not beside a file. */
export const publicRangeFile: FileRules = { without: cluster }

/** The flags of a command that state something of `vpc`. Throws where none is given. */
export function vpcFlagsGiven(given: GivenFlags, flags: object): string[] {
  const there = Object.keys(vpcPaths).filter((flag) => flag in flags)
  const stating = there.filter((flag) => isGiven(given[flag]))
  if (stating.length === 0) throw badFlag(`${oneOfFlags(there)} must be set`)
  return stating
}

/** Part of `vpc`, as flags state it. */
export function vpcConfigFromFlags(given: GivenFlags, flags: object, place: Place): StatedByFlags {
  const writer = new Writer(place, 'cluster')
  for (const flag of vpcFlagsGiven(given, flags)) writer.put(vpcPaths[flag] ?? '', given[flag], flag)
  return writer.stated()
}

const oneOfFlags = (flags: readonly string[]): string => anyOf(flags.map((flag) => `--${flag}`))

const isGiven = (value: unknown): boolean => value !== undefined && (!Array.isArray(value) || value.length > 0)

/** The ranges of the word of set-public-access-cidrs. */
export function rangesFromWord(word: string | undefined): readonly string[] {
  const ranges = (word ?? '').split(',').map((range) => range.trim())
  const wrong = ranges.find((range) => parseCidr(range) === undefined)
  if (word === undefined || word === '') throw badFlag('the ranges must be named: 192.0.2.0/24,198.51.100.0/24')
  if (wrong !== undefined) throw badFlag(`"${wrong}" is no range`, 'write ranges like 192.0.2.0/24,198.51.100.0/24')
  return ranges.map(networkAddress)
}

/** Flags of utils update-zonal-shift-config. */
export const zonalShiftFlags = {
  ...clusterFlags,
  'enable-zonal-shift': bool({ summary: 'let ARC shift traffic away from a zone in trouble', default: 'true' }),
  ...changing,
}

export const zonalShiftFile: FileRules = { without: [...cluster, 'enable-zonal-shift'] }

/** Flags of utils update-control-plane-component-config. */
export const componentFlags = { ...clusterFlags, ...changing }
