import type { Explanations } from './explanation.ts'

/** Of add-ons, profiles, capabilities, roles and access. */
export const identityExplanations: Explanations = {
  AccessEntriesOff: {
    means: 'The cluster lets people in by aws-auth alone, and knows no access entries.',
    causes: ['its authentication mode is CONFIG_MAP'],
    help: ['switch them on: eksx utils update-authentication-mode --authentication-mode API_AND_CONFIG_MAP', 'this cannot be taken back'],
  },
  AccessEntryNotFound: {
    means: 'The cluster has no access entry for that principal.',
    causes: ['a slip of the pen in the ARN', 'the principal is let in by aws-auth, and not by an entry'],
    help: ['see which there are: eksx get accessentry --cluster …', 'and those of aws-auth: eksx get iamidentitymapping --cluster …'],
  },
  AccessEntryLost: {
    means: 'Somebody deleted an access entry, and the stack that made it still stands.',
    causes: ['a deletion in the console or by the AWS CLI'],
    help: ['delete what is left with the line in the hint, then run the same command again'],
  },
  AccessNotMovable: {
    means: 'Mappings in aws-auth cannot become access entries, and whoever they let in would be shut out.',
    causes: ['groups that begin with system:, whole accounts, roles or users that IAM no longer knows'],
    help: [
      'take those mappings out, or map them otherwise',
      'or move the others alone, with both ways open: --target-authentication-mode API_AND_CONFIG_MAP',
    ],
  },
  AccessEntryMissing: {
    means: "EKS did not make the access entry that a capability's role needs.",
    causes: ["the cluster's authentication mode is CONFIG_MAP", 'somebody deleted the entry'],
    help: ['see the mode in eksx get cluster --name … -o yaml, then run the same command again'],
  },
  AddonFailed: {
    means: 'An add-on did not come to run; what EKS says of it is in the message.',
    causes: [
      'no node can carry it',
      'settings that its schema refuses',
      'objects of the same name that somebody else installed',
      'a role that lacks rights',
    ],
    help: ['mend the cause; --force overwrites what others installed', 'its schema: eksx utils describe-addon-configuration'],
  },
  AddonHasPodIdentity: {
    means: 'The add-on has its roles by pod identity associations, and was to get one for its service account.',
    causes: ['serviceAccountRoleARN or policies stated for an add-on that was moved to pod identities'],
    help: ['state podIdentityAssociations for it, or [] to take them away first'],
  },
  AddonManaged: {
    means: 'EKS runs this add-on, so its objects are not changed past EKS.',
    causes: ['it was installed as an EKS add-on, or moved to one since'],
    help: ['bring it up to date as an add-on, with the line in the hint'],
  },
  AddonNotFound: {
    means: 'The cluster has no add-on of that name.',
    causes: ['a slip of the pen', 'it is installed by a chart or a manifest, not as an EKS add-on'],
    help: ['see which there are: eksx get addon --cluster …'],
  },
  AddonOwnsAssociation: {
    means: 'The pod identity association belongs to an add-on, which would make it anew.',
    causes: ['EKS made it with the add-on'],
    help: ['change it with the add-on: eksx update addon -f, or delete the add-on'],
  },
  AddonRoleImpossible: {
    means: 'The add-on was to get a role for its service account, and the cluster has no OIDC provider for that.',
    causes: ['policies or a role stated for an add-on of a cluster without iam.withOIDC'],
    help: [
      'make the provider with the line in the hint, then run the same command again',
      'or give the add-on its role by podIdentityAssociations',
    ],
  },
  AddonStuck: {
    means: 'The add-on is in a state out of which only a person can tell the way.',
    causes: ['a change of it that failed, or a deletion that failed'],
    help: ['see its issues: eksx get addon --cluster … --name …', 'do what the hint says, then run the same command again'],
  },
  AddonUnknown: {
    means: 'EKS offers no add-on of that name for this version of Kubernetes.',
    causes: ['a slip of the pen', 'an add-on that is not there yet for a new version, or in this region'],
    help: ['see what there is: eksx utils describe-addon-versions --cluster … -o table'],
  },
  AddonVersionUnknown: {
    means: 'The add-on has no such version for this version of Kubernetes.',
    causes: ['a version of another Kubernetes', 'one that EKS has withdrawn'],
    help: ['leave version out for the default, or write latest', 'see eksx utils describe-addon-versions --name …'],
  },
  AddonWithoutPodIdentity: {
    means: 'This version of the add-on cannot take roles by pod identity associations.',
    causes: ['an old version, or an add-on that needs no role'],
    help: ['leave podIdentityAssociations out, or take a newer version'],
  },
  AgentMissing: {
    means: 'Pod identities need the add-on eks-pod-identity-agent, and the cluster lacks it.',
    causes: ['it was never installed; only Auto Mode brings it'],
    help: ['install it with the line in the hint, then run the same command again'],
  },
  AwsAuthUnreadable: {
    means: 'A list in the config map kube-system/aws-auth is no YAML, so eksx does not touch it.',
    causes: ['an edit by hand'],
    help: ['mend it: kubectl -n kube-system edit configmap aws-auth'],
  },
  CapabilityNotFound: {
    means: 'The cluster has no capability of that name.',
    causes: ['a slip of the pen', 'it has been deleted'],
    help: ['see which there are: eksx get capability --cluster …'],
  },
  CapabilityTypeFixed: {
    means: 'A capability keeps the type that it was made with.',
    causes: ['another type was stated for the same name'],
    help: ['state its type, or delete it and create it anew'],
  },
  AuthenticationModeRefused: {
    means: "A cluster's authentication mode goes from CONFIG_MAP over API_AND_CONFIG_MAP to API, and never back.",
    causes: ['a way back was asked for', 'an access entry for a cluster that has none switched on'],
    help: ['go one step at a time; a mapping in aws-auth needs API_AND_CONFIG_MAP or CONFIG_MAP'],
  },
  ConfigMapOff: {
    means: 'The cluster knows access entries only, and was to be given a mapping in aws-auth.',
    causes: ['its authentication mode is API'],
    help: ['leave the flag out, or use eksx create accessentry'],
  },
  FargateProfileFailed: {
    means: 'A Fargate profile did not come to be.',
    causes: ['public subnets, or subnets in zones without Fargate', 'a pod execution role that Fargate may not take'],
    help: ['state private subnets, check the role, then run the same command again'],
  },
  FargateProfileNotFound: {
    means: 'The cluster has no Fargate profile of that name.',
    causes: ['a slip of the pen', 'it has been deleted'],
    help: ['see which there are: eksx get fargateprofile --cluster …'],
  },
  IdentityMappingNotFound: {
    means: 'aws-auth maps no identity of that ARN or account.',
    causes: ['a slip of the pen in the ARN', 'the identity is let in by an access entry, and not by aws-auth'],
    help: ['see which there are: eksx get iamidentitymapping --cluster …'],
  },
  IdentityProviderNotFound: {
    means: 'The cluster has no identity provider of that name.',
    causes: ['a slip of the pen', 'it has been disassociated'],
    help: ['see which there are: eksx get identityprovider --cluster …'],
  },
  MappedOtherwise: {
    means: 'The ARN stands in aws-auth already, with other rights.',
    causes: ['noDuplicateARNs was asked for, and the earlier mapping says something else'],
    help: ['delete that mapping first, or leave noDuplicateARNs out'],
  },
  NoFargateRole: {
    means: 'A Fargate profile has no role for its pods.',
    causes: ['the cluster was made without Fargate, so its stack has none'],
    help: ['state fargateProfiles[].podExecutionRoleARN'],
  },
  NoIssuer: {
    means: 'The cluster has no OIDC issuer, which roles for service accounts need.',
    causes: ['a local cluster on an Outpost'],
    help: ['leave out roles for service accounts'],
  },
  NotAPrincipal: {
    means: 'aws-auth maps roles, users and accounts, and the ARN is none of them.',
    causes: ['the ARN of a session (assumed-role) or of a group'],
    help: ['give the ARN of the role or the user itself'],
  },
  OidcProviderMissing: {
    means: "IAM has no provider for the cluster's OIDC issuer, which roles for service accounts need.",
    causes: ['the cluster was made without iam.withOIDC'],
    help: ['make it with the line in the hint'],
  },
  PodIdentityNotFound: {
    means: 'The cluster has no pod identity association for that service account.',
    causes: ['a slip of the pen in namespace or name', 'the service account has its role by its annotation (IRSA)'],
    help: ['see which there are: eksx get podidentityassociation --cluster …'],
  },
  PodIdentityRoleFixed: {
    means: 'The role of the pod identity association cannot be changed in the way that was stated.',
    causes: [
      'permissions stated for a role that was given by its ARN',
      'an ARN stated for a role that eksctl or eksx made',
      'a name stated for a role that has one',
    ],
    help: ['follow the hint; or delete the association and create it anew'],
  },
  RoleInUse: {
    means: 'A role was to go with its service account, and a pod identity association gives the same role to pods.',
    causes: ['the service account was moved to pod identities, which kept its role'],
    help: ['delete the association with the line in the hint: the role goes with it', 'or leave the service account as it is'],
  },
  RoleMissing: {
    means: 'A stack that should hold a role tells of none.',
    causes: ['a stack that was made or changed by hand', 'a nodegroup with only an instance profile that is gone'],
    help: ['follow the hint: state the role, or delete the stack and run again'],
  },
  RoleNotOurs: {
    means: 'A role of the name that eksx would use exists, and belongs to somebody else. It is not touched.',
    causes: ['somebody made it by hand, or took its tags away'],
    help: ['state a role with --role-arn, or remove that one'],
  },
  RoleUnknown: {
    means: 'EKS does not know the role.',
    causes: ['a slip of the pen in its ARN', 'another account', 'a trust policy that does not name the service'],
    help: ['see aws iam get-role --role-name …'],
  },
  ServiceAccountNotFound: {
    means: 'The cluster has no IAM service account of that name that eksctl or eksx made.',
    causes: ['a slip of the pen in namespace or name', 'the service account has its role by a pod identity, or from other tools'],
    help: ['see which there are: eksx get iamserviceaccount --cluster …'],
  },
  ServiceAccountTaken: {
    means: 'A service account has its role from somewhere else already.',
    causes: ['an association that you made, and an add-on that would make its own', 'an add-on that holds it'],
    help: ['keep one of them, as the hint says, then run the same command again'],
  },
  WorkloadMissing: {
    means: 'The cluster has no workload of that name in kube-system to bring up to date.',
    causes: ['somebody removed it, or installed another in its place'],
    help: ['install it as an EKS add-on, with the line in the hint'],
  },
}
