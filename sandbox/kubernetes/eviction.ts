import { budgetsOf, budgetStatus, isHealthy } from './budgets.ts'
import { type Answer, bodyOf, type Exchange, isDryRun } from './exchange.ts'
import { KubeFailure, notFound } from './failure.ts'
import { type KubeObject, refOf } from './objects.ts'
import { requireSame } from './operations.ts'
import { read, textAt } from './selectors.ts'
import type { Target } from './target.ts'

/** POST …/pods/x/eviction: deletes the pod where every budget allows it, else 429 naming the budget. */
export function evict(exchange: Exchange, { namespace, name = '' }: Target): Answer {
  const { store } = exchange.api
  const pod = store.get({ apiVersion: 'v1', kind: 'Pod', namespace, name })
  if (!pod) throw notFound({ group: '', plural: 'pods' }, name)
  const options = read(bodyOf(exchange), 'deleteOptions')
  const grace = read(options, 'gracePeriodSeconds')
  requireSame(exchange, pod, read(options, 'preconditions'))
  if (needsLeave(pod)) askBudgets(exchange, pod)
  if (!isDryRun(exchange)) store.remove(refOf(pod), { graceSeconds: typeof grace === 'number' ? grace : undefined })
  return { status: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } }
}

/** A pod that has ended, has not begun, or is going already disrupts nobody. */
function needsLeave(pod: KubeObject): boolean {
  return !pod.metadata.deletionTimestamp && !['Succeeded', 'Failed', 'Pending'].includes(textAt(pod, 'status.phase'))
}

function askBudgets({ api: { store } }: Exchange, pod: KubeObject): void {
  const [budget, ...more] = budgetsOf(store, pod)
  if (!budget) return
  if (more.length > 0) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
    throw new KubeFailure(500, 'InternalError', message, { details: { causes: [{ reason: 'UnexpectedServerResponse', message }] } })
  }
  const { disruptionsAllowed, desiredHealthy, currentHealthy } = budgetStatus(store, budget)
  if (!isHealthy(pod) && mayGoUnhealthy(budget, currentHealthy >= desiredHealthy && desiredHealthy > 0)) return
  if (disruptionsAllowed > 0) return
  const message = `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  const details = { causes: [{ reason: 'DisruptionBudget', message }] }
  throw new KubeFailure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", { details })
}

/** `unhealthyPodEvictionPolicy`: pods that serve nobody may always go, or while enough others serve. */
function mayGoUnhealthy(budget: KubeObject, enoughHealthy: boolean): boolean {
  return read(budget, 'spec.unhealthyPodEvictionPolicy') === 'AlwaysAllow' || enoughHealthy
}
