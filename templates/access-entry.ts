import type { AccessEntry } from '#src/config/schema/cluster-config.ts'
import { resource, template, withNameTags, type Template } from './cfn.ts'

/** One principal's access to a cluster. */
export function accessEntryTemplate(cluster: string, entry: AccessEntry): Template {
  const { principalARN, type, kubernetesGroups = [], kubernetesUsername, accessPolicies = [] } = entry
  const policies = accessPolicies.map(({ policyARN, accessScope }) => ({
    PolicyArn: policyARN ?? '',
    AccessScope: { Type: accessScope?.type ?? '', Namespaces: accessScope?.namespaces?.length ? accessScope.namespaces : undefined },
  }))
  return template({
    Resources: withNameTags({
      AccessEntry: resource('AWS::EKS::AccessEntry', {
        PrincipalArn: principalARN ?? '',
        ClusterName: cluster,
        Type: type || undefined,
        KubernetesGroups: kubernetesGroups.length > 0 ? kubernetesGroups : undefined,
        Username: kubernetesUsername || undefined,
        AccessPolicies: policies.length > 0 ? policies : undefined,
      }),
    }),
  })
}
