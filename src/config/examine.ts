import type { Complaint } from './complaint.ts'
import type { Config } from './config.ts'
import { fillCluster, fillFlagSkeleton, fillNewCluster, normalise } from './defaults.ts'
import type { Facts, KnownVersion, LiveVersion } from './facts.ts'
import { fillFlagNodegroup, fillManaged, fillManagedSizes, fillSelfManaged, spellFamily } from './nodegroup-defaults.ts'
import { nodegroupName } from './nodegroup-name.ts'
import { identityRules } from './rules/metadata.ts'
import {
  clusterRules,
  earlyRules,
  finalRules,
  managedNodegroupRules,
  ownRules,
  sectionRules,
  selfManagedNodegroupRules,
} from './rules/order.ts'
import { judge, type Rule } from './rules/rule.ts'
import type { ClusterConfig } from './schema/cluster-config.ts'
import { judgeVersion, resolveVersion, warnOfSkew } from './version.ts'

/** What a survey adds to the config. Nothing of it is known when a file is read. */
export interface Known {
  readonly versions?: readonly KnownVersion[] | undefined
  readonly live?: LiveVersion | undefined
}

/** A config with its defaults, and all that is to say about it. */
export interface Draft {
  readonly cluster: ClusterConfig
  readonly version: string | undefined
  readonly complaints: readonly Complaint[]
}

/** What is wrong with a config by itself, without a look at AWS. What is worth a warning is said when it is settled; a section never is. */
export function examine(config: Config): Complaint[] {
  return draft(config, {}).complaints.filter(({ severity }) => severity === 'error' || config.purpose in sectionRules)
}

/**
 * Fills in the defaults and asks every rule, in the order that decides what a rule gets to see: cluster first; self-managed
 * nodegroups are judged as written and then filled in, managed ones the other way round.
 */
export function draft(config: Config, known: Known): Draft {
  const cluster = structuredClone(config.stated)
  const resolved = resolveVersion(cluster.metadata.version, { purpose: config.purpose, versions: known.versions, live: known.live })
  const facts: Facts = {
    purpose: config.purpose,
    origin: config.origin,
    cluster,
    version: resolved.version,
    versionIsDefault: resolved.isDefault,
    versions: known.versions,
    live: known.live,
  }
  const complaints: Complaint[] = []
  const ask = <Subject>(rules: readonly Rule<Subject>[], subject: Subject, path = '') =>
    complaints.push(...judge(rules, subject, path, facts, config.source))
  const isNew = config.purpose === 'create cluster'

  ask(identityRules, cluster)
  const section = sectionRules[config.purpose]
  if (section !== undefined) {
    ask(section, cluster)
    return { cluster, version: resolved.version, complaints }
  }
  nameNodegroups(config, cluster)
  if (config.origin === 'flags') fillFlags(cluster, isNew)
  ask(isNew ? earlyRules : (ownRules[config.purpose] ?? []), cluster)
  ask(
    [
      { id: 'V251', check: (_, all) => judgeVersion(resolved, all) },
      { id: 'D13', warning: true, check: (_, all) => warnOfSkew(resolved, all) },
    ],
    cluster,
  )
  if (resolved.version !== undefined) cluster.metadata.version = resolved.version
  if (isNew) fillNewCluster(cluster)
  fillCluster(cluster)
  ask(clusterRules, cluster)
  normalise(cluster)
  cluster.nodeGroups?.forEach((nodegroup, i) => {
    spellFamily(nodegroup)
    ask(selfManagedNodegroupRules, nodegroup, `nodeGroups[${i}]`)
    fillSelfManaged(nodegroup, cluster, resolved.version)
  })
  cluster.managedNodeGroups?.forEach((nodegroup, i) => {
    spellFamily(nodegroup)
    fillManaged(nodegroup, cluster)
    fillManagedSizes(nodegroup)
    ask(managedNodegroupRules, nodegroup, `managedNodeGroups[${i}]`)
  })
  if (isNew) ask(finalRules, cluster)
  return { cluster, version: resolved.version, complaints }
}

/** Flags can leave a nodegroup of a new cluster without a name; a file cannot. */
function nameNodegroups({ origin, purpose }: Config, { metadata, nodeGroups = [], managedNodeGroups = [] }: ClusterConfig): void {
  if (origin !== 'flags' || purpose !== 'create cluster') return
  for (const [i, nodegroup] of [...managedNodeGroups, ...nodeGroups].entries()) nodegroup.name ||= nodegroupName(metadata.name, i)
}

function fillFlags(cluster: ClusterConfig, isNew: boolean): void {
  if (isNew) fillFlagSkeleton(cluster)
  cluster.nodeGroups?.forEach((nodegroup) => fillFlagNodegroup(nodegroup, 'self-managed'))
  cluster.managedNodeGroups?.forEach((nodegroup) => fillFlagNodegroup(nodegroup, 'managed'))
}
