import type { App } from '../app.ts'
import type { KubeApi, KubeNode } from '../app/kubernetes.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { eksLabel, nodegroupLabel } from './nodes.ts'

/**
 * The nodes of a nodegroup, as Kubernetes has them. Those of EKS's own bear EKS's label; of the others a boot command of the user's own may
 * leave the label out: then they are known by their instances.
 */
export async function nodesInGroup(
  app: App,
  api: KubeApi,
  { name, kind, stack }: FoundNodegroup,
  signal: AbortSignal,
): Promise<KubeNode[]> {
  const found = await api.nodes(`${kind === 'managed' ? eksLabel : nodegroupLabel}=${name}`, signal)
  if (kind === 'managed' || found.length > 0 || stack === undefined) return found
  const group = await app.stacks.resource(stack.id, 'NodeGroup').catch(() => undefined)
  const groups = group === undefined ? [] : await app.groups.find([group])
  const instances = new Set(groups.flatMap((one) => one.instances.map(({ id }) => id)))
  if (instances.size === 0) return []
  return (await api.nodes('', signal)).filter(({ providerId }) => instances.has(providerId?.split('/').at(-1) ?? ''))
}
