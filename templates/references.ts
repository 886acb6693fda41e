import type { ClusterFacts } from '#src/config/cluster.ts'
import { importValue, type Value } from './cfn.ts'
import { clusterStackName } from '#src/tables/stack-names.ts'

/** What a nodegroup stack names of its cluster: what the cluster stack exports, or plain ids where the cluster has no stack. */
export interface ClusterReferences {
  readonly vpc: Value<string>
  readonly controlPlaneSecurityGroup: Value<string>
  readonly sharedNodeSecurityGroup: Value<string>
  readonly clusterSecurityGroup: Value<string>
}

export function clusterReferences(clusterName: string, facts: ClusterFacts): ClusterReferences {
  const stack = clusterStackName(clusterName)
  if (!facts.unowned) {
    return {
      vpc: importValue(stack, 'VPC'),
      controlPlaneSecurityGroup: importValue(stack, 'SecurityGroup'),
      sharedNodeSecurityGroup: importValue(stack, 'SharedNodeSecurityGroup'),
      clusterSecurityGroup: importValue(stack, 'ClusterSecurityGroupId'),
    }
  }
  const clusterSecurityGroup = facts.clusterSecurityGroup ?? ''
  return {
    vpc: facts.vpcId,
    controlPlaneSecurityGroup: facts.securityGroup ?? '',
    sharedNodeSecurityGroup: facts.sharedNodeSecurityGroup || clusterSecurityGroup,
    clusterSecurityGroup,
  }
}
