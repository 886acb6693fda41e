import type { KubeObject } from './objects.ts'
import { isObject } from './patch.ts'

type Fields = Record<string, unknown>

/** What the API server itself fills in before it stores: defaults, and what a kind derives from its fields. */
export function prepared(object: KubeObject, before: KubeObject | undefined): KubeObject {
  const fill = before ? undefined : fills[object.kind]
  return fill ? fill(object) : object.kind === 'Secret' ? secret(object) : object
}

const fills: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  Namespace: (object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }),
  Pod: (object) => ({
    ...object,
    spec: podSpec(object['spec']),
    status: { phase: 'Pending', qosClass: 'BestEffort', ...fields(object['status']) },
  }),
  Service: (object) => ({ ...object, spec: serviceSpec(object), status: { loadBalancer: {} } }),
  Secret: secret,
  Deployment: (object) =>
    replicated(object, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } } }),
  ReplicaSet: (object) => replicated(object, {}),
  ReplicationController: (object) => replicated(object, {}),
  StatefulSet: (object) => replicated(object, { podManagementPolicy: 'OrderedReady' }),
  DaemonSet: (object) => ({
    ...object,
    spec: {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
      ...templated(object),
    },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  }),
  Job: (object) => ({ ...object, spec: { completions: 1, parallelism: 1, backoffLimit: 6, ...templated(object) }, status: {} }),
  CustomResourceDefinition: (object) => ({ ...object, status: established(object) }),
}

function replicated(object: KubeObject, more: Fields): KubeObject {
  return { ...object, spec: { replicas: 1, revisionHistoryLimit: 10, ...more, ...templated(object) }, status: { replicas: 0 } }
}

function templated(object: KubeObject): Fields {
  const spec = fields(object['spec'])
  const template = fields(spec['template'])
  return { ...spec, template: { ...template, spec: podSpec(template['spec'], false) } }
}

function podSpec(spec: unknown, withAccount = true): Fields {
  const stated = fields(spec)
  const account = stated['serviceAccountName'] ?? stated['serviceAccount'] ?? 'default'
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    ...(withAccount && { serviceAccountName: account, serviceAccount: account }),
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...stated,
  }
}

/** A cluster address out of EKS's usual service range, drawn from the service's name. */
function serviceSpec({ metadata, spec }: KubeObject): Fields {
  const stated = fields(spec)
  const sum = Buffer.from(`${metadata.namespace}/${metadata.name}`).reduce((total, byte) => (total * 31 + byte) % 65_000, 7)
  const address = stated['type'] === 'ExternalName' ? undefined : `10.100.${sum >> 8}.${(sum % 254) + 1}`
  const ports = Array.isArray(stated['ports']) ? stated['ports'].filter(isObject) : []
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...(address && { clusterIP: address, clusterIPs: [stated['clusterIP'] ?? address] }),
    ...stated,
    ports: ports.map((port) => ({ protocol: 'TCP', targetPort: port['port'], ...port })),
  }
}

function secret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object
  const encoded = Object.entries(fields(stringData)).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')])
  const data = { ...fields(rest['data']), ...Object.fromEntries(encoded) }
  return { ...rest, ...(Object.keys(data).length > 0 && { data }), type: rest['type'] ?? 'Opaque' }
}

function established(object: KubeObject): Fields {
  const spec = fields(object['spec'])
  const versions = (spec['versions'] ?? []) as { name: string; storage?: boolean }[]
  const conditions = [
    { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
    { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
  ]
  return { conditions, acceptedNames: spec['names'], storedVersions: versions.filter(({ storage }) => storage).map(({ name }) => name) }
}

function fields(value: unknown): Fields {
  return isObject(value) ? value : {}
}
