import type { LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Difference, Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { nodegroupChange, nodegroupIn, withNodegroup } from './nodegroup-change.ts'

/** Labels that a nodegroup is to have, and keys that it is not. */
export interface LabelWish {
  readonly nodegroup: FoundNodegroup
  readonly set?: Readonly<Record<string, string>>
  readonly unset?: readonly string[]
}

/** Nodegroups whose labels, and those of their nodes, are to be so. */
export const labelNodegroups = (cluster: LiveCluster, region: string, wishes: readonly LabelWish[]): Step[] =>
  wishes.map((wish) => labelled(cluster.name, region, wish))

function labelled(cluster: string, region: string, { nodegroup, set = {}, unset = [] }: LabelWish): Step {
  return nodegroupChange({
    name: `labels of ${nodegroup.name}`,
    cluster,
    region,
    nodegroup,
    wait: true,
    edits: [
      (deployed) => {
        const labels = Object.entries((nodegroupIn(deployed)['Labels'] ?? {}) as Record<string, string>)
        return withNodegroup(deployed, { Labels: { ...Object.fromEntries(labels.filter(([key]) => !unset.includes(key))), ...set } })
      },
    ],
    differences: ({ labels }) => [...lacking(labels, set), ...standing(labels, unset)],
    begin: (app, { labels }, signal) => {
      const [lacks, stands] = [lacking(labels, set), standing(labels, unset)]
      const changes = {
        ...(lacks.length > 0 && { addOrUpdateLabels: Object.fromEntries(lacks.map(({ path }) => [path, set[path] ?? ''])) }),
        ...(stands.length > 0 && { removeLabels: stands.map(({ path }) => path) }),
      }
      return app.nodegroups.configure(cluster, nodegroup.name, { labels: changes }, signal)
    },
  })
}

type Labels = LiveNodegroup['labels']

const lacking = (labels: Labels, set: Labels): Difference[] =>
  Object.entries(set).flatMap(([path, to]) => (labels[path] === to ? [] : [{ path, from: labels[path], to }]))

const standing = (labels: Labels, unset: readonly string[]): Difference[] =>
  unset.flatMap((path) => (labels[path] === undefined ? [] : [{ path, from: labels[path], to: undefined }]))
