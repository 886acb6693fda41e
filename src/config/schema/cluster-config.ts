import * as z from 'zod'
import { addons, addonsConfig } from './addons.ts'
import {
  accessConfig,
  autoModeConfig,
  capabilities,
  cloudWatch,
  controlPlaneScalingConfig,
  kubeAPIServerConfig,
  kubeControllerManagerConfig,
  kubeSchedulerConfig,
  outpost,
  secretsEncryption,
  upgradePolicy,
  zonalShiftConfig,
} from './control-plane.ts'
import { texts } from './fields.ts'
import { iam, iamIdentityMappings, identityProviders } from './iam.ts'
import { managedNodeGroups } from './managed-node-groups.ts'
import { metadata } from './metadata.ts'
import { kubernetesNetworkConfig, privateCluster, remoteNetworkConfig, vpc } from './network.ts'
import { nodeGroups } from './node-groups.ts'
import { fargateProfiles, gitops, karpenter } from './workloads.ts'

/** The whole config file. */
export const clusterConfig = z
  .strictObject({
    apiVersion: z.literal('eksctl.io/v1alpha5').meta({ description: 'Version of the format.' }),
    kind: z.literal('ClusterConfig').meta({ description: 'Kind of the document.' }),
    metadata,
    upgradePolicy,
    kubernetesNetworkConfig,
    autoModeConfig,
    remoteNetworkConfig,
    iam,
    iamIdentityMappings,
    identityProviders,
    accessConfig,
    vpc,
    addons,
    addonsConfig,
    privateCluster,
    nodeGroups,
    managedNodeGroups,
    fargateProfiles,
    availabilityZones: texts('Zones of the cluster, two at least; chosen where unset.'),
    localZones: texts('Local zones that get subnets too.'),
    cloudWatch,
    secretsEncryption,
    gitops,
    karpenter,
    outpost,
    controlPlaneScalingConfig,
    zonalShiftConfig,
    kubeAPIServerConfig,
    kubeSchedulerConfig,
    kubeControllerManagerConfig,
    capabilities,
  })
  .meta({ title: 'ClusterConfig', description: 'An EKS cluster and all that belongs to it.' })

/** A cluster as it is stated in a file or by flags, or settled with every default. */
export type ClusterConfig = z.infer<typeof clusterConfig>
/** A self-managed nodegroup. */
export type NodeGroup = NonNullable<ClusterConfig['nodeGroups']>[number]
/** A nodegroup that EKS runs. */
export type ManagedNodeGroup = NonNullable<ClusterConfig['managedNodeGroups']>[number]
/** Pods that run on Fargate. */
export type FargateProfile = NonNullable<ClusterConfig['fargateProfiles']>[number]
/** An EKS add-on as the config states it. */
export type Addon = NonNullable<ClusterConfig['addons']>[number]
/** A service account with a role of its own. */
export type ServiceAccount = NonNullable<NonNullable<ClusterConfig['iam']>['serviceAccounts']>[number]
/** A role that pods of a service account take through the agent. */
export type PodIdentityAssociation = NonNullable<NonNullable<ClusterConfig['iam']>['podIdentityAssociations']>[number]
/** A principal and what it may do in the cluster. */
export type AccessEntry = NonNullable<NonNullable<ClusterConfig['accessConfig']>['accessEntries']>[number]

export type Capability = NonNullable<ClusterConfig['capabilities']>[number]
