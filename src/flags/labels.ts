import { isReserved, reservedLabel, wrongLabel } from '../config/rules/node-labels.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { type Given, map, slice, string } from '../flags.ts'
import { badFlag, type FileRules } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, clusterFlags, configFlags, regionFlags, timeoutFlags } from './groups.ts'

const nodegroup = string({ char: 'n', summary: 'name of the managed nodegroup' })

/** Flags of set labels. */
export const setLabelsFlags = {
  ...clusterFlags,
  nodegroup,
  labels: map({ char: 'l', summary: 'labels to set, as key=value' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** A nodegroup may be named beside a file: it picks one of the file's. */
export const setLabelsFile: FileRules = { without: ['cluster', 'labels', 'region', 'support-type', 'version'] }

/** Flags of unset labels. */
export const unsetLabelsFlags = {
  ...clusterFlags,
  nodegroup,
  labels: slice({ char: 'l', summary: 'keys of the labels to take away' }),
  ...regionFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

type Labels = Readonly<Record<string, string>>

/** The labels that a line sets. Throws where it sets none, or one that Kubernetes does not take. */
export function labelsOf({ labels = {} }: Given<typeof setLabelsFlags>): Labels {
  if (Object.keys(labels).length === 0) throw badFlag('--labels must be set')
  for (const [key, value] of Object.entries(labels)) {
    const wrong = wrongLabel(key, value) ?? (isReserved(key) ? reservedLabel : undefined)
    if (wrong !== undefined) throw badFlag(`--labels: ${key}: ${wrong}`)
  }
  return labels
}

/** The labels that a file states, by nodegroup: of all, or of the one that is named. Throws where the file lacks it. */
export function labelsInFile({ managedNodeGroups = [] }: ClusterConfig, only: string | undefined): ReadonlyMap<string, Labels> {
  const wanted = managedNodeGroups.filter(({ name }) => only === undefined || name === only)
  if (wanted.length > 0) return new Map(wanted.map(({ name, labels = {} }) => [name, labels]))
  throw badFlag(
    `--nodegroup=${only}: the file has no such managed nodegroup`,
    `it has ${managedNodeGroups.map(({ name }) => name).join(', ')}`,
  )
}

/** The keys that a line takes away. */
export function keysOf({ labels = [] }: Given<typeof unsetLabelsFlags>): readonly string[] {
  if (labels.length === 0) throw badFlag('--labels must be set')
  return labels
}
