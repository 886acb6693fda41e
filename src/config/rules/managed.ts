import type { ManagedNodeGroup } from '../schema/cluster-config.ts'
import { isStated, selects, statedOf, systemOf } from './conditions.ts'
import { fault, type Rule, type Verdict } from './rule.ts'
import { notOnBottlerocket, ownRole } from './self-managed.ts'

/** Rules about roles and sizes of managed nodegroups. */
export const managedRules: readonly Rule<ManagedNodeGroup>[] = [
  { id: 'V202', check: ({ iam }) => ownRole(iam, 'instanceRoleARN') },
  {
    id: 'V203',
    check: ({ iam }) =>
      isStated(iam?.instanceProfileARN) && fault('iam.instanceProfileARN', 'is not possible in a managed nodegroup; write instanceRoleARN'),
  },
  { id: 'V204', check: ({ outpostARN }) => isStated(outpostARN) && fault('outpostARN', 'is for self-managed nodegroups (nodeGroups)') },
  {
    id: 'V205',
    check: ({ desiredCapacity: desired = 0, minSize: min = 0 }) =>
      desired < min && fault('desiredCapacity', `${desired} is less than minSize ${min}`),
  },
  {
    id: 'V206',
    check: ({ desiredCapacity: desired = 0, minSize: min = 0, maxSize: max = Infinity }) => {
      if (desired < min) return undefined
      if (desired > max) return fault('desiredCapacity', `${desired} is more than maxSize ${max}`)
      return max < min && fault('maxSize', `${max} is less than minSize ${min}`)
    },
  },
  {
    id: 'V207',
    check: (nodegroup) => updateConfigVerdict(nodegroup),
  },
  {
    id: 'V208',
    check: ({ securityGroups }) =>
      statedOf({ withLocal: securityGroups?.withLocal, withShared: securityGroups?.withShared }).map((key) =>
        fault(`securityGroups.${key}`, 'is for self-managed nodegroups (nodeGroups)'),
      ),
  },
  {
    id: 'V209',
    check: (nodegroup) =>
      isStated(nodegroup.instanceType) &&
      isStated(nodegroup.instanceTypes) &&
      fault('instanceType', 'cannot stand together with instanceTypes'),
  },
  {
    id: 'V209',
    check: (nodegroup) =>
      isStated(nodegroup.instanceType) && selects(nodegroup) && fault('instanceType', 'cannot stand together with instanceSelector'),
  },
  { id: 'V210', check: (nodegroup) => notOnBottlerocket(nodegroup) },
  {
    id: 'V211',
    check: (nodegroup) =>
      systemOf(nodegroup) === 'windows' &&
      nodegroup.overrideBootstrapCommand !== undefined &&
      fault('overrideBootstrapCommand', 'is not possible with Windows'),
  },
]

