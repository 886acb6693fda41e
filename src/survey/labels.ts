import type { App } from '../app.ts'
import type { FoundNodegroup } from './nodegroups.ts'

type Labels = Readonly<Record<string, string>>

/** Labels to set on nodegroups; `kept` tells of those that have another value and stay as they are. */
export interface NewLabels {
  readonly wishes: readonly { readonly nodegroup: FoundNodegroup; readonly set: Labels }[]
  readonly kept: readonly string[]
}

/** Which labels are to be set. A file only adds: a label that a nodegroup has keeps its value, as in eksctl. */
export async function newLabels(
  app: App,
  cluster: string,
  nodegroups: readonly FoundNodegroup[],
  labels: ReadonlyMap<string, Labels>,
  addOnly: boolean,
): Promise<NewLabels> {
  const found = await Promise.all(
    nodegroups.map(async (nodegroup) => {
      const stated = Object.entries(labels.get(nodegroup.name) ?? {})
      const live = addOnly ? ((await app.nodegroups.find(cluster, nodegroup.name))?.labels ?? {}) : {}
      const others = stated.filter(([key, value]) => live[key] !== undefined && live[key] !== value)
      const set = Object.fromEntries(stated.filter((one) => !others.includes(one)))
      return { nodegroup, set, kept: others.map(([key, value]) => keptText(nodegroup.name, key, live[key] ?? '', value)) }
    }),
  )
  return { wishes: found.filter(({ set }) => Object.keys(set).length > 0), kept: found.flatMap(({ kept }) => kept) }
}

const keptText = (nodegroup: string, key: string, live: string, stated: string): string =>
  `label ${key} of ${nodegroup} stays "${live}": a file only adds labels; --labels ${key}=${stated} changes it`
