import type { Service } from '../../service.ts'
import * as access from './access.ts'
import * as addonFacts from './addon-facts.ts'
import * as addons from './addons.ts'
import * as capabilities from './capabilities.ts'
import * as clusterUpdates from './cluster-updates.ts'
import * as clusters from './clusters.ts'
import * as fargate from './fargate-profiles.ts'
import { once } from './idempotency.ts'
import * as providers from './identity-providers.ts'
import * as nodegroupUpdates from './nodegroup-updates.ts'
import * as nodegroups from './nodegroups.ts'
import * as identities from './pod-identity.ts'
import { loadEksSeed } from './seed.ts'
import * as tags from './tags.ts'
import * as updates from './updates.ts'
import { describeClusterVersions } from './versions.ts'

/** Amazon EKS. */
export const eks: Service = {
  name: 'eks',
  client: () => import('@aws-sdk/client-eks'),
  seed: loadEksSeed,
  operations: {
    AssociateAccessPolicy: access.associateAccessPolicy,
    AssociateEncryptionConfig: once('AssociateEncryptionConfig', clusterUpdates.associateEncryptionConfig),
    AssociateIdentityProviderConfig: once('AssociateIdentityProviderConfig', providers.associateIdentityProviderConfig),
    CreateAccessEntry: once('CreateAccessEntry', access.createAccessEntry),
    CreateAddon: once('CreateAddon', addons.createAddon),
    CreateCapability: once('CreateCapability', capabilities.createCapability),
    CreateCluster: once('CreateCluster', clusters.createCluster),
    CreateFargateProfile: once('CreateFargateProfile', fargate.createFargateProfile),
    CreateNodegroup: once('CreateNodegroup', nodegroups.createNodegroup),
    CreatePodIdentityAssociation: once('CreatePodIdentityAssociation', identities.createPodIdentityAssociation),
    DeleteAccessEntry: access.deleteAccessEntry,
    DeleteAddon: addons.deleteAddon,
    DeleteCapability: capabilities.deleteCapability,
    DeleteCluster: clusters.deleteCluster,
    DeleteFargateProfile: fargate.deleteFargateProfile,
    DeleteNodegroup: nodegroups.deleteNodegroup,
    DeletePodIdentityAssociation: identities.deletePodIdentityAssociation,
    DeregisterCluster: clusters.deregisterCluster,
    DescribeAccessEntry: access.describeAccessEntry,
    DescribeAddon: addons.describeAddon,
    DescribeAddonConfiguration: addonFacts.describeAddonConfiguration,
    DescribeAddonVersions: addonFacts.describeAddonVersions,
    DescribeCapability: capabilities.describeCapability,
    DescribeCluster: clusters.describeCluster,
    DescribeClusterVersions: describeClusterVersions,
    DescribeFargateProfile: fargate.describeFargateProfile,
    DescribeIdentityProviderConfig: providers.describeIdentityProviderConfig,
    DescribeNodegroup: nodegroups.describeNodegroup,
    DescribePodIdentityAssociation: identities.describePodIdentityAssociation,
    DescribeUpdate: updates.describeUpdate,
    DisassociateAccessPolicy: access.disassociateAccessPolicy,
    DisassociateIdentityProviderConfig: once('DisassociateIdentityProviderConfig', providers.disassociateIdentityProviderConfig),
    ListAccessEntries: access.listAccessEntries,
    ListAccessPolicies: access.listAccessPolicies,
    ListAddons: addons.listAddons,
    ListAssociatedAccessPolicies: access.listAssociatedAccessPolicies,
    ListCapabilities: capabilities.listCapabilities,
    ListClusters: clusters.listClusters,
    ListFargateProfiles: fargate.listFargateProfiles,
    ListIdentityProviderConfigs: providers.listIdentityProviderConfigs,
    ListNodegroups: nodegroups.listNodegroups,
    ListPodIdentityAssociations: identities.listPodIdentityAssociations,
    ListTagsForResource: tags.listTagsForResource,
    ListUpdates: updates.listUpdates,
    RegisterCluster: once('RegisterCluster', clusters.registerCluster),
    TagResource: tags.tagResource,
    UntagResource: tags.untagResource,
    UpdateAccessEntry: access.updateAccessEntry,
    UpdateAddon: once('UpdateAddon', addons.updateAddon),
    UpdateCapability: once('UpdateCapability', capabilities.updateCapability),
    UpdateClusterConfig: once('UpdateClusterConfig', clusterUpdates.updateClusterConfig),
    UpdateClusterVersion: once('UpdateClusterVersion', clusterUpdates.updateClusterVersion),
    UpdateNodegroupConfig: once('UpdateNodegroupConfig', nodegroupUpdates.updateNodegroupConfig),
    UpdateNodegroupVersion: once('UpdateNodegroupVersion', nodegroupUpdates.updateNodegroupVersion),
    UpdatePodIdentityAssociation: identities.updatePodIdentityAssociation,
  },
}
