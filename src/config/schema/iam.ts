import * as z from 'zod'
import { flag, freeForm, name, section, sections, text, texts, textMap } from './fields.ts'
import { podIdentityAssociations, wellKnownPolicies } from './policies.ts'

const shown = { empty: 'shown' } as const

/** `iam`: the cluster's roles, and roles for pods. */
export const iam = section('The roles of the cluster, and roles for pods.', {
  serviceRoleARN: text('Role of the control plane that exists already.', shown),
  serviceRolePermissionsBoundary: text('Permissions boundary of the role of the control plane.', shown),
  fargatePodExecutionRoleARN: text('Role of the Fargate kubelet that exists already.', shown),
  fargatePodExecutionRolePermissionsBoundary: text('Permissions boundary of the role of the Fargate kubelet.', shown),
  withOIDC: flag("Create the IAM provider for the cluster's OIDC issuer, so that service accounts can have roles."),
  vpcResourceControllerPolicy: flag('Attach the policy that security groups for pods need.', { preset: true }),
  serviceAccounts: sections('Service accounts with a role of their own (IRSA); needs withOIDC.', {
    metadata: section(
      'Name and namespace of the service account.',
      {
        name: text('Name of the service account.'),
        namespace: text('Namespace; `default` where unset.'),
        labels: textMap('Labels of the service account.'),
        annotations: textMap('Annotations of the service account.'),
      },
      { always: true },
    ),
    attachPolicyARNs: texts('Managed policies for the role.'),
    wellKnownPolicies,
    attachPolicy: freeForm('Inline policy document for the role.'),
    attachRoleARN: text('Role that exists already, in place of a new one.'),
    permissionsBoundary: text('Permissions boundary of the role.'),
    status: section('What the tool found; ignored when read.', {
      roleARN: text('The role.', shown),
      stackName: text('The stack of the role.', shown),
      tags: textMap('The tags of the stack.'),
      capabilities: texts('The capabilities of the stack.'),
    }),
    roleName: text('Name for the role.'),
    roleOnly: flag('Create the role and leave the service account to others.'),
    tags: textMap('AWS tags of the role.'),
    subjectPattern: text('Pattern of token subjects that may take the role, in place of this one service account.'),
  }),
  podIdentityAssociations: sections('Roles that pods take through the pod identity agent.', podIdentityAssociations),
})

/** `iamIdentityMappings`: who may come into the cluster, in the aws-auth config map. */
export const iamIdentityMappings = sections('Who may come into the cluster, by the aws-auth config map.', {
  arn: text('Role or user.'),
  username: text('Kubernetes user name.'),
  groups: texts('Kubernetes groups.'),
  account: text('An account whose users all come in under their own ARN.'),
  serviceName: text('An AWS service that gets the rights it needs (`emr-containers`).'),
  namespace: text('Namespace that the service gets its rights in.'),
  noDuplicateARNs: flag('Refuse the mapping if its ARN is mapped otherwise already.', { empty: 'hidden', preset: false }),
})

/** `identityProviders`: OIDC providers that Kubernetes itself accepts. */
export const identityProviders = z
  .array(
    z.strictObject({
      type: z.literal('oidc', 'must be oidc, the only type there is').meta({ description: 'Kind of provider: `oidc`.' }),
      name: name('Name of the provider in EKS.'),
      issuerURL: name('URL of the issuer, https.'),
      clientID: name('Client id that tokens are made for.'),
      usernameClaim: text('Claim that holds the user name.'),
      usernamePrefix: text('Put before user names.'),
      groupsClaim: text('Claim that holds the groups.'),
      groupsPrefix: text('Put before groups.'),
      requiredClaims: textMap('Claims that a token must hold.'),
      tags: textMap('AWS tags of the provider.'),
    }),
  )
  .optional()
  .meta({ description: 'OIDC providers whose tokens the Kubernetes API accepts.' })
