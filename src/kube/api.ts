import type { Hold, KubeApi, KubeDeployment, KubeNode, KubePod, Manifest, MarkedObject } from '../app/kubernetes.ts'
import { EksxError } from '../errors.ts'
import { client, type Client, type ClientOptions, isHeldBack, type Reply } from './client.ts'
import { refused } from './failures.ts'

/** The Kubernetes API of one cluster. 401 and 403 end with exit 5, a network that does not lead there with `ClusterUnreachable`. */
export function kubeApi(options: ClientOptions): KubeApi {
  const api = client(options)
  const fail = (reply: Reply) => refused(options.cluster, reply)

  /** Deleting what is gone already is done. */
  async function remove(where: string, body: object | undefined, signal: AbortSignal): Promise<void> {
    const reply = await api.call({ method: 'DELETE', path: where, ...(body && { body }), signal })
    if (reply.status >= 400 && !isGone(reply)) throw fail(reply)
  }

  async function evicted(
    pod: KubePod,
    graceSeconds: number | undefined,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Hold | undefined> {
    const { name, namespace } = pod
    const body = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      deleteOptions: deleteOptions(pod, graceSeconds),
    }
    const reply = await api.call({ method: 'POST', path: `${podPath(pod)}/eviction`, query, body, signal })
    if (reply.status === 429 && isHeldBack(reply.body)) return holdOf(reply)
    if (reply.status === 500 && /more than one PodDisruptionBudget/.test(String(reply.body['message']))) throw twoBudgets(pod)
    if (reply.status >= 400 && !isGone(reply)) throw fail(reply)
    return undefined
  }

  async function setUnschedulable(node: string, unschedulable: true | null, signal: AbortSignal): Promise<void> {
    await api.find({
      method: 'PATCH',
      path: path('/api/v1/nodes', node),
      body: { spec: { unschedulable } },
      contentType: strategic,
      signal,
    })
  }

  return {
    version: (signal) => versionOf(api, signal),
    nodes: async (selector, signal) =>
      (await api.list('/api/v1/nodes', { labelSelector: selector }, signal)).map((node) => nodeOf(node as unknown as NodeObject)),
    podsOn: async (node, signal) => {
      const pods = await api.list('/api/v1/pods', { fieldSelector: `spec.nodeName=${node}` }, signal)
      return pods.map((pod) => podOf(pod as unknown as PodObject))
    },
    cordon: (node, signal) => setUnschedulable(node, true, signal),
    // Taken away, as the field is absent from nodes that were never cordoned.
    uncordon: (node, signal) => setUnschedulable(node, null, signal),
    evict: (pod, graceSeconds, signal) => evicted(pod, graceSeconds, {}, signal),
    holdOn: (pod, signal) => evicted(pod, undefined, { dryRun: 'All' }, signal),
    deletePod: (pod, graceSeconds, signal) =>
      remove(podPath(pod), { apiVersion: 'v1', kind: 'DeleteOptions', ...deleteOptions(pod, graceSeconds) }, signal),
    daemonSetExists: async (namespace, name, signal) =>
      (await api.find({ method: 'GET', path: appsPath(namespace, 'daemonsets', name), signal })) !== undefined,
    deleteDaemonSet: (namespace, name, signal) => remove(appsPath(namespace, 'daemonsets', name), undefined, signal),
    deployment: async (namespace, name, signal) => {
      const found = await api.find({ method: 'GET', path: appsPath(namespace, 'deployments', name), signal })
      return found && deploymentOf(found)
    },
    balanced: async (signal) => {
      const { balancedIn } = await import('./balanced.ts')
      return balancedIn(api, signal)
    },
    configMap: async (namespace, name, signal) => {
      const found = await api.find({ method: 'GET', path: configMapPath(namespace, name), signal })
      return found && ((found['data'] ?? {}) as Record<string, string>)
    },
    object: async (one, signal) =>
      (await api.find({ method: 'GET', path: path(collectionOf(one), one.metadata.name), signal })) as Manifest | undefined,
    objects: async ({ apiVersion, kind }, signal) => {
      const items = await api.list(collectionOf({ apiVersion, kind, metadata: { name: '' } }), {}, signal)
      return items.map((item) => ({ ...item, apiVersion, kind }) as unknown as Manifest)
    },
    eachPage: async (kind, visit, signal) => {
      for await (const page of api.marks(collectionOf({ ...kind, metadata: { name: '' } }), signal)) await visit(page.map(markedOf))
    },
    deleteObject: (one, signal) => remove(path(collectionOf(one), one.metadata.name), undefined, signal),
    createObject: async (one, signal) => {
      const reply = await api.call({ method: 'POST', path: collectionOf(one), body: one, signal })
      if (reply.status >= 400 && reply.status !== 409) throw fail(reply)
      return reply.status < 400
    },
    writeConfigMap: (namespace, name, keys, signal) => writeConfigMap(api, fail, { namespace, name, keys }, signal),
    mergeMetadata: async (one, metadata, signal) => {
      const where = path(collectionOf(one), one.metadata.name)
      const reply = await api.call({
        method: 'PATCH',
        path: where,
        body: { metadata },
        contentType: 'application/merge-patch+json',
        signal,
      })
      if (reply.status >= 400) throw fail(reply)
    },
    patchObject: async (one, patch, signal) => {
      const where = path(collectionOf(one), one.metadata.name)
      const reply = await api.call({ method: 'PATCH', path: where, body: patch, contentType: strategic, signal })
      if (reply.status >= 400 && reply.status !== 404) throw fail(reply)
      return reply.status !== 404
    },
    dropManager: async (one, manager, signal) => {
      const where = path(collectionOf(one), one.metadata.name)
      const { metadata } = ((await api.find({ method: 'GET', path: where, signal })) ?? {}) as { metadata?: Managed }
      const { managedFields = [], resourceVersion } = metadata ?? {}
      const left = managedFields.filter((entry) => entry.manager !== manager)
      if (left.length === managedFields.length) return false
      // An empty list would say nothing; a list of nothing takes all back.
      const body = { metadata: { resourceVersion, managedFields: left.length === 0 ? [{}] : left } }
      const reply = await api.call({ method: 'PATCH', path: where, body, contentType: 'application/merge-patch+json', signal })
      if (reply.status >= 400) throw fail(reply)
      return true
    },
  }
}

