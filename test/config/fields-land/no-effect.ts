const oneValue = 'refused: it has one value only'
const isStatus = 'what the tool found; ignored when read'
const byUpgrade = 'read by `upgrade cluster` only'
const byDescribe = 'read by `utils describe-addon-versions` only'
const freeNotes = 'free notes'
const onlyRuntime = 'containerd is all that Kubernetes 1.24 and newer take'
const byEks = 'an add-on hands EKS the role and the service account, no more'
const refused = 'refused: managed nodegroups have no such setting'

/** Fields that change nothing of what is created, in eksctl either, each with the reason; `nodegroup` stands for both kinds of nodegroups, a section for its fields. */
export const noEffect: Readonly<Record<string, string>> = {
  apiVersion: oneValue,
  kind: oneValue,
  'identityProviders[].type': oneValue,
  'metadata.annotations': freeNotes,
  'metadata.forceUpdateVersion': byUpgrade,
  'metadata.rollbackConfig.timeoutMinutes': byUpgrade,
  'kubernetesNetworkConfig.serviceIPv6CIDR': 'EKS chooses it',
  'iam.serviceAccounts[].status.roleARN': isStatus,
  'iam.serviceAccounts[].status.stackName': isStatus,
  'iam.serviceAccounts[].status.tags': isStatus,
  'iam.serviceAccounts[].status.capabilities': isStatus,
  'fargateProfiles[].status': isStatus,
  'addons[].publishers': byDescribe,
  'addons[].types': byDescribe,
  'addons[].owners': byDescribe,
  'addons[].podIdentityAssociations[].createServiceAccount': byEks,
  'addons[].podIdentityAssociations[].targetRoleARN': byEks,
  'addons[].podIdentityAssociations[].disableSessionTags': byEks,
  'addons[].podIdentityAssociations[].policy': byEks,
  'addons[].podIdentityAssociations[].tags': 'refused: the tags of the add-on hold',
  'addons[].podIdentityAssociations[].wellKnownPolicies': 'refused: write permissionPolicyARNs or permissionPolicy',
  'capabilities[].permissionsBoundary': 'the role that is created takes none',
  'outpost.etcdPlacement.groupName': 'CloudFormation takes the spread level alone',
  'nodegroup.ssh.enableSsm': 'Session Manager is always on',
  'nodegroup.placement.spreadLevel': 'a launch template names the group alone',
  'nodeGroups[].updateConfig': 'of EKS, for managed nodegroups',
  'nodeGroups[].containerRuntime': onlyRuntime,
  'managedNodeGroups[].iam.instanceProfileARN': refused,
  'managedNodeGroups[].securityGroups.withShared': refused,
  'managedNodeGroups[].securityGroups.withLocal': refused,
  'managedNodeGroups[].outpostARN': refused,
}

/** Reasons that a user need not be told: the field is not for what is created, or says no more than what is so. */
export const untold: readonly string[] = [isStatus, byUpgrade, byDescribe, freeNotes, onlyRuntime]

/** Why a field changes nothing; undefined for one that does. */
export function reasonFor(path: string): string | undefined {
  const shared = path.replace(/^(?:managedNodeGroups|nodeGroups)\[\]/, 'nodegroup')
  return Object.entries(noEffect).find(([key]) => [path, shared].some((one) => one === key || one.startsWith(`${key}.`)))?.[1]
}
