/** The tags by which stacks are told apart; eksctl reads the same. */
export const tagKeys = {
  clusterName: 'alpha.eksctl.io/cluster-name',
  oldClusterName: 'eksctl.cluster.k8s.io/v1alpha1/cluster-name',
  eksctlVersion: 'alpha.eksctl.io/eksctl-version',
  /** Ours; eksctl doesn't know it. */
  eksxVersion: 'eksx.dev/version',
  oidcEnabled: 'alpha.eksctl.io/cluster-oidc-enabled',
  addonName: 'alpha.eksctl.io/addon-name',
  serviceAccountName: 'alpha.eksctl.io/iamserviceaccount-name',
  podIdentityName: 'alpha.eksctl.io/podidentityassociation-name',
  addonPodIdentityName: 'alpha.eksctl.io/addon-podidentityassociation-name',
  capabilityName: 'alpha.eksctl.io/capability-name',
  capabilityRoleName: 'alpha.eksctl.io/iam-role-for-capability',
  karpenterName: 'alpha.eksctl.io/karpenter-name',
  karpenterVersion: 'alpha.eksctl.io/karpenter-version',
  nodegroupName: 'alpha.eksctl.io/nodegroup-name',
  nodegroupType: 'alpha.eksctl.io/nodegroup-type',
  oldNodegroupName: 'eksctl.io/v1alpha2/nodegroup-name',
  olderNodegroupName: 'eksctl.cluster.k8s.io/v1alpha1/nodegroup-id',
} as const

/** AWS's own tag on what a stack made: the stack's name. Nobody else can set it. */
export const stackNameTag = 'aws:cloudformation:stack-name'

/** The tags that say whose a stack is, the newest spelling first. */
export const clusterTagKeys = [tagKeys.clusterName, tagKeys.oldClusterName] as const

/** The tags that say which nodegroup a stack is for, the newest spelling first. */
export const nodegroupTagKeys = [tagKeys.nodegroupName, tagKeys.oldNodegroupName, tagKeys.olderNodegroupName] as const
