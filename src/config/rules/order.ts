import type { ClusterConfig, ManagedNodeGroup, NodeGroup } from '../schema/cluster-config.ts'
import { accessRules, identityMappingRules, identityProviderRules } from './access.ts'
import { addonIdentityRules, addonRules, newAddonRules } from './addons.ts'
import { bootCommandRules } from './boot-commands.ts'
import { awsNameRules } from './aws-names.ts'
import { capabilityRules, ownCapabilityRules } from './capabilities.ts'
import { autoModeRules, encryptionRules, karpenterRules, loggingRules, zoneCountRules, zoneRules } from './control-plane.ts'
import {
  autoModeCommandRules,
  componentRules,
  controlPlaneNetworkRules,
  keyRules,
  logRules,
  publicRangeRules,
  versionRules,
  zonalShiftRules,
} from './control-plane-commands.ts'
import { iamRules, ownPodIdentityRules } from './iam.ts'
import { distributionRules } from './instances-distribution.ts'
import { idleFieldRules } from './idle-fields.ts'
import { newFargateRules, ownFargateRules } from './fargate.ts'
import { fluxRules } from './gitops.ts'
import {
  accessModeRules,
  goneAccessEntryRules,
  goneIdentityProviderRules,
  goneServiceAccountRules,
  namedPodIdentityRules,
  oidcProviderRules,
} from './identity-commands.ts'
import { managedImageRules, managedRules } from './managed.ts'
import { upgradeRules } from './metadata.ts'
import { kubernetesNetworkRules, remoteNetworkRules } from './network.ts'
import { finishedClusterRules, newClusterRules, newKarpenterRules } from './new-cluster.ts'
import { labelRules, taintRules } from './node-labels.ts'
import { al2Ended, nodegroupRules } from './nodegroup-base.ts'
import { labelCommandRules, updateSettingRules } from './nodegroup-commands.ts'
import { nodegroupNameRules } from './nodegroup-names.ts'
import { outpostRules, standingOutpostRules } from './outposts.ts'
import { quotaRules } from './quotas.ts'
import type { Rule } from './rule.ts'
import { scalingRules } from './scaling.ts'
import { nodeSettingRules, selfManagedGroupRules, selfManagedRules } from './self-managed.ts'
import { volumeRules } from './volumes.ts'
import { rangeRules, vpcRules } from './vpc.ts'

/** What is asked of a cluster that is created, before defaults are filled in. */
export const earlyRules: readonly Rule<ClusterConfig>[] = [...newClusterRules, ...newAddonRules, ...capabilityRules, ...newFargateRules]

/** What is asked of every cluster, once its own defaults are filled in. */
export const clusterRules: readonly Rule<ClusterConfig>[] = [
  ...upgradeRules,
  ...iamRules,
  ...awsNameRules,
  ...kubernetesNetworkRules,
  ...remoteNetworkRules,
  ...identityProviderRules,
  ...nodegroupNameRules,
  ...loggingRules,
  ...zoneRules,
  ...outpostRules,
  ...vpcRules,
  ...encryptionRules,
  ...identityMappingRules,
  ...addonIdentityRules,
  ...autoModeRules,
  ...accessRules,
  ...karpenterRules,
  ...standingOutpostRules,
  ...quotaRules,
  ...idleFieldRules,
]

/** What is asked of a self-managed nodegroup, as it was written. */
export const selfManagedNodegroupRules: readonly Rule<NodeGroup>[] = [
  ...volumeRules,
  ...nodegroupRules,
  ...bootCommandRules,
  ...selfManagedRules,
  ...taintRules,
  ...labelRules,
  ...nodeSettingRules,
  ...distributionRules,
  ...selfManagedGroupRules,
  { id: 'D35', check: (nodegroup, facts) => al2Ended(nodegroup, facts, false) },
]

/** What is asked of a managed nodegroup, once its defaults are filled in. */
export const managedNodegroupRules: readonly Rule<ManagedNodeGroup>[] = [
  { id: 'D46', check: (nodegroup, facts) => al2Ended(nodegroup, facts, true) },
  ...volumeRules,
  ...nodegroupRules,
  ...bootCommandRules,
  ...managedRules,
  ...taintRules,
  ...labelRules,
  ...managedImageRules,
]

/** What is asked of a cluster that is created, at the end. */
export const finalRules: readonly Rule<ClusterConfig>[] = [...finishedClusterRules, ...rangeRules, ...zoneCountRules, ...newKarpenterRules]

/** What is asked besides by commands that add one kind of thing to a cluster, before defaults are filled in. */
export const ownRules: Readonly<Record<string, readonly Rule<ClusterConfig>[]>> = {
  addons: addonRules,
  'fargate profiles': ownFargateRules,
  'pod identities': ownPodIdentityRules,
}

/** What is asked by commands that work on one section of the file and look at no other. */
export const sectionRules: Readonly<Record<string, readonly Rule<ClusterConfig>[]>> = {
  'metadata only': [],
  capabilities: ownCapabilityRules,
  gitops: fluxRules,
  scaling: scalingRules,
  labels: labelCommandRules,
  'update settings': updateSettingRules,
  'service accounts gone': goneServiceAccountRules,
  'access entries gone': goneAccessEntryRules,
  'pod identities named': namedPodIdentityRules,
  'identity providers gone': goneIdentityProviderRules,
  'access mode': accessModeRules,
  'OIDC provider': oidcProviderRules,
  'control plane version': versionRules,
  logs: logRules,
  'control plane network': controlPlaneNetworkRules,
  'public ranges': publicRangeRules,
  'zonal shift': zonalShiftRules,
  'control plane components': componentRules,
  'key for secrets': keyRules,
  'Auto Mode': autoModeCommandRules,
}
