/** The role that EMR on EKS comes with, and the user that it is in Kubernetes. */
export const emrRoleName = 'AWSServiceRoleForAmazonEMRContainers'
export const emrUser = 'emr-containers'

const group = 'rbac.authorization.k8s.io'
const version = `${group}/v1`
const reading = ['get', 'list', 'watch', 'describe']
const making = ['create', 'edit', 'delete']
const marking = ['annotate', 'patch', 'label']
const all = [...reading, ...making, ...marking]
const inBulk = [...reading, ...making, 'deletecollection', ...marking]

const rules: readonly {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  { apiGroups: [''], resources: ['serviceaccounts', 'services', 'configmaps', 'events', 'pods', 'pods/log'], verbs: inBulk },
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'patch', 'delete', 'watch'] },
  { apiGroups: ['apps'], resources: ['statefulsets', 'deployments'], verbs: all },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: all },
  { apiGroups: ['extensions', 'networking.k8s.io'], resources: ['ingresses'], verbs: all },
  { apiGroups: [group], resources: ['roles', 'rolebindings'], verbs: inBulk },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['create', 'list', 'delete', 'deletecollection'] },
  { apiGroups: ['scheduling.volcano.sh'], resources: ['podgroups'], verbs: ['get', 'list', 'watch', 'create', 'delete', 'update'] },
]

/** What EMR on EKS may do in a namespace, as AWS's set-up guide grants it: a role and who has it. */
export const emrObjects = (namespace: string) => [
  { apiVersion: version, kind: 'Role', metadata: { name: emrUser, namespace }, rules },
  {
    apiVersion: version,
    kind: 'RoleBinding',
    metadata: { name: emrUser, namespace },
    roleRef: { apiGroup: group, kind: 'Role', name: emrUser },
    subjects: [{ apiGroup: group, kind: 'User', name: emrUser }],
  },
]
