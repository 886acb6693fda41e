/** One rule of a role. Empty or absent `names` means any. */
export interface Rule {
  readonly verbs: readonly string[]
  readonly groups?: readonly string[]
  readonly resources?: readonly string[]
  readonly names?: readonly string[]
  readonly paths?: readonly string[]
}

const reading = ['get', 'list', 'watch']
const writing = ['create', 'delete', 'deletecollection', 'patch', 'update']

const core = [
  'configmaps',
  'endpoints',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'replicationcontrollers/scale',
  'serviceaccounts',
  'services',
]
const apps = [
  'controllerrevisions',
  'daemonsets',
  'deployments',
  'deployments/scale',
  'replicasets',
  'replicasets/scale',
  'statefulsets',
  'statefulsets/scale',
]
const coreOnlyRead = [
  'events',
  'limitranges',
  'namespaces',
  'namespaces/status',
  'pods/log',
  'pods/status',
  'resourcequotas',
  'resourcequotas/status',
  'services/status',
]
const appsOnlyRead = ['daemonsets/status', 'deployments/status', 'replicasets/status', 'statefulsets/status']

const view: readonly Rule[] = [
  { verbs: reading, groups: [''], resources: [...core, ...coreOnlyRead] },
  { verbs: reading, groups: ['apps'], resources: [...apps, ...appsOnlyRead] },
  { verbs: reading, groups: ['batch'], resources: ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'] },
  { verbs: reading, groups: ['networking.k8s.io'], resources: ['ingresses', 'ingresses/status', 'networkpolicies'] },
  { verbs: reading, groups: ['policy'], resources: ['poddisruptionbudgets', 'poddisruptionbudgets/status'] },
  { verbs: reading, groups: ['discovery.k8s.io'], resources: ['endpointslices'] },
]

const edit: readonly Rule[] = [
  ...view,
  { verbs: reading, groups: [''], resources: ['secrets', 'services/proxy', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'] },
  {
    verbs: writing,
    groups: [''],
    resources: [...core, 'secrets', 'events', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'services/proxy'],
  },
  { verbs: ['create'], groups: [''], resources: ['pods/eviction', 'serviceaccounts/token'] },
  { verbs: ['impersonate'], groups: [''], resources: ['serviceaccounts'] },
  { verbs: writing, groups: ['apps'], resources: apps },
  { verbs: writing, groups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { verbs: writing, groups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'] },
  { verbs: writing, groups: ['policy'], resources: ['poddisruptionbudgets'] },
  { verbs: [...reading, ...writing], groups: ['coordination.k8s.io'], resources: ['leases'] },
]

const admin: readonly Rule[] = [
  ...edit,
  { verbs: [...reading, ...writing], groups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] },
  { verbs: ['create'], groups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews'] },
]

const clusterAdmin: readonly Rule[] = [{ verbs: ['*'], groups: ['*'], resources: ['*'], paths: ['*'] }]

/** The cluster roles that Kubernetes brings, by name. */
export const builtinRoles: Readonly<Record<string, readonly Rule[]>> = { 'cluster-admin': clusterAdmin, admin, edit, view }

/** The EKS access policies, by the last part of their ARN (EKS user guide, "Review access policy permissions"). */
const policies: Readonly<Record<string, readonly Rule[]>> = {
  AmazonEKSClusterAdminPolicy: clusterAdmin,
  AmazonEKSAdminPolicy: admin,
  AmazonEKSAdminViewPolicy: [{ verbs: reading, groups: ['*'], resources: ['*'] }],
  AmazonEKSEditPolicy: edit,
  AmazonEKSViewPolicy: view,
}

/** The rules of an access policy, by name or ARN; none for one that is not known. */
export function policyRules(policy: string): readonly Rule[] {
  const name = policy.slice(policy.lastIndexOf('/') + 1)
  return name === 'AmazonEKSAutoNodePolicy' ? nodeRules : (policies[name] ?? [])
}

const read = ['get', 'head']
const selfReviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']

/** What everybody with a valid token may: discovery, and questions about oneself. */
export const everyone: readonly Rule[] = [
  {
    verbs: read,
    paths: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', '/version', '/version/', '/healthz', '/livez', '/readyz'],
  },
  { verbs: ['create'], groups: ['authorization.k8s.io'], resources: selfReviews },
  { verbs: ['create'], groups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
]

/** What kubelets may (the group `system:nodes`). */
export const nodeRules: readonly Rule[] = [
  {
    verbs: reading,
    groups: [''],
    resources: ['configmaps', 'endpoints', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'secrets', 'services'],
  },
  { verbs: ['create', 'delete', 'patch', 'update'], groups: [''], resources: ['nodes', 'nodes/status', 'pods/status'] },
  { verbs: ['create', 'delete'], groups: [''], resources: ['pods', 'pods/eviction', 'serviceaccounts/token'] },
  { verbs: ['create', 'patch', 'update'], groups: [''], resources: ['events'] },
  { verbs: [...reading, ...writing], groups: ['coordination.k8s.io'], resources: ['leases'] },
  { verbs: reading, groups: ['storage.k8s.io'], resources: ['csidrivers', 'csinodes', 'storageclasses'] },
  { verbs: writing, groups: ['storage.k8s.io'], resources: ['csinodes'] },
]
