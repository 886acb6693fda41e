import type { App } from '../app.ts'
import type { EksxError } from '../errors.ts'
import { nodegroupStackName } from '../tables/stack-names.ts'
import { ownStack } from './live.ts'
import { notManaged } from './managed-nodegroup.ts'
import { nodegroupMissing } from './missing.ts'
import type { Look } from './part-list.ts'

/** The labels that a nodegroup gives its nodes, with eksctl's words. */
export interface ListedLabels {
  readonly Cluster: string
  readonly NodeGroup: string
  readonly Labels: Readonly<Record<string, string>>
}

/** The labels of a cluster's managed nodegroups. Throws where the one that is named is not there, or EKS does not manage it. */
export async function listedLabels({ app, cluster: { name: cluster }, only, chunk }: Look): Promise<ListedLabels[]> {
  const names = only === undefined ? await app.nodegroups.list(cluster, chunk) : [only]
  const found = await Promise.all(names.map((name) => app.nodegroups.find(cluster, name)))
  const there = found.filter((one) => one !== undefined)
  if (only !== undefined && there.length === 0) throw await whyNot(app, cluster, only)
  return there.map(({ name, labels }) => ({ Cluster: cluster, NodeGroup: name, Labels: labels }))
}

async function whyNot(app: App, cluster: string, name: string): Promise<EksxError> {
  const stack = await ownStack(app, cluster, nodegroupStackName(cluster, name))
  if (stack === undefined) return nodegroupMissing(name, cluster, app.regionName)
  return notManaged(name, `its nodes show their labels: kubectl get nodes -l alpha.eksctl.io/nodegroup-name=${name} --show-labels`)
}
