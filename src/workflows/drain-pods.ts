import type { KubeApi, KubePod } from '../app/kubernetes.ts'
import { EksxError } from '../errors.ts'

/** What a drain does with a pod. */
export type Fate = 'leave' | 'evict'

const drainAnnotation = 'pod.alpha.kubernetes.io/drain'

/** Decides for each pod of a node whether it has to go; throws where one says that its node must not be drained. */
export async function fates(pods: readonly KubePod[], api: KubeApi, signal: AbortSignal): Promise<KubePod[]> {
  const decided = await Promise.all(pods.map(async (pod) => ((await fateOf(pod, api, signal)) === 'evict' ? [pod] : [])))
  return decided.flat()
}

/** Pods of a daemon set come back at once, and static ones belong to the kubelet: both stay, unless they are over or their owner is gone. */
async function fateOf(pod: KubePod, api: KubeApi, signal: AbortSignal): Promise<Fate> {
  const wish = pod.annotations[drainAnnotation]
  if (wish === 'ignore') return 'leave'
  if (wish === 'never') {
    throw new EksxError(
      'DrainForbidden',
      `pod ${pod.namespace}/${pod.name} says that its node must not be drained (annotation ${drainAnnotation}: never)`,
      {
        hint: 'remove the annotation or the pod, or go on with --drain=false',
      },
    )
  }
  if (pod.owner?.kind === 'DaemonSet') {
    const over = pod.phase === 'Succeeded' || pod.phase === 'Failed'
    return over || !(await api.daemonSetExists(pod.namespace, pod.owner.name, signal)) ? 'evict' : 'leave'
  }
  return pod.mirror ? 'leave' : 'evict'
}
