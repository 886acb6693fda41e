import type { ClusterConfig } from '../schema/cluster-config.ts'
import { ipv6, isStated, parseArn } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** What a cluster on Outposts cannot have: where it is stated, and in what words. */
const impossible: readonly [id: string, at: string, what: string, stated: (config: ClusterConfig) => boolean][] = [
  [
    'V47',
    'accessConfig.bootstrapClusterCreatorAdminPermissions',
    'cannot be false',
    ({ accessConfig }) => accessConfig?.bootstrapClusterCreatorAdminPermissions === false,
  ],
  ['V48', 'kubernetesNetworkConfig.ipFamily', 'cannot be IPv6', ipv6],
  ['V49', 'addons', 'is not possible', ({ addons }) => isStated(addons)],
  ['V50', 'identityProviders', 'is not possible', ({ identityProviders }) => isStated(identityProviders)],
  ['V51', 'fargateProfiles', 'is not possible', ({ fargateProfiles }) => isStated(fargateProfiles)],
  ['V52', 'karpenter', 'is not possible', ({ karpenter }) => karpenter !== undefined],
  ['V53', 'secretsEncryption.keyARN', 'is not possible', ({ secretsEncryption }) => isStated(secretsEncryption?.keyARN)],
  ['V54', 'availabilityZones', "is the Outpost's own", ({ availabilityZones }) => isStated(availabilityZones)],
  ['V55', 'localZones', 'is not possible', ({ localZones }) => isStated(localZones)],
  ['V56', 'gitops', 'is not possible', ({ gitops }) => gitops !== undefined],
  ['V57', 'iam.withOIDC', 'is not possible', ({ iam }) => iam?.withOIDC === true],
  ['V58', 'vpc.autoAllocateIPv6', 'is not possible', ({ vpc }) => vpc?.autoAllocateIPv6 === true],
  ['V59', 'vpc.publicAccessCIDRs', 'is not possible', ({ vpc }) => isStated(vpc?.publicAccessCIDRs)],
]

/** Rules about control planes on Outposts. */
export const outpostRules: readonly Rule<ClusterConfig>[] = [
  onOutpost('V45', ({ outpost }) => !isStated(outpost?.controlPlaneOutpostARN) && fault('outpost.controlPlaneOutpostARN', 'must be set')),
  onOutpost(
    'V46',
    ({ outpost }) =>
      isStated(outpost?.controlPlaneOutpostARN) && outpostArn('outpost.controlPlaneOutpostARN', outpost?.controlPlaneOutpostARN),
  ),
  ...impossible.map(([id, at, what, stated]) =>
    onOutpost(id, (config) => stated(config) && fault(at, `${what} with a control plane on Outposts`)),
  ),
  onOutpost(
    'V60',
    ({ outpost }) =>
      outpost?.etcdPlacement !== undefined &&
      !isStated(outpost.etcdInstanceType) &&
      fault('outpost.etcdPlacement', 'needs outpost.etcdInstanceType'),
  ),
  onOutpost(
    'V61',
    ({ outpost }) =>
      isStated(outpost?.controlPlanePlacement?.spreadLevel) &&
      !isStated(outpost?.etcdInstanceType) &&
      fault('outpost.controlPlanePlacement.spreadLevel', 'needs outpost.etcdInstanceType'),
  ),
  onOutpost(
    'V62',
    ({ outpost }) =>
      isStated(outpost?.controlPlanePlacement?.groupName) &&
      isStated(outpost?.etcdInstanceType) &&
      fault('outpost.controlPlanePlacement.groupName', 'cannot stand together with outpost.etcdInstanceType'),
  ),
  onOutpost(
    'V63',
    ({ outpost, accessConfig }) =>
      isStated(outpost?.etcdInstanceType) &&
      accessConfig?.authenticationMode === 'CONFIG_MAP' &&
      fault('accessConfig.authenticationMode', 'cannot be CONFIG_MAP with outpost.etcdInstanceType'),
  ),
  {
    id: 'V64',
    check: (config) =>
      config.outpost === undefined &&
      config.privateCluster?.enabled === true &&
      each(
        config.nodeGroups,
        'nodeGroups',
        ({ outpostARN }, at) =>
          isStated(outpostARN) &&
          fault(`${at}.outpostARN`, 'a fully private cluster has nodes on Outposts only if its control plane is there too'),
      ),
  },
]

/** Rules about Outposts that a cluster which exists decides. */
export const standingOutpostRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'L23',
    check: ({ outpost, metadata }, { live, purpose }) => {
      const { controlPlaneOutpostARN: stated = '' } = outpost ?? {}
      if (purpose === 'create cluster' || stated === '' || live?.onOutpost === undefined) return undefined
      const at = 'outpost.controlPlaneOutpostARN'
      if (!live.onOutpost) return fault(at, `cluster ${metadata.name} is not on an Outpost`, 'leave outpost out')
      const [arn, ...others] = live.outpostArns ?? []
      const isThere = arn === undefined || [arn, ...others].includes(stated)
      return !isThere && fault(at, `cluster ${metadata.name} is on another Outpost, ${arn}`, 'state that one, or leave outpost out')
    },
  },
  {
    id: 'V278',
    check: ({ managedNodeGroups }, { live, purpose }) =>
      purpose === 'create nodegroup' &&
      live?.onOutpost === true &&
      isStated(managedNodeGroups) &&
      fault('managedNodeGroups', 'the cluster is on an Outpost, where there are none', 'write nodeGroups, or --managed=false'),
  },
]

/** V46, V194: the ARN of an Outpost. */
export function outpostArn(at: string, text = ''): Verdict {
  return parseArn(text)?.service !== 'outposts' && fault(at, `"${text}" is not the ARN of an Outpost`)
}

function onOutpost(id: string, check: (config: ClusterConfig) => Verdict): Rule<ClusterConfig> {
  return { id, check: (config) => config.outpost !== undefined && check(config) }
}
