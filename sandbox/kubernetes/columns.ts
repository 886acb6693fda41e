import type { KubeObject } from './objects.ts'
import type { Resource } from './resources.ts'
import {
  age,
  containers,
  external,
  internal,
  nodeRoles,
  nodeStatus,
  podReady,
  podRestarts,
  podStatus,
  ports,
  replicas,
  selector,
} from './cells.ts'
import { read } from './selectors.ts'

export type Cell = string | number | boolean | null

/** One column of a Table, as kubectl shows it; wide ones only with `-o wide`. */
export interface Column {
  readonly name: string
  readonly type?: 'string' | 'integer' | 'boolean' | 'date'
  readonly format?: 'name' | ''
  readonly wide?: boolean
  readonly cell: (object: KubeObject, now: number) => Cell
}

/** The columns of a kind; name and age where it has none of its own. */
export function columnsOf(resource: Resource): readonly Column[] {
  return own[`${resource.group}/${resource.plural}`] ?? [name, created]
}

const name: Column = { name: 'Name', format: 'name', cell: ({ metadata }) => metadata.name }
const ageColumn: Column = { name: 'Age', cell: age }
const created: Column = { name: 'Created At', type: 'date', cell: ({ metadata }) => metadata.creationTimestamp ?? null }

function text(title: string, path: string | readonly string[], otherwise = '<none>'): Column {
  return { name: title, cell: (object) => said(read(object, path)) || otherwise }
}

function number(title: string, path: string): Column {
  return { name: title, type: 'integer', cell: (object) => Number(read(object, path) ?? 0) }
}

function count(title: string, ...fields: readonly string[]): Column {
  return { name: title, type: 'integer', cell: (object) => fields.reduce((sum, field) => sum + sizeOf(object[field]), 0) }
}

function column(title: string, cell: Column['cell']): Column {
  return { name: title, cell }
}

function wide(columns: readonly Column[]): Column[] {
  return columns.map((one) => ({ ...one, wide: true }))
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(said).join(',')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function sizeOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0
}

const template = 'spec.template.spec.containers'
const images: readonly Column[] = wide([
  column('Containers', (object) => containers(object, template, 'name')),
  column('Images', (object) => containers(object, template, 'image')),
  column('Selector', (object) => selector(read(object, 'spec.selector'))),
])

