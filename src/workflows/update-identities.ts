import type { LivePodIdentity, PodIdentityChange } from '../app/identities.ts'
import type { Cluster } from '../config/cluster.ts'
import type { PodIdentityAssociation } from '../config/schema/cluster-config.ts'
import type { Difference, Step } from '../plan/step.ts'
import { partMissing } from '../survey/missing.ts'
import type { StandingPodIdentity } from '../survey/standing-pod-identities.ts'
import { placeIn } from './join-cluster.ts'
import type { StackOptions } from './new-stack.ts'
import { renewedPodIdentityRole, serviceAccountRole } from './role-stacks.ts'

/** The roles of service accounts that stand may do what a config says now, and nothing else. */
export const updateServiceAccounts = (cluster: Cluster, options: StackOptions): Step[] =>
  (cluster.config.iam?.serviceAccounts ?? []).map((account) =>
    serviceAccountRole({ ...placeIn(cluster, options), renews: () => true }, account, []),
  )

/** Associations that stand are as stated: first what their roles may do, then the associations themselves. */
export const updatePodIdentities = (cluster: Cluster, associations: readonly StandingPodIdentity[]): Step[] =>
  associations.flatMap(({ stated, role }) => {
    const renewed = role === undefined ? [] : [renewedPodIdentityRole(placeIn(cluster, { disableRollback: false }), stated, role)]
    return [...renewed, changedAssociation(cluster.name, stated, renewed)]
  })

/** An association that stands, with what is stated of it; all else stays. */
function changedAssociation(cluster: string, stated: PodIdentityAssociation, after: readonly Step[]): Step {
  const { namespace = '', serviceAccountName = '' } = stated
  const wanted: PodIdentityChange = {
    ...(stated.roleARN && { roleArn: stated.roleARN }),
    ...(stated.targetRoleARN && { targetRoleArn: stated.targetRoleARN }),
    ...(stated.disableSessionTags !== undefined && { disableSessionTags: stated.disableSessionTags }),
    ...(stated.policy && { policy: stated.policy }),
  }
  return {
    name: `pod identity ${namespace}/${serviceAccountName}`,
    after,
    usual: 2_000,
    look: async (app) => {
      const live = await app.podIdentities.find(cluster, namespace, serviceAccountName)
      if (live === undefined)
        return { blocked: partMissing('podidentityassociation', `${namespace}/${serviceAccountName}`, cluster, app.regionName) }
      const why = changes(live, wanted)
      return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
    },
    act: async (_change, app, { signal }) => {
      const live = await app.podIdentities.find(cluster, namespace, serviceAccountName)
      if (live !== undefined) await app.podIdentities.update(cluster, live.id, wanted, signal)
    },
  }
}

const changes = (live: LivePodIdentity, wanted: PodIdentityChange): Difference[] =>
  (['roleArn', 'targetRoleArn', 'disableSessionTags', 'policy'] as const).flatMap((path) => {
    const [from, to] = [live[path], wanted[path]]
    return to === undefined || from === to || (path === 'policy' && sameDocument(from, to)) ? [] : [{ path, from, to }]
  })

/** Whether two texts are the same JSON, however it is spaced. */
function sameDocument(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(String(a))) === JSON.stringify(JSON.parse(String(b)))
  } catch {
    return false
  }
}