/** Rules about launch templates and images of managed nodegroups. */
export const managedImageRules: readonly Rule<ManagedNodeGroup>[] = [
  {
    id: 'V213',
    check: ({ launchTemplate }) =>
      launchTemplate !== undefined && !isStated(launchTemplate.id) && fault('launchTemplate.id', 'must be set'),
  },
  {
    id: 'V214',
    check: ({ launchTemplate: { version } = {} as { version?: string } }) =>
      version !== undefined &&
      !/^\+?0*[1-9]\d*$/.test(version) &&
      fault('launchTemplate.version', `must be a number from 1, not "${version}"`),
  },
  {
    id: 'V215',
    check: (nodegroup) => {
      if (nodegroup.launchTemplate === undefined) return undefined
      return statedOf(inTemplate(nodegroup)).map((key) => fault(key, 'belongs into the launch template; leave it out here'))
    },
  },
  {
    id: 'V217',
    check: ({ launchTemplate, ami = '' }) =>
      launchTemplate === undefined &&
      ami !== '' &&
      !ami.startsWith('ami-') &&
      fault('ami', `"${ami}" is not the id of an image (ami-…)`, 'leave it out, and EKS takes the newest image'),
  },
  {
    id: 'V218',
    check: ({ ami, amiFamily }) =>
      isStated(ami) &&
      !isStated(amiFamily) &&
      fault('ami', `${ami} needs amiFamily beside it`, 'for an image made from the one of EKS: amiFamily: AmazonLinux2023'),
  },
  {
    id: 'V219',
    check: (nodegroup) =>
      ownImage(nodegroup) && systemOf(nodegroup) === 'windows' && fault('ami', 'managed Windows nodes run the images of EKS only'),
  },
  {
    id: 'V220',
    check: (nodegroup) =>
      ownImage(nodegroup) &&
      nodegroup.overrideBootstrapCommand === undefined &&
      ['al2', 'ubuntu'].includes(systemOf(nodegroup)) &&
      fault('overrideBootstrapCommand', `must be set: a ${nodegroup.amiFamily} image of your own has to be told how to join`),
  },
  {
    id: 'V221',
    check: (nodegroup) => {
      const { maxPodsPerNode, ssh, releaseVersion } = nodegroup
      const stated = statedOf({
        maxPodsPerNode: maxPodsPerNode ?? 0,
        'ssh.enableSsm': ssh?.enableSsm,
        releaseVersion: isStated(releaseVersion),
      })
      return ownImage(nodegroup) && stated.map((key) => fault(key, 'is not possible with an image of your own'))
    },
  },
  {
    id: 'V222',
    check: (nodegroup) =>
      !isStated(nodegroup.ami) &&
      nodegroup.launchTemplate === undefined &&
      nodegroup.overrideBootstrapCommand !== undefined &&
      ['al2', 'ubuntu'].includes(systemOf(nodegroup)) &&
      fault('overrideBootstrapCommand', `needs an image of your own (ami) with ${nodegroup.amiFamily}`),
  },
  {
    id: 'V226',
    check: ({ instanceMarketOptions, instanceTypes = [] }) =>
      instanceMarketOptions?.marketType === 'capacity-block' &&
      instanceTypes.length > 1 &&
      fault('instanceTypes', `a capacity block is of one type, not ${instanceTypes.length}`),
  },
]

function ownImage({ ami, amiFamily, launchTemplate }: ManagedNodeGroup): boolean {
  return launchTemplate === undefined && isStated(ami) && isStated(amiFamily)
}

/** What a launch template of one's own says itself. */
function inTemplate(nodegroup: ManagedNodeGroup): Readonly<Record<string, unknown>> {
  const { ssh, securityGroups } = nodegroup
  return {
    instanceType: isStated(nodegroup.instanceType),
    ami: isStated(nodegroup.ami),
    'ssh.allow': ssh?.allow,
    'ssh.enableSsm': ssh?.enableSsm,
    'ssh.sourceSecurityGroupIds': isStated(ssh?.sourceSecurityGroupIds),
    volumeSize: nodegroup.volumeSize !== undefined,
    preBootstrapCommands: isStated(nodegroup.preBootstrapCommands),
    overrideBootstrapCommand: nodegroup.overrideBootstrapCommand !== undefined,
    'securityGroups.attachIDs': isStated(securityGroups?.attachIDs),
    instanceName: isStated(nodegroup.instanceName),
    instancePrefix: isStated(nodegroup.instancePrefix),
    maxPodsPerNode: nodegroup.maxPodsPerNode ?? 0,
    disableIMDSv1: nodegroup.disableIMDSv1 === false,
    disablePodIMDS: nodegroup.disablePodIMDS,
    placement: nodegroup.placement,
  }
}

/** How many nodes may be replaced at a time: as a number or as a share. */
export function updateConfigVerdict({ updateConfig: update, maxSize: max = Infinity }: ManagedNodeGroup): Verdict {
  if (update === undefined) return undefined
  const { maxUnavailable: count, maxUnavailablePercentage: share } = update
  if (count === undefined && share === undefined) return fault('updateConfig', 'needs maxUnavailable or maxUnavailablePercentage')
  if (count !== undefined && share !== undefined) return fault('updateConfig', 'takes maxUnavailable or maxUnavailablePercentage, not both')
  return count !== undefined && count > max && fault('updateConfig.maxUnavailable', `${count} is more than maxSize ${max}`)
}
