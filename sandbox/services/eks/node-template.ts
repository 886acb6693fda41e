import type { Call } from '../../service.ts'
import { templateData } from './nodegroup-life.ts'
import type { ClusterRecord, NodegroupRecord } from './state.ts'

/** What a nodegroup's Auto Scaling group starts instances from. */
export const policyOf = (entry: NodegroupRecord): object => ({
  LaunchTemplate: {
    LaunchTemplateSpecification: { LaunchTemplateId: entry.launchTemplateId, Version: entry.launchTemplateVersion },
    ...(entry.nodegroup.instanceTypes !== undefined && {
      Overrides: entry.nodegroup.instanceTypes.map((InstanceType) => ({ InstanceType })),
    }),
  },
})

/** The nodes that come from now on are what the nodegroup says. A nodegroup of a seed has no template of EKS's. */
export async function newTemplateVersion(
  call: Call,
  record: ClusterRecord,
  entry: NodegroupRecord,
  nodegroup: NodegroupRecord['nodegroup'] = entry.nodegroup,
): Promise<void> {
  if (entry.launchTemplateId === undefined) return
  const answer = await call.aws<{ LaunchTemplateVersion: { VersionNumber: number } }>('ec2', 'CreateLaunchTemplateVersion', {
    LaunchTemplateId: entry.launchTemplateId,
    LaunchTemplateData: await templateData(call, record, { ...entry, nodegroup }),
  })
  entry.launchTemplateVersion = String(answer.LaunchTemplateVersion.VersionNumber)
}

/** Has the group start instances from the template version that the nodegroup has now. */
export async function useTemplate(call: Call, entry: NodegroupRecord): Promise<void> {
  await call.aws('autoscaling', 'UpdateAutoScalingGroup', {
    AutoScalingGroupName: entry.nodegroup.resources?.autoScalingGroups?.[0]?.name,
    MixedInstancesPolicy: policyOf(entry),
  })
}
