import { type KubeObject, type ObjectStore, refOf } from './objects.ts'
import { labelSelectorOf, read } from './selectors.ts'

/** What a disruption budget allows now. */
export interface BudgetStatus {
  readonly expectedPods: number
  readonly desiredHealthy: number
  readonly currentHealthy: number
  readonly disruptionsAllowed: number
}

const budgetKind = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }
const podKind = { apiVersion: 'v1', kind: 'Pod' }

/** The budgets that select a pod. */
export function budgetsOf(store: ObjectStore, pod: KubeObject): KubeObject[] {
  const budgets = store.list(budgetKind, { namespace: pod.metadata.namespace })
  return budgets.filter((budget) => labelSelectorOf(read(budget, 'spec.selector'))(pod))
}

/** Counted from the pods as they are: those that are Ready and not being deleted are healthy. */
export function budgetStatus(store: ObjectStore, budget: KubeObject): BudgetStatus {
  const selects = labelSelectorOf(read(budget, 'spec.selector'))
  const pods = store.list(podKind, { namespace: budget.metadata.namespace }).filter(selects)
  const currentHealthy = pods.filter(isHealthy).length
  const wanted = expected(store, pods)
  const least = read(budget, 'spec.minAvailable')
  const most = read(budget, 'spec.maxUnavailable')
  const desiredHealthy = Math.max(0, most === undefined ? amount(least ?? 1, wanted) : wanted - amount(most, wanted))
  const expectedPods = most === undefined && !isShare(least) ? pods.length : wanted
  return { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed: Math.max(0, currentHealthy - desiredHealthy) }
}

/** Ready, and not on its way out. */
export function isHealthy(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp) return false
  const conditions = (read(pod, 'status.conditions') ?? []) as { type: string; status: string }[]
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}

/** Keeps the status of every budget as a controller would. Gives the way to stop. */
export function keepBudgets(store: ObjectStore): () => void {
  return store.onChange(({ object }) => {
    if (object.kind !== 'Pod' && object.kind !== budgetKind.kind) return
    for (const budget of store.list(budgetKind, { namespace: object.metadata.namespace })) {
      const status = { ...budgetStatus(store, budget), observedGeneration: budget.metadata.generation }
      store.change(refOf(budget), (draft) => (draft['status'] = { ...(draft['status'] as object | undefined), ...status }))
    }
  })
}

/** How many pods there should be: what their controllers want, and those without a controller. */
function expected(store: ObjectStore, pods: readonly KubeObject[]): number {
  const owners = new Map(
    pods.flatMap((pod) => (pod.metadata.ownerReferences ?? []).filter((one) => one.controller).map((one) => [one.uid, { ...one, pod }])),
  )
  const bare = pods.filter((pod) => !pod.metadata.ownerReferences?.some((one) => one.controller)).length
  const wanted = [...owners.values()].map(({ apiVersion, kind, name, uid, pod }) => {
    const owner = store.get({ apiVersion, kind, namespace: pod.metadata.namespace, name })
    const replicas = read(owner, 'spec.replicas')
    return typeof replicas === 'number'
      ? replicas
      : pods.filter((one) => one.metadata.ownerReferences?.some((ref) => ref.uid === uid)).length
  })
  return wanted.reduce((sum, one) => sum + one, bare)
}

function isShare(value: unknown): boolean {
  return typeof value === 'string' && value.endsWith('%')
}

/** Shares are rounded up. */
function amount(value: unknown, of: number): number {
  return isShare(value) ? Math.ceil((Number.parseInt(String(value), 10) / 100) * of) : Number(value)
}
