import { amiFamilies, amiFamily } from '../../tables/ami-families.ts'
import { acceleratorOf } from '../../tables/instances.ts'
import { atLeast } from '../kubernetes-version.ts'
import { nearest } from '../suggest.ts'
import { type AnyNodegroup, anyPolicy, isStated, onOutposts, selects, systemOf, typeOf } from './conditions.ts'
import { fault, type Rule, type Verdict } from './rule.ts'
import { isSelfManaged } from './volumes.ts'

const retiredFamilies = ['WindowsServer2004CoreContainer', 'WindowsServer20H2CoreContainer']

/** Rules that hold for nodegroups of both kinds. */
export const nodegroupRules: readonly Rule<AnyNodegroup>[] = [
  {
    id: 'V138',
    check: ({ maxPodsPerNode = 0 }) => maxPodsPerNode < 0 && fault('maxPodsPerNode', `cannot be negative (${maxPodsPerNode})`),
  },
  {
    id: 'N1',
    check: ({ desiredCapacity, minSize, maxSize }) => {
      const [key, size] = Object.entries({ desiredCapacity, minSize, maxSize }).find(([, one = 0]) => one < 0) ?? []
      return key !== undefined && fault(key, `cannot be negative (${size})`)
    },
  },
  {
    id: 'N2',
    check: ({ volumeSize }) =>
      volumeSize !== undefined && volumeSize < 1 && fault('volumeSize', `must be 1 GiB or more, not ${volumeSize}`),
  },
  {
    id: 'V139',
    check: ({ disablePodIMDS, iam }) =>
      disablePodIMDS === true &&
      anyPolicy(iam?.withAddonPolicies) &&
      fault('disablePodIMDS', 'keeps pods from the very role that iam.withAddonPolicies gives them'),
  },
  {
    id: 'V140',
    check: ({ availabilityZones, subnets }) =>
      isStated(availabilityZones) &&
      isStated(subnets) &&
      fault('subnets', 'cannot stand together with availabilityZones: subnets say which zones'),
  },
  {
    id: 'V141',
    check: ({ placement }) => placement !== undefined && !isStated(placement.groupName) && fault('placement.groupName', 'must be set'),
  },
  {
    id: 'V142',
    check: ({ efaEnabled, availabilityZones = [], subnets = [] }) =>
      efaEnabled === true && [
        availabilityZones.length > 1 && fault('availabilityZones', 'nodes with EFA must be in one zone'),
        subnets.length > 1 && fault('subnets', 'nodes with EFA must be in one subnet'),
      ],
  },
  {
    id: 'V143',
    check: ({ amiFamily: family }) => isStated(family) && amiFamily(family ?? '') === undefined && unknownFamily(family ?? ''),
  },
  {
    id: 'V144',
    check: (nodegroup, { cluster }) =>
      onOutposts(cluster) &&
      isSelfManaged(nodegroup, cluster.nodeGroups) &&
      isStated(nodegroup.amiFamily) &&
      !['al2', 'al2023'].includes(systemOf(nodegroup)) &&
      fault('amiFamily', `must be AmazonLinux2023 or AmazonLinux2 on Outposts, not ${nodegroup.amiFamily}`),
  },
  {
    id: 'V145',
    check: ({ ssh }) => ssh?.enableSsm === false && fault('ssh.enableSsm', 'cannot be turned off; Session Manager is always on'),
  },
  {
    id: 'V145',
    warning: true,
    check: ({ ssh }) => ssh?.enableSsm === true && fault('ssh.enableSsm', 'is not needed any more; Session Manager is always on'),
  },
  {
    id: 'V146',
    warning: true,
    check: (nodegroup) =>
      needsDrivers(nodegroup) &&
      accelerator(nodegroup) === 'nvidia' &&
      fault('amiFamily', `${nodegroup.amiFamily} has no NVIDIA driver; install it on ${typeOf(nodegroup)}`),
  },
  {
    id: 'V147',
    warning: true,
    check: (nodegroup) =>
      needsDrivers(nodegroup) &&
      selects(nodegroup) &&
      nodegroup.instanceSelector?.gpus !== 0 &&
      fault('instanceSelector', 'may choose types with GPUs, for which the image has no driver', 'write gpus: 0'),
  },
  {
    id: 'V148',
    warning: true,
    check: (nodegroup) =>
      needsDrivers(nodegroup) &&
      selects(nodegroup) &&
      nodegroup.instanceSelector?.neuron_devices !== 0 &&
      fault('instanceSelector', 'may choose types with Neuron devices, for which the image has no driver', 'write neuron_devices: 0'),
  },
  {
    id: 'V149',
    check: (nodegroup) =>
      needsDrivers(nodegroup) &&
      accelerator(nodegroup) === 'neuron' &&
      fault('amiFamily', `${nodegroup.amiFamily} does not run on ${typeOf(nodegroup)}`, 'write AmazonLinux2023 or Bottlerocket'),
  },
  {
    id: 'V150',
    check: ({ capacityReservation: { capacityReservationPreference: preference, capacityReservationTarget: target } = {} }) =>
      preference !== undefined &&
      target !== undefined &&
      fault('capacityReservation.capacityReservationPreference', 'cannot stand together with capacityReservationTarget'),
  },
  {
    id: 'V151',
    check: ({ capacityReservation: { capacityReservationPreference: preference } = {} }) =>
      preference !== undefined &&
      !['open', 'none'].includes(preference) &&
      fault('capacityReservation.capacityReservationPreference', `must be open or none, not "${preference}"`),
  },
  {
    id: 'V152',
    check: ({ capacityReservation: { capacityReservationTarget: target } = {} }) =>
      target?.capacityReservationID !== undefined &&
      target.capacityReservationResourceGroupARN !== undefined &&
      fault('capacityReservation.capacityReservationTarget', 'takes an id or the ARN of a group, not both'),
  },
  {
    id: 'V153',
    check: ({ instanceMarketOptions: { marketType } = {} }) =>
      marketType !== undefined &&
      marketType !== 'capacity-block' &&
      fault('instanceMarketOptions.marketType', `must be capacity-block, not "${marketType}"`),
  },
  {
    id: 'V154',
    check: ({ instanceMarketOptions, capacityReservation }) =>
      instanceMarketOptions !== undefined &&
      capacityReservation === undefined &&
      fault('instanceMarketOptions', 'needs capacityReservation'),
  },
  {
    id: 'X2',
    check: ({ ssh: { publicKey = '' } = {} }) =>
      publicKey !== '' &&
      !/^\s*(?:ssh|ecdsa|sk)-[\w@.-]+\s+AAAA[A-Za-z0-9+/]+={0,2}(?:\s|$)/.test(publicKey) &&
      fault(
        'ssh.publicKey',
        'is not an SSH public key (ssh-ed25519 AAAA…)',
        'for a file, write publicKeyPath; for a key pair of EC2, publicKeyName',
      ),
  },
  {
    id: 'V160',
    warning: true,
    check: ({ iam }) =>
      iam?.withAddonPolicies?.albIngress === true &&
      iam.withAddonPolicies.awsLoadBalancerController !== true &&
      fault('iam.withAddonPolicies.albIngress', 'is the old name of awsLoadBalancerController'),
  },
  {
    id: 'V256',
    warning: true,
    check: (nodegroup, { version }) =>
      systemOf(nodegroup) === 'al2' &&
      !atLeast(version, '1.33') &&
      fault('amiFamily', 'AmazonLinux2 gets no images any more; write AmazonLinux2023'),
  },
]

