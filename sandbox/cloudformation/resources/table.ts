import { autoscalingKinds } from './autoscaling.ts'
import { computeKinds } from './ec2-compute.ts'
import { networkKinds } from './ec2-network.ts'
import { routingKinds } from './ec2-routing.ts'
import { securityKinds } from './ec2-security.ts'
import { clusterKind } from './eks-cluster.ts'
import { nodegroupKind } from './eks-nodegroup.ts'
import { eksPartKinds } from './eks-parts.ts'
import { iamKinds } from './iam.ts'
import { keptKinds } from './kept.ts'
import type { ResourceKind } from './kind.ts'
import { waitingKinds } from './waiting.ts'

/** Every resource type that the sandbox can make. */
export const kinds: Readonly<Record<string, ResourceKind>> = {
  ...autoscalingKinds,
  ...computeKinds,
  ...eksPartKinds,
  ...iamKinds,
  ...keptKinds,
  ...networkKinds,
  ...routingKinds,
  ...securityKinds,
  ...waitingKinds,
  'AWS::EKS::Cluster': clusterKind,
  'AWS::EKS::Nodegroup': nodegroupKind,
}

/** How resources of a type are made; every type of the specification slice has its entry. */
export function kindOf(type: string): ResourceKind {
  const kind = kinds[type]
  if (!kind) throw new Error(`no resource kind ${type}`)
  return kind
}
