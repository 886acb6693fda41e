import { podIdentityTags } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { PodIdentityAssociation } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Sight, Step } from '../plan/step.ts'
import { podIdentityStackName } from '../tables/stack-names.ts'
import { podIdentityRole, roleOf, type IdentityPlace } from './role-stacks.ts'
import { plainServiceAccount } from './service-accounts.ts'

/** Roles that pods take through the agent: for each association its role, the service account where asked for, and the association itself. */
export function podIdentitySteps(place: IdentityPlace, associations: readonly PodIdentityAssociation[], after: readonly Step[]): Step[] {
  return associations.flatMap((association) => {
    const { namespace = '', serviceAccountName = '', roleARN, createServiceAccount } = association
    const role = roleARN ? [] : [podIdentityRole(place, association, after)]
    const account = createServiceAccount === true ? [plainServiceAccount(place, namespace, serviceAccountName, after)] : []
    return [...role, ...account, associationStep(place, association, [...after, ...role, ...account])]
  })
}

/** An add-on's own association would not take what is stated here. */
const ownedByAddon = (account: string, owner: string): EksxError =>
  new EksxError('ServiceAccountTaken', `service account ${account} has its role by ${owner}`, {
    exitCode: exitCodes.refused,
    hint: "state the role in that add-on's podIdentityAssociations, and leave it out here",
  })

function associationStep(place: IdentityPlace, association: PodIdentityAssociation, after: readonly Step[]): Step {
  const { name: cluster } = place.cluster
  const { namespace = '', serviceAccountName: serviceAccount = '', roleARN, targetRoleARN, disableSessionTags, policy } = association
  const arn = async (app: App): Promise<string> => roleARN || roleOf(app, podIdentityStackName(cluster, namespace, serviceAccount))
  const path = `podIdentityAssociations[${namespace}/${serviceAccount}]`
  let unread = place.fresh

  async function look(app: App): Promise<Sight> {
    const live = unread ? undefined : await app.podIdentities.find(cluster, namespace, serviceAccount)
    unread = false
    if (live === undefined) return { so: false, change: { kind: 'create' } }
    if (live.owner !== undefined) return { blocked: ownedByAddon(`${namespace}/${serviceAccount}`, live.owner) }
    const stated = [
      { path: `${path}.roleARN`, from: live.roleArn, to: roleARN || undefined },
      { path: `${path}.targetRoleARN`, from: live.targetRoleArn, to: targetRoleARN },
    ]
    const why = stated.filter(({ from, to }) => to !== undefined && from !== to)
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
  }

  return {
    name: `pod identity ${namespace}/${serviceAccount}`,
    after,
    usual: 2_000,
    look,
    act: async (_change, app, run) => {
      const tags = roleARN ? association.tags : podIdentityTags(association)
      await app.podIdentities.create(
        {
          cluster,
          namespace,
          serviceAccount,
          roleArn: await arn(app),
          ...(targetRoleARN && { targetRoleArn: targetRoleARN }),
          ...(disableSessionTags !== undefined && { disableSessionTags }),
          ...(policy && { policy }),
          ...(tags && Object.keys(tags).length > 0 && { tags }),
        },
        run.signal,
      )
    },
  }
}
