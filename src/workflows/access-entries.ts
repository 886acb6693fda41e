import { accessEntryTemplate } from '#templates/access-entry.ts'
import { accessEntryStack } from '#templates/stack.ts'
import type { Nodegroup } from '../config/cluster.ts'
import type { AccessEntry } from '../config/schema/cluster-config.ts'
import type { Sight, Step } from '../plan/step.ts'
import { amiFamily, defaultAmiFamily } from '../tables/ami-families.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { newStack } from './new-stack.ts'
import type { IdentityPlace } from './role-stacks.ts'
import { templateDifferences } from './template-differences.ts'

/** Who may come in: a stack for each principal. */
export const accessEntrySteps = (place: IdentityPlace, entries: readonly AccessEntry[], after: readonly Step[]): Step[] =>
  entries.map((entry) => {
    const { cluster, options, fresh } = place
    const principal = entry.principalARN ?? ''
    return newStack({
      name: `access entry ${principal}`,
      stack: accessEntryStack(cluster, principal),
      cluster: cluster.name,
      region: cluster.region,
      after,
      usual: 15_000,
      options,
      absent: fresh,
      draft: () => accessEntryTemplate(cluster.name, entry),
      differences: (made, app) => templateDifferences(app, made, accessEntryTemplate(cluster.name, entry)),
    })
  })

/**
 * Lets the nodes of a self-managed nodegroup in whose role was there before: then its stack holds no entry. The entry stays when the
 * nodegroup goes, since others may run with that role.
 */
export function nodeRoleEntry({ cluster, fresh, standing }: IdentityPlace, nodegroup: Nodegroup, after: readonly Step[]): Step[] {
  const principal = nodegroup.kind === 'self-managed' ? nodegroup.config.iam?.instanceRoleARN || nodegroup.profileRole : undefined
  if (!principal) return []
  let unread = fresh
  const look = async (app: Parameters<Step['look']>[0]): Promise<Sight> => {
    const first = unread
    unread = false
    if (first) return { so: false, change: { kind: 'create', provisional: true } }
    const live = await app.clusters.find(cluster.name)
    if (live?.authenticationMode === 'CONFIG_MAP') return { so: true }
    return live !== undefined && (await app.access.has(cluster.name, principal)) ? { so: true } : { so: false, change: { kind: 'create' } }
  }
  return [
    {
      name: `access entry of nodegroup ${nodegroup.name}`,
      after,
      usual: 2_000,
      look,
      act: async (_change, app, run) => {
        if ((await standing(app)).facts.authenticationMode === 'CONFIG_MAP') return
        const type = amiFamily(nodegroup.config.amiFamily ?? defaultAmiFamily)?.os === 'windows' ? 'EC2_WINDOWS' : 'EC2_LINUX'
        await app.access.create({ cluster: cluster.name, principal, type, tags: { [tagKeys.clusterName]: cluster.name } }, run.signal)
      },
    },
  ]
}
