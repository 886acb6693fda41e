import type { App } from '../app.ts'
import type { LivePodIdentity } from '../app/identities.ts'
import type { Stack } from '../app/stacks.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import type { Cluster } from '../config/cluster.ts'
import type { PodIdentityAssociation } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { ownedByAddon, podIdentityRoleStack } from './doomed-identities.ts'
import { partMissing } from './missing.ts'

/** An association that stands, and what is stated of it now. */
export interface StandingPodIdentity {
  readonly stated: PodIdentityAssociation
  /** The stack of its role, where the role is to have other permissions. */
  readonly role: Stack | undefined
}

/** The associations that a config states, each of which stands and can be so. Throws what cannot. */
export const standingPodIdentities = (app: App, cluster: Cluster): Promise<StandingPodIdentity[]> =>
  Promise.all((cluster.config.iam?.podIdentityAssociations ?? []).map((stated) => standingPodIdentity(app, cluster.name, stated)))

async function standingPodIdentity(app: App, cluster: string, stated: PodIdentityAssociation): Promise<StandingPodIdentity> {
  const { namespace = '', serviceAccountName: name = '' } = stated
  const account: AccountName = { namespace, name }
  const live = await app.podIdentities.find(cluster, namespace, name)
  if (live === undefined) throw partMissing('podidentityassociation', accountText(account), cluster, app.regionName)
  if (live.owner !== undefined) throw ownedByAddon(accountText(account), live.owner)
  const stack = await podIdentityRoleStack(app, cluster, account, live)
  const refusal = stack === undefined ? refusalOfGiven(stated) : refusalOfOwn(stated, live)
  if (refusal !== undefined) {
    throw new EksxError('PodIdentityRoleFixed', `pod identity ${accountText(account)}: ${refusal.why}`, {
      exitCode: exitCodes.refused,
      hint: refusal.hint,
    })
  }
  return { stated, role: statesPermissions(stated) ? stack : undefined }
}

interface Refusal {
  readonly why: string
  readonly hint: string
}

/** A role of ours goes with its association: other permissions, but not another role. */
function refusalOfOwn({ roleARN, roleName }: PodIdentityAssociation, { roleArn }: LivePodIdentity): Refusal | undefined {
  if (roleARN && roleARN !== roleArn)
    return {
      why: `its role ${roleArn} was made for it by eksctl or eksx, and no other takes its place`,
      hint: 'state what that role may do in a file, or delete the association and create it anew',
    }
  return roleName && !roleArn.endsWith(`/${roleName}`)
    ? { why: `its role is named ${roleArn.split('/').at(-1)}, and a role keeps its name`, hint: 'leave roleName out' }
    : undefined
}

/** A role that was there before is nobody's to change here: another can take its place. */
function refusalOfGiven(stated: PodIdentityAssociation): Refusal | undefined {
  const why = 'its role was not made by eksctl or eksx'
  if (!stated.roleARN) return { why, hint: 'state roleARN: the role that its pods are to take' }
  return statesPermissions(stated) ? { why, hint: 'change what it may do where it was made, and state roleARN alone' } : undefined
}

const statesPermissions = ({ permissionPolicyARNs = [], permissionPolicy = {}, wellKnownPolicies = {} }: PodIdentityAssociation): boolean =>
  permissionPolicyARNs.length > 0 || Object.keys(permissionPolicy).length > 0 || Object.values(wellKnownPolicies).includes(true)
