import type { KubeObject, ObjectStore } from './objects.ts'
import { read, textAt } from './selectors.ts'

/** One kind of the API, as discovery tells it and the router serves it. */
export interface Resource {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly short: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly subresources: readonly Subresource[]
  readonly verbs: readonly string[]
}

export interface Subresource {
  readonly name: string
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
}

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group ? `${group}/${version}` : version
}

const everything = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

interface Options {
  readonly short?: readonly string[]
  readonly all?: boolean
  readonly cluster?: boolean
  readonly verbs?: readonly string[]
  readonly subresources?: readonly Subresource[]
}

/** `group/version`, kind, plural. */
function resource(apiVersion: string, kind: string, plural: string, options: Options = {}): Resource {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const { short = [], all = false, cluster = false, verbs = everything, subresources = [] } = options
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    short,
    categories: all ? ['all'] : [],
    namespaced: !cluster,
    subresources,
    verbs,
  }
}

const statusVerbs = ['get', 'patch', 'update']
const statusOf = (kind: string): Subresource => ({ name: 'status', kind, verbs: statusVerbs })
const scale: Subresource = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs }
const review = { cluster: true, verbs: ['create'] }

const podParts: readonly Subresource[] = [
  { name: 'binding', kind: 'Binding', verbs: ['create'] },
  { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  ...[
    ['attach', 'PodAttachOptions'],
    ['exec', 'PodExecOptions'],
    ['portforward', 'PodPortForwardOptions'],
  ].map(([name = '', kind = '']): Subresource => ({ name, kind, verbs: ['create', 'get'] })),
  statusOf('Pod'),
]

const namespaceParts: readonly Subresource[] = [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, statusOf('Namespace')]

const tokenPart: Subresource = { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] }

/** A kind that controllers run: it has a status, and a scale where it counts replicas. */
function workload(apiVersion: string, kind: string, plural: string, short: readonly string[], scaled: boolean): Resource {
  return resource(apiVersion, kind, plural, { short, all: true, subresources: [...(scaled ? [scale] : []), statusOf(kind)] })
}

/** Every kind the server has from the start. */
export const builtins: readonly Resource[] = [
  resource('v1', 'Namespace', 'namespaces', { short: ['ns'], cluster: true, subresources: namespaceParts }),
  resource('v1', 'Node', 'nodes', { short: ['no'], cluster: true, subresources: [statusOf('Node')] }),
  resource('v1', 'Pod', 'pods', { short: ['po'], all: true, subresources: podParts }),
  resource('v1', 'Service', 'services', { short: ['svc'], all: true, subresources: [statusOf('Service')] }),
  resource('v1', 'Endpoints', 'endpoints', { short: ['ep'] }),
  resource('v1', 'ConfigMap', 'configmaps', { short: ['cm'] }),
  resource('v1', 'Secret', 'secrets'),
  resource('v1', 'ServiceAccount', 'serviceaccounts', { short: ['sa'], subresources: [tokenPart] }),
  resource('v1', 'Event', 'events', { short: ['ev'] }),
  resource('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { short: ['pvc'], subresources: [statusOf('PersistentVolumeClaim')] }),
  resource('v1', 'PersistentVolume', 'persistentvolumes', { short: ['pv'], cluster: true, subresources: [statusOf('PersistentVolume')] }),
  workload('v1', 'ReplicationController', 'replicationcontrollers', ['rc'], true),
  resource('v1', 'ResourceQuota', 'resourcequotas', { short: ['quota'], subresources: [statusOf('ResourceQuota')] }),
  resource('v1', 'LimitRange', 'limitranges', { short: ['limits'] }),
  resource('v1', 'PodTemplate', 'podtemplates'),
  workload('apps/v1', 'Deployment', 'deployments', ['deploy'], true),
  workload('apps/v1', 'DaemonSet', 'daemonsets', ['ds'], false),
  workload('apps/v1', 'ReplicaSet', 'replicasets', ['rs'], true),
  workload('apps/v1', 'StatefulSet', 'statefulsets', ['sts'], true),
  resource('apps/v1', 'ControllerRevision', 'controllerrevisions'),
  workload('batch/v1', 'Job', 'jobs', [], false),
  workload('batch/v1', 'CronJob', 'cronjobs', ['cj'], false),
  resource('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { short: ['pdb'], subresources: [statusOf('PodDisruptionBudget')] }),
  resource('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', { cluster: true }),
  resource('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', { cluster: true }),
  resource('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  resource('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  resource('networking.k8s.io/v1', 'Ingress', 'ingresses', { short: ['ing'], subresources: [statusOf('Ingress')] }),
  resource('networking.k8s.io/v1', 'IngressClass', 'ingressclasses', { cluster: true }),
  resource('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', { short: ['netpol'] }),
  resource('coordination.k8s.io/v1', 'Lease', 'leases'),
  resource('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  resource('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', { short: ['pc'], cluster: true }),
  resource('storage.k8s.io/v1', 'StorageClass', 'storageclasses', { short: ['sc'], cluster: true }),
  resource('storage.k8s.io/v1', 'CSIDriver', 'csidrivers', { cluster: true }),
  resource('storage.k8s.io/v1', 'CSINode', 'csinodes', { cluster: true }),
  resource('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', { cluster: true }),
  resource('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', { cluster: true }),
  resource('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', {
    short: ['crd', 'crds'],
    cluster: true,
    subresources: [statusOf('CustomResourceDefinition')],
  }),
  resource('authentication.k8s.io/v1', 'TokenReview', 'tokenreviews', review),
  resource('authentication.k8s.io/v1', 'SelfSubjectReview', 'selfsubjectreviews', review),
  resource('authorization.k8s.io/v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', review),
  resource('authorization.k8s.io/v1', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', review),
  resource('authorization.k8s.io/v1', 'SubjectAccessReview', 'subjectaccessreviews', review),
]

const definitions = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }

/** The built-in kinds and those that custom resource definitions have added. */
export function resourcesOf(store: ObjectStore): readonly Resource[] {
  return [...builtins, ...store.list(definitions).flatMap(customResources)]
}

interface DefinedVersion {
  readonly name: string
  readonly served: boolean
  readonly subresources?: { readonly status?: object; readonly scale?: object }
}

function customResources(definition: KubeObject): Resource[] {
  const names = (read(definition, 'spec.names') ?? {}) as {
    kind: string
    plural: string
    singular?: string
    shortNames?: string[]
    categories?: string[]
  }
  const versions = (read(definition, 'spec.versions') ?? []) as readonly DefinedVersion[]
  return versions
    .filter((version) => version.served)
    .map((version) => ({
      group: textAt(definition, 'spec.group'),
      version: version.name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      short: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: read(definition, 'spec.scope') === 'Namespaced',
      subresources: [...(version.subresources?.status ? [statusOf(names.kind)] : []), ...(version.subresources?.scale ? [scale] : [])],
      verbs: everything,
    }))
}
