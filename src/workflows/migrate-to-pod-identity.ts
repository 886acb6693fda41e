import { roleWithAgent, roleWithoutTokens, trusted, trustsAgent, withAgent, withoutTokens } from '#templates/role-edits.ts'
import type { App, LiveAddon } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Manifest } from '../app/kubernetes.ts'
import type { TrustStatement } from '../app/roles.ts'
import type { Stack } from '../app/stacks.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import type { Cluster } from '../config/cluster.ts'
import { EksxError } from '../errors.ts'
import type { Difference, Sight, Step } from '../plan/step.ts'
import { partMissing } from '../survey/missing.ts'
import { associationsOf } from '../survey/standing-addon.ts'
import { type AddonAccount, roleAnnotation, type TokenRole } from '../survey/token-roles.ts'
import { addonStates } from '../tables/eks-states.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { addonStep } from './addons.ts'
import { editedStack, type EditedStack } from './edited-stack.ts'
import { eksUpdate } from './eks-update.ts'
import { placeIn } from './join-cluster.ts'
import { podIdentitySteps } from './pod-identities.ts'

/**
 * Roles that pods took by tokens are given out by the agent. First a role trusts the agent too, then its pods are told, and only then may
 * it stop to trust tokens: nobody is without permissions in between. `removes`: those of service accounts stop as well; those of add-ons
 * do in any case, since nobody else knows of their tokens.
 */
export function migrateToPodIdentity(cluster: Cluster, live: LiveCluster, roles: readonly TokenRole[], removes: boolean): Step[] {
  if (roles.length === 0) return []
  const agent = live.autoMode ? [] : cluster.addons.map((addon) => addonStep({ cluster: cluster.name, fresh: false }, addon, [], false))
  return [...agent, ...roles.flatMap((role) => movedRole(cluster, live, role, removes, agent))]
}

function movedRole(cluster: Cluster, live: LiveCluster, role: TokenRole, removes: boolean, agent: readonly Step[]): Step[] {
  const { accounts, addons, arn } = role
  const trust = role.stack === undefined ? trustOfOthers(role, 'in') : trustOfOwn(cluster, role, role.stack, 'in', [])
  const before = [...agent, trust]
  const associations = accounts.map(({ namespace, name }) => ({ namespace, serviceAccountName: name, roleARN: arn, wellKnownPolicies: {} }))
  const moved = [
    ...podIdentitySteps(placeIn(cluster, { disableRollback: false }), associations, before),
    ...addons.map((addon) => movedAddon(cluster.name, addon, arn, before)),
  ]
  const stops = removes || accounts.length === 0
  if (!stops) return [trust, ...moved]
  const last = role.stack === undefined ? trustOfOthers(role, 'out', moved) : trustOfOwn(cluster, role, role.stack, 'out', moved)
  return [trust, ...moved, last, ...accounts.map((account) => withoutAnnotation(live, account, [last]))]
}

/** Whether the agent comes into a trust, or tokens go out of it. */
type Way = 'in' | 'out'

const nameOf = (role: TokenRole, way: Way): string =>
  way === 'in' ? `role ${role.name} trusts the agent` : `role ${role.name} trusts no tokens`

/** A role of one of our stacks: the stack is changed, and its tags say from then on whose association the role is for. */
function trustOfOwn({ name, region }: Cluster, role: TokenRole, stack: Stack, way: Way, after: readonly Step[]): Step {
  const [account] = role.accounts
  const [addon] = role.addons
  const whose = account === undefined ? (addon?.account.name ?? '') : accountText(account)
  const ways: Readonly<Record<Way, Pick<EditedStack, 'edit' | 'tags' | 'changeSet'>>> = {
    in: {
      changeSet: `eksctl-${role.name}-update`,
      edit: (deployed) => roleWithAgent(deployed, role.trust),
      tags: (tags) => ({ ...tags, [tagKeys.podIdentityName]: whose }),
    },
    out: {
      changeSet: `eksctl-${role.name}-update-tokens`,
      edit: (deployed) => roleWithoutTokens(roleWithAgent(deployed, role.trust)),
      tags: ({ [tagKeys.serviceAccountName]: _tokens, ...tags }) => tags,
    },
  }
  const step = editedStack({
    name: nameOf(role, way),
    stack: stack.id,
    cluster: name,
    region,
    after,
    description: `updating the trust of ${role.name} for EKS pod identity`,
    usual: 30_000,
    ...ways[way],
  })
  const look: Step['look'] = async (app, signal) => inWords(await step.look(app, signal))
  return { ...step, look }
}