const own: Readonly<Record<string, readonly Column[]>> = {
  '/nodes': [
    name,
    column('Status', nodeStatus),
    column('Roles', nodeRoles),
    ageColumn,
    text('Version', 'status.nodeInfo.kubeletVersion', ''),
    ...wide([
      column('Internal-IP', (object) => internal(object)),
      column('External-IP', (object) => external(object)),
      text('OS-Image', 'status.nodeInfo.osImage', '<unknown>'),
      text('Kernel-Version', 'status.nodeInfo.kernelVersion', '<unknown>'),
      text('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion', '<unknown>'),
    ]),
  ],
  '/pods': [
    name,
    column('Ready', podReady),
    column('Status', podStatus),
    { name: 'Restarts', cell: podRestarts },
    ageColumn,
    ...wide([
      text('IP', 'status.podIP'),
      text('Node', 'spec.nodeName'),
      text('Nominated Node', 'status.nominatedNodeName'),
      column('Readiness Gates', () => '<none>'),
    ]),
  ],
  '/services': [
    name,
    text('Type', 'spec.type', 'ClusterIP'),
    text('Cluster-IP', 'spec.clusterIP'),
    column('External-IP', external),
    column('Port(s)', ports),
    ageColumn,
    ...wide([column('Selector', (object) => selector({ matchLabels: read(object, 'spec.selector') }))]),
  ],
  '/namespaces': [name, text('Status', 'status.phase', 'Active'), ageColumn],
  '/configmaps': [name, count('Data', 'data', 'binaryData'), ageColumn],
  '/secrets': [name, text('Type', 'type', 'Opaque'), count('Data', 'data'), ageColumn],
  '/serviceaccounts': [name, count('Secrets', 'secrets'), ageColumn],
  '/endpoints': [name, column('Endpoints', () => '<none>'), ageColumn],
  '/events': [
    column('Last Seen', (object, now) =>
      age({ ...object, metadata: { ...object.metadata, creationTimestamp: said(object['lastTimestamp']) } }, now),
    ),
    text('Type', 'type', ''),
    text('Reason', 'reason', ''),
    column('Object', (object) => `${said(read(object, 'involvedObject.kind')).toLowerCase()}/${said(read(object, 'involvedObject.name'))}`),
    ...wide([text('Subobject', 'involvedObject.fieldPath', ''), text('Source', 'source.component', '')]),
    text('Message', 'message', ''),
    ...wide([name]),
  ],
  '/replicationcontrollers': [
    name,
    number('Desired', 'spec.replicas'),
    number('Current', 'status.replicas'),
    number('Ready', 'status.readyReplicas'),
    ageColumn,
    ...images,
  ],
  '/persistentvolumeclaims': [
    name,
    text('Status', 'status.phase', 'Pending'),
    text('Volume', 'spec.volumeName', ''),
    text('Capacity', 'status.capacity.storage', ''),
    text('Access Modes', 'status.accessModes', ''),
    text('StorageClass', 'spec.storageClassName', ''),
    ageColumn,
  ],
  '/persistentvolumes': [
    name,
    text('Capacity', 'spec.capacity.storage', ''),
    text('Access Modes', 'spec.accessModes', ''),
    text('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy', ''),
    text('Status', 'status.phase', 'Pending'),
    column('Claim', (object) => [read(object, 'spec.claimRef.namespace'), read(object, 'spec.claimRef.name')].filter(Boolean).join('/')),
    text('StorageClass', 'spec.storageClassName', ''),
    ageColumn,
  ],
  'apps/deployments': [
    name,
    column('Ready', replicas),
    number('Up-to-date', 'status.updatedReplicas'),
    number('Available', 'status.availableReplicas'),
    ageColumn,
    ...images,
  ],
  'apps/daemonsets': [
    name,
    number('Desired', 'status.desiredNumberScheduled'),
    number('Current', 'status.currentNumberScheduled'),
    number('Ready', 'status.numberReady'),
    number('Up-to-date', 'status.updatedNumberScheduled'),
    number('Available', 'status.numberAvailable'),
    column('Node Selector', (object) => selector({ matchLabels: read(object, 'spec.template.spec.nodeSelector') })),
    ageColumn,
    ...images,
  ],
  'apps/replicasets': [
    name,
    number('Desired', 'spec.replicas'),
    number('Current', 'status.replicas'),
    number('Ready', 'status.readyReplicas'),
    ageColumn,
    ...images,
  ],
  'apps/statefulsets': [name, column('Ready', replicas), ageColumn, ...images.slice(0, 2)],
  'batch/jobs': [
    name,
    column('Status', (object) => (Number(read(object, 'status.succeeded') ?? 0) > 0 ? 'Complete' : 'Running')),
    column('Completions', (object) => `${Number(read(object, 'status.succeeded') ?? 0)}/${Number(read(object, 'spec.completions') ?? 1)}`),
    column('Duration', () => ''),
    ageColumn,
    ...images,
  ],
  'batch/cronjobs': [
    name,
    text('Schedule', 'spec.schedule', ''),
    text('Timezone', 'spec.timeZone'),
    column('Suspend', (object) => (read(object, 'spec.suspend') === true ? 'True' : 'False')),
    { name: 'Active', type: 'integer', cell: (object) => sizeOf(read(object, 'status.active')) },
    text('Last Schedule', 'status.lastScheduleTime'),
    ageColumn,
  ],
  'policy/poddisruptionbudgets': [
    name,
    text('Min Available', 'spec.minAvailable', 'N/A'),
    text('Max Unavailable', 'spec.maxUnavailable', 'N/A'),
    number('Allowed Disruptions', 'status.disruptionsAllowed'),
    ageColumn,
  ],
  'networking.k8s.io/ingresses': [
    name,
    text('Class', 'spec.ingressClassName'),
    column(
      'Hosts',
      (object) => ((read(object, 'spec.rules') ?? []) as { host?: string }[]).map((rule) => rule.host ?? '*').join(',') || '*',
    ),
    column('Address', (object) => external(object).replace(/^<.*>$/, '')),
    column('Ports', (object) => (read(object, 'spec.tls') ? '80, 443' : '80')),
    ageColumn,
  ],
  'networking.k8s.io/ingressclasses': [name, text('Controller', 'spec.controller', ''), column('Parameters', () => '<none>'), ageColumn],
  'coordination.k8s.io/leases': [name, text('Holder', 'spec.holderIdentity', ''), ageColumn],
  'storage.k8s.io/storageclasses': [
    name,
    text('Provisioner', 'provisioner', ''),
    text('ReclaimPolicy', 'reclaimPolicy', 'Delete'),
    text('VolumeBindingMode', 'volumeBindingMode', 'Immediate'),
    column('AllowVolumeExpansion', (object) => String(object['allowVolumeExpansion'] === true)),
    ageColumn,
  ],
  'rbac.authorization.k8s.io/rolebindings': [name, column('Role', roleRef), ageColumn],
  'rbac.authorization.k8s.io/clusterrolebindings': [name, column('Role', roleRef), ageColumn],
}

function roleRef(object: KubeObject): string {
  return `${said(read(object, 'roleRef.kind'))}/${said(read(object, 'roleRef.name'))}`
}