function markedOf(item: Record<string, unknown>): MarkedObject {
  const { namespace = '', name, creationTimestamp = '', annotations = {} } = item['metadata'] as Metadata
  return { namespace, name, created: Date.parse(creationTimestamp), annotations }
}

/** What an object says of its managers. */
interface Managed {
  readonly managedFields?: readonly { readonly manager?: string }[]
  readonly resourceVersion?: string
}

const strategic = 'application/strategic-merge-patch+json'

/** Not there, or another of the same name has taken its place. */
function isGone({ status }: Reply): boolean {
  return status === 404 || status === 409
}

/** Kubernetes names the budget in a cause's message only: `The disruption budget web needs 2 healthy pods and has 2 currently`. */
function holdOf({ body }: Reply): Hold {
  const { causes = [] } = (body['details'] ?? {}) as { causes?: readonly { reason?: string; message?: string }[] }
  const text = causes.find(({ reason }) => reason === 'DisruptionBudget')?.message ?? String(body['message'])
  const [, budget, why = text] = /^The disruption budget (\S+) (.+?)\.?$/s.exec(text) ?? []
  return { budget, why }
}

const twoBudgets = ({ namespace, name }: KubePod): EksxError =>
  new EksxError('TwoBudgets', `pod ${namespace}/${name} has more than one disruption budget, so Kubernetes never evicts it`, {
    hint: `leave it one (kubectl get poddisruptionbudgets --namespace ${namespace}), or go on with --disable-eviction`,
  })

/** An answer of any kind counts as reached, but only one that may be given tells the version. */
async function versionOf(api: Client, signal: AbortSignal): Promise<string | undefined> {
  try {
    const found = await api.find({ method: 'GET', path: '/version', signal, patience: 0 })
    return typeof found?.['gitVersion'] === 'string' ? found['gitVersion'] : undefined
  } catch (error) {
    if (error instanceof EksxError && error.code === 'ClusterUnreachable') return undefined
    throw error
  }
}