/** A trust policy as whom it trusts: two documents side by side tell a person little. */
function inWords(sight: Sight): Sight {
  if ('blocked' in sight || sight.so || sight.change.why === undefined) return sight
  const told = ({ path, from, to }: Difference): Difference =>
    path.endsWith('.AssumeRolePolicyDocument.Statement')
      ? { path: 'trust', from: trusted(from as TrustStatement[]), to: trusted(to as TrustStatement[]) }
      : { path, from, to }
  return { so: false, change: { ...sight.change, why: sight.change.why.map(told) } }
}

/** A role that no stack of the cluster made: IAM is told. */
function trustOfOthers(role: TokenRole, way: Way, after: readonly Step[] = []): Step {
  const next = (statements: readonly TrustStatement[]): readonly TrustStatement[] => {
    const trusting = withAgent(statements)
    return way === 'in' ? trusting : withoutTokens(trusting)
  }
  const read = async (app: App) => {
    const live = await app.roles.find(role.name)
    if (live === undefined) throw new EksxError('RoleMissing', `IAM has no role ${role.arn}`, { hint: 'run the same command again' })
    return live.trust
  }
  return {
    name: nameOf(role, way),
    after,
    usual: 1_000,
    look: async (app): Promise<Sight> => {
      const { Statement } = await read(app)
      const isSo = trustsAgent(Statement) && (way === 'in' || withoutTokens(Statement).length === Statement.length)
      if (isSo) return { so: true }
      return { so: false, change: { kind: 'update', why: [{ path: 'trust', from: trusted(Statement), to: trusted(next(Statement)) }] } }
    },
    act: async (_change, app, { signal }) => {
      const trust = await read(app)
      await app.roles.trust(role.name, { ...trust, Statement: next(trust.Statement) }, signal)
    },
  }
}

/** An add-on whose pods take the role that they had, through the agent; version and settings stay. */
const movedAddon = (cluster: string, { addon: name, account }: AddonAccount, roleArn: string, after: readonly Step[]): Step =>
  eksUpdate<LiveAddon>({
    name: `add-on ${name} by pod identity`,
    after,
    scope: { cluster, addon: name },
    wait: true,
    usual: 45_000,
    states: addonStates,
    find: (app) => app.addons.find(cluster, name),
    missing: ({ regionName }) => partMissing('addon', name, cluster, regionName),
    differences: async (live, app) => {
      const associations = await associationsOf(app, cluster, live)
      const isSo = associations.some((one) => one.serviceAccount === account.name && one.roleArn === roleArn)
      return isSo && live.serviceAccountRole === undefined ? [] : [{ path: `podIdentityAssociations[${account.name}]`, to: roleArn }]
    },
    begin: (app, { version, configurationValues }, signal) =>
      app.addons.update(
        {
          cluster,
          name,
          version,
          resolveConflicts: 'PRESERVE',
          podIdentities: [{ serviceAccount: account.name, roleArn }],
          ...(configurationValues !== undefined && { configurationValues }),
        },
        signal,
      ),
  })

/** A service account that names no role any more: new pods get none by tokens. */
function withoutAnnotation(live: LiveCluster, account: AccountName, after: readonly Step[]): Step {
  const { namespace, name } = account
  const manifest: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }
  return {
    name: `service account ${accountText(account)} names no role`,
    after,
    usual: 1_000,
    look: async (app, signal) => {
      const from = (await app.kube.connect(live).object(manifest, signal))?.metadata.annotations?.[roleAnnotation]
      return from === undefined ? { so: true } : { so: false, change: { kind: 'update', why: [{ path: roleAnnotation, from }] } }
    },
    act: (_change, app, { signal }) => app.kube.connect(live).mergeMetadata(manifest, { annotations: { [roleAnnotation]: null } }, signal),
  }
}
