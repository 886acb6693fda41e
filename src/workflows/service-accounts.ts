import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeApi, Manifest, ObjectMarks } from '../app/kubernetes.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import type { ServiceAccount } from '../config/schema/cluster-config.ts'
import type { Sight, Step } from '../plan/step.ts'
import { isOurs } from '../survey/doomed-identities.ts'
import { serviceAccountStackName } from '../tables/stack-names.ts'
import { roleOf, serviceAccountRole, type IdentityPlace } from './role-stacks.ts'

/** Service accounts whose pods have roles of their own: for each its role, then the account with the role's ARN. */
export function serviceAccountSteps(place: IdentityPlace, accounts: readonly ServiceAccount[], after: readonly Step[]): Step[] {
  return accounts.flatMap((account) => {
    const { namespace = 'default', name = '', labels, annotations } = account.metadata ?? {}
    const given = account.attachRoleARN || undefined
    const role = given === undefined ? [serviceAccountRole(place, account, after)] : []
    if (account.roleOnly === true) return role
    const arn = async (app: App): Promise<string> => given ?? roleOf(app, serviceAccountStackName(place.cluster.name, namespace, name))
    const marks = async (app: App): Promise<ObjectMarks> => ({
      labels: { ...labels, ...ours },
      annotations: { ...annotations, 'eks.amazonaws.com/role-arn': await arn(app) },
    })
    return [...role, kubeAccount(place, { namespace, name, marks }, [...after, ...role])]
  })
}

/** The label by which eksctl knows what it made. */
const ours = { 'app.kubernetes.io/managed-by': 'eksctl' }

/** A service account without a role of its own: pods get one through the agent. */
export const plainServiceAccount = (place: IdentityPlace, namespace: string, name: string, after: readonly Step[]): Step =>
  kubeAccount(place, { namespace, name, marks: async () => ({ labels: ours }) }, after)

interface AccountWish {
  readonly namespace: string
  readonly name: string
  readonly marks: (app: App) => Promise<ObjectMarks>
}

/** A service account in Kubernetes with at least these labels and annotations; its namespace is made where it is missing. */
function kubeAccount(place: IdentityPlace, { namespace, name, marks }: AccountWish, after: readonly Step[]): Step {
  const account: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }
  let unread = place.fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const live = unread ? undefined : await app.clusters.find(place.cluster.name)
    unread = false
    if (live?.endpoint === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const found = await app.kube.connect(live).object(account, signal)
    // The role may still have to be made: then what is there cannot name it.
    const wanted = await marks(app).catch(() => undefined)
    return found !== undefined && wanted !== undefined && bears(found.metadata, wanted)
      ? { so: true }
      : { so: false, change: { kind: 'create' } }
  }

  return {
    name: `service account ${namespace}/${name}`,
    after,
    usual: 1_000,
    look,
    act: async (_change, app, { signal }) => {
      const api = app.kube.connect((await place.standing(app)).cluster)
      await namespaced(api, namespace, signal)
      const wanted = await marks(app)
      if (await api.createObject({ ...account, metadata: { ...account.metadata, ...wanted } }, signal)) return
      await api.mergeMetadata(account, wanted, signal)
    },
  }
}

/** A service account in Kubernetes that goes where eksctl or eksx made it, and else stays. */
export function goneServiceAccount(cluster: LiveCluster, account: AccountName, after: readonly Step[]): Step {
  const { namespace, name } = account
  const manifest: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }
  return {
    name: `service account ${accountText(account)}`,
    after,
    usual: 1_000,
    look: async (app, signal) => {
      const found = await app.kube.connect(cluster).object(manifest, signal)
      return isOurs(found) ? { so: false, change: { kind: 'delete' } } : { so: true }
    },
    act: (_change, app, { signal }) => app.kube.connect(cluster).deleteObject(manifest, signal),
  }
}

async function namespaced(api: KubeApi, name: string, signal: AbortSignal): Promise<void> {
  const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
  if ((await api.object(namespace, signal)) === undefined) await api.createObject(namespace, signal)
}

const bears = (found: ObjectMarks, wanted: ObjectMarks): boolean =>
  (['labels', 'annotations'] as const).every((kind) =>
    Object.entries(wanted[kind] ?? {}).every(([key, value]) => found[kind]?.[key] === value),
  )
