import type { Hold, KubeApi, KubePod } from '../app/kubernetes.ts'
import { EksxError } from '../errors.ts'

const drainAnnotation = 'pod.alpha.kubernetes.io/drain'

/** Whether a daemon set is there. Asked once for a drain: every node has a pod of each. */
export type DaemonSetThere = (namespace: string, name: string) => Promise<boolean>

export function daemonSets(api: KubeApi, signal: AbortSignal): DaemonSetThere {
  const known = new Map<string, Promise<boolean>>()
  return (namespace, name) => {
    const key = `${namespace}/${name}`
    const answer = known.get(key) ?? api.daemonSetExists(namespace, name, signal)
    known.set(key, answer)
    return answer
  }
}

/** The pods of a node that have to go; throws where one says that its node must not be drained. */
export async function toGo(pods: readonly KubePod[], isThere: DaemonSetThere): Promise<KubePod[]> {
  const decided = await Promise.all(pods.map(async (pod) => ((await mustGo(pod, isThere)) ? [pod] : [])))
  return decided.flat()
}

/** Pods of a daemon set come back at once, and static ones belong to the kubelet: both stay, unless they are over or their owner is gone. */
async function mustGo(pod: KubePod, isThere: DaemonSetThere): Promise<boolean> {
  const wish = pod.annotations[drainAnnotation]
  if (wish === 'ignore') return false
  if (wish === 'never') {
    throw new EksxError(
      'DrainForbidden',
      `pod ${nameOf(pod)} says that its node must not be drained (annotation ${drainAnnotation}: never)`,
      { hint: 'remove the annotation, or the pod' },
    )
  }
  if (pod.owner?.kind !== 'DaemonSet') return !pod.mirror
  return pod.phase === 'Succeeded' || pod.phase === 'Failed' || !(await isThere(pod.namespace, pod.owner.name))
}

/** What should be known of pods before they go, and of those that stay though they could. */
export function remarks(pods: readonly KubePod[]): string[] {
  const over = (pod: KubePod): boolean => pod.phase === 'Succeeded' || pod.phase === 'Failed'
  const left = pods.filter((pod) => pod.annotations[drainAnnotation] === 'ignore')
  const lone = pods.filter((pod) => pod.owner === undefined && !pod.mirror && !left.includes(pod) && !over(pod))
  return [
    ...(left.length === 0 ? [] : [`${namesOf(left)} ${left.length === 1 ? 'stays' : 'stay'} (annotation ${drainAnnotation}: ignore)`]),
    ...(lone.length === 0 ? [] : [`nothing brings ${namesOf(lone)} back: no controller keeps ${lone.length === 1 ? 'it' : 'them'}`]),
  ]
}

/** A pod and what holds it. */
export interface HeldPod {
  readonly pod: KubePod
  readonly hold: Hold
}

/** Which budget blocks which pods, and what it asks for: `budget default/web allows no eviction of default/web-1 (needs 2 …)`. */
export function heldText(held: readonly HeldPod[]): string {
  const byBudget = Map.groupBy(held, ({ pod, hold }) => `${pod.namespace}/${hold.budget ?? ''} ${hold.why}`)
  return [...byBudget.values()]
    .map((one) => `${budgetOf(one[0])} allows 0 evictions now and holds ${namesOf(one.map(({ pod }) => pod))} (${one[0]?.hold.why})`)
    .join('; ')
}

const budgetOf = (one: HeldPod | undefined): string =>
  one?.hold.budget === undefined ? 'a disruption budget' : `disruption budget ${one.pod.namespace}/${one.hold.budget}`

const nameOf = ({ namespace, name }: KubePod): string => `${namespace}/${name}`

/** Names of pods, the first few of many. */
export function namesOf(pods: readonly KubePod[]): string {
  const names = pods.map(nameOf)
  return names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ')
}