interface ConfigMapWish {
  readonly namespace: string
  readonly name: string
  readonly keys: Readonly<Record<string, string>>
}

/** Reads, then writes over exactly what was read; whoever writes in between makes it start again. */
async function writeConfigMap(
  api: Client,
  fail: (reply: Reply) => Error,
  { namespace, name, keys }: ConfigMapWish,
  signal: AbortSignal,
): Promise<void> {
  const one = configMapPath(namespace, name)
  for (let tries = 0; ; tries += 1) {
    const found = await api.find({ method: 'GET', path: one, signal })
    const body = found
      ? { ...found, data: { ...(found['data'] as object | undefined), ...keys } }
      : { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: keys }
    const reply = await api.call({ method: found ? 'PUT' : 'POST', path: found ? one : one.slice(0, one.lastIndexOf('/')), body, signal })
    if (reply.status < 400) return
    if (reply.status !== 409 || tries >= 4) throw fail(reply)
  }
}

function path(collection: string, name: string): string {
  return `${collection}/${encodeURIComponent(name)}`
}

/** `/apis/apps/v1/namespaces/kube-system/daemonsets`: Kubernetes' own kinds are plural with an s. */
function collectionOf({ apiVersion, kind, metadata: { namespace } }: Manifest): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const within = namespace === undefined ? root : `${root}/namespaces/${encodeURIComponent(namespace)}`
  return `${within}/${pluralOf(kind.toLowerCase())}`
}

/** As Kubernetes forms the names of its resources: ingresses, policies, gateways. */
function pluralOf(kind: string): string {
  if (kind.endsWith('s')) return `${kind}es`
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`
}

function podPath({ namespace, name }: KubePod): string {
  return path(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`, name)
}

function appsPath(namespace: string, plural: string, name: string): string {
  return path(`/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/${plural}`, name)
}

function configMapPath(namespace: string, name: string): string {
  return path(`/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`, name)
}

/** Exactly this pod, not one that has its name by now. */
function deleteOptions({ uid }: KubePod, graceSeconds: number | undefined): object {
  return { ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }), preconditions: { uid } }
}

interface Metadata {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly creationTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean }[]
}

interface NodeObject {
  readonly metadata: Metadata
  readonly spec?: { readonly unschedulable?: boolean; readonly providerID?: string }
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly nodeInfo?: { readonly kubeletVersion?: string }
  }
}

interface PodObject {
  readonly metadata: Metadata
  readonly spec?: {
    readonly nodeName?: string
    readonly terminationGracePeriodSeconds?: number
    readonly volumes?: readonly { readonly emptyDir?: { readonly medium?: string } | null }[]
  }
  readonly status?: { readonly phase?: string }
}

interface DeploymentObject {
  readonly spec?: { readonly replicas?: number; readonly template?: { readonly metadata?: Metadata } }
  readonly status?: { readonly readyReplicas?: number }
}

function nodeOf({ metadata, spec, status }: NodeObject): KubeNode {
  return {
    name: metadata.name,
    ready: status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false,
    labels: metadata.labels ?? {},
    unschedulable: spec?.unschedulable ?? false,
    providerId: spec?.providerID,
    kubeletVersion: status?.nodeInfo?.kubeletVersion,
  }
}

function podOf({ metadata, spec, status }: PodObject): KubePod {
  const { name, namespace = '', uid = '', annotations = {} } = metadata
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  return {
    namespace,
    name,
    uid,
    node: spec?.nodeName,
    phase: status?.phase ?? '',
    annotations,
    owner: owner && { kind: owner.kind, name: owner.name },
    mirror: 'kubernetes.io/config.mirror' in annotations,
    localStorage: spec?.volumes?.some(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory') ?? false,
    graceSeconds: spec?.terminationGracePeriodSeconds,
  }
}

function deploymentOf({ spec, status }: DeploymentObject): KubeDeployment {
  return {
    replicas: spec?.replicas ?? 1,
    readyReplicas: status?.readyReplicas ?? 0,
    podAnnotations: spec?.template?.metadata?.annotations ?? {},
  }
}