/** The image of AL2 ended with 1.32. */
export function al2Ended(
  { ami, amiFamily: family = '' }: AnyNodegroup,
  facts: { version: string | undefined; versionIsDefault: boolean },
  custom: boolean,
): Verdict {
  if (amiFamily(family)?.bootScript !== 'al2' || !atLeast(facts.version, '1.33') || (custom && isStated(ami))) return undefined
  const why = facts.versionIsDefault ? ` (no version is stated in metadata.version, and the default is now ${facts.version})` : ''
  return fault('amiFamily', `AmazonLinux2 ended with Kubernetes 1.32, and this is ${facts.version}${why}`, 'write AmazonLinux2023')
}

function unknownFamily(family: string) {
  if (retiredFamilies.includes(family)) return fault('amiFamily', `${family} is not published any more`)
  const names = amiFamilies.map(({ name }) => name)
  const similar = nearest(family, names)
  return fault(
    'amiFamily',
    `there is no family "${family}"`,
    similar === undefined ? `one of ${names.join(', ')}` : `did you mean ${similar}?`,
  )
}

/** Families whose images bring no drivers for accelerators. */
function needsDrivers(nodegroup: AnyNodegroup): boolean {
  return isStated(nodegroup.amiFamily) && ['ubuntu', 'windows'].includes(systemOf(nodegroup))
}

function accelerator(nodegroup: AnyNodegroup): 'nvidia' | 'neuron' | undefined {
  const device = acceleratorOf(typeOf(nodegroup))
  if (device === undefined) return undefined
  return /^(?:Inferentia|Trainium)/.test(device) ? 'neuron' : 'nvidia'
}
