import { arn, flag, freeForm, section, sections, text, texts, textMap } from './fields.ts'

const off = { unset: false, empty: 'shown', preset: false } as const

/** Ready-made sets of permissions for well-known controllers. */
export const wellKnownPolicies = section(
  'Ready-made sets of permissions for well-known controllers.',
  {
    imageBuilder: flag('Push and pull images in ECR.', off),
    autoScaler: flag('Run the cluster autoscaler.', off),
    awsLoadBalancerController: flag('Run the AWS load balancer controller.', off),
    externalDNS: flag('Let external-dns change Route 53 records.', off),
    certManager: flag('Let cert-manager answer DNS challenges in Route 53.', off),
    ebsCSIController: flag('Run the EBS CSI driver.', off),
    efsCSIController: flag('Run the EFS CSI driver.', off),
  },
  { always: true },
)

/** Roles that pods take through the pod identity agent. */
export const podIdentityAssociations = {
  namespace: text('Kubernetes namespace of the service account.', { unset: '' }),
  serviceAccountName: text('Name of the service account.', { unset: '' }),
  roleARN: text('Role that exists already; without it, one is created from the policies.', { unset: '' }),
  createServiceAccount: flag('Also create the Kubernetes service account.', { empty: 'hidden', preset: false }),
  roleName: text('Name for the role that is created.'),
  permissionsBoundaryARN: text('Permissions boundary of the role that is created.'),
  permissionPolicyARNs: texts('Managed policies for the role that is created.'),
  permissionPolicyName: text('Name of the inline policy in the stack.'),
  permissionPolicy: freeForm('Inline policy document for the role that is created.'),
  wellKnownPolicies,
  tags: textMap('AWS tags of the association.'),
  targetRoleARN: text('Role of another account that EKS assumes on from the role.', { empty: 'shown' }),
  disableSessionTags: flag('Leave out the session tags that EKS adds to credentials.'),
  policy: text('Session policy that narrows the role; needs disableSessionTags.', { empty: 'shown' }),
}

/** EKS access policies with the part of the cluster that each is for. */
export const accessPolicies = sections('EKS access policies and the part of the cluster that each is for.', {
  policyARN: arn('ARN of the access policy.', { unset: '' }),
  accessScope: section(
    'The part of the cluster that the policy is for.',
    {
      type: text('`cluster`, or `namespace` for named namespaces.', { allowed: ['cluster', 'namespace'], unset: '' }),
      namespaces: texts('Namespaces, with scope type `namespace`.'),
    },
    { always: true },
  ),
})
