import type { Cluster } from '#src/config/cluster.ts'
import { exported, getAtt, managedPolicy, template, withNameTags, type Resource, type Template } from './cfn.ts'
import { principalMapping, serviceRole } from './roles.ts'

/** The role that Fargate pods of a cluster run their kubelet with; only profiles of this cluster may take it. */
export const fargateRole = (cluster: Cluster): Resource =>
  serviceRole({
    trusts: 'EKSFargatePods',
    condition: {
      ArnLike: {
        'aws:SourceArn': `arn:${cluster.partition.name}:eks:${cluster.region}:${cluster.account}:fargateprofile/${cluster.name}/*`,
      },
    },
    managedPolicies: [managedPolicy('AmazonEKSFargatePodExecutionRolePolicy')],
    boundary: cluster.config.iam?.fargatePodExecutionRolePermissionsBoundary,
  })

/** The Fargate role in a stack of its own, for a cluster that was made without profiles. */
export const fargateTemplate = (cluster: Cluster): Template =>
  template({
    Description: 'EKS Fargate pod execution IAM role [created by eksctl]',
    Mappings: principalMapping,
    Resources: withNameTags({ FargatePodExecutionRole: fargateRole(cluster) }),
    Outputs: { FargatePodExecutionRoleARN: exported('FargatePodExecutionRoleARN', getAtt('FargatePodExecutionRole', 'Arn')) },
  })
