import type { Capability } from '#src/config/schema/cluster-config.ts'
import { resource, template, withNameTags, type Template } from './cfn.ts'
import { iamRoleTemplate } from './iam-role.ts'

type ArgoCd = NonNullable<NonNullable<Capability['configuration']>['argocd']>

/** A capability of a cluster: ACK, kro or Argo CD, run by EKS with a role. */
export function capabilityTemplate(cluster: string, capability: Capability, roleArn: string): Template {
  const { name, type, deletePropagationPolicy, configuration } = capability
  return template({
    Resources: withNameTags({
      Capability: resource('AWS::EKS::Capability', {
        CapabilityName: name,
        ClusterName: cluster,
        Type: type,
        RoleArn: roleArn,
        // CloudFormation refuses a capability that does not say; there is no other word to say.
        DeletePropagationPolicy: deletePropagationPolicy || 'RETAIN',
        Configuration: configuration && { ArgoCd: configuration.argocd && argoCd(configuration.argocd) },
      }),
    }),
  })
}

const argoCd = ({ namespace, awsIdc, networkAccess, rbacRoleMappings }: ArgoCd) => ({
  Namespace: namespace || undefined,
  NetworkAccess: networkAccess?.vpceIds?.length ? { VpceIds: networkAccess.vpceIds } : undefined,
  RbacRoleMappings: rbacRoleMappings?.length
    ? rbacRoleMappings.map(({ role, identities }) => ({
        Role: role,
        Identities: (identities ?? []).map(({ id, type }) => ({ Id: id, Type: type })),
      }))
    : undefined,
  AwsIdc: { IdcInstanceArn: awsIdc?.idcInstanceArn ?? '', IdcRegion: awsIdc?.idcRegion || undefined },
})

/** The role of a capability that was given none. It takes no permissions boundary, as eksctl has it; a rule says so. */
export const capabilityRoleTemplate = ({ name, attachPolicyARNs, attachPolicy }: Capability): Template =>
  iamRoleTemplate({ purpose: `capability ${name}`, trust: capabilityTrust, attachPolicyARNs, attachPolicy })

const capabilityTrust: object = {
  Effect: 'Allow',
  Action: ['sts:AssumeRole', 'sts:TagSession'],
  Principal: { Service: ['capabilities.eks.amazonaws.com'] },
}
