import type { App, Caller, LiveAddon } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { LiveRole, TrustStatement } from '../app/roles.ts'
import type { Stack } from '../app/stacks.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import { addonRoleStackName, serviceAccountStackName } from '../tables/stack-names.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { ownStack } from './live.ts'
import { associationsOf } from './standing-addon.ts'

/** A role that pods take by tokens of the cluster, with all that take it: they are to take it through the agent. */
export interface TokenRole {
  readonly arn: string
  readonly name: string
  /** Whom it trusts now, as IAM has it. */
  readonly trust: readonly TrustStatement[]
  /** The stack that made it, where that is one of the cluster's. */
  readonly stack: Stack | undefined
  readonly accounts: readonly AccountName[]
  readonly addons: readonly AddonAccount[]
}

/** An add-on, and its service account that has a role. */
export interface AddonAccount {
  readonly addon: string
  readonly account: AccountName
}

export interface TokenRoles {
  readonly roles: readonly TokenRole[]
  /** What is left as it is, and why. */
  readonly remarks: readonly string[]
}

export const roleAnnotation = 'eks.amazonaws.com/role-arn'

/** Somebody who takes a role by tokens, or why that can't be moved. */
type Taker = { readonly arn: string } & ({ readonly account: AccountName; readonly addon?: string } | { readonly left: string })

/** The roles that service accounts and add-ons of a cluster take by tokens. */
export async function tokenRoles(app: App, cluster: LiveCluster, caller: Caller): Promise<TokenRoles> {
  const addons = await addonsByToken(app, cluster)
  const accounts = await accountsByToken(app, cluster, addons)
  const takers = [...addons, ...accounts]
  const arns = [...new Set(takers.flatMap((one) => ('left' in one ? [] : [one.arn])))]
  const found = await Promise.all(
    arns.map((arn) => {
      const own = takers.flatMap((one) => ('left' in one || one.arn !== arn ? [] : [one]))
      return tokenRole(app, cluster.name, caller, arn, own)
    }),
  )
  return {
    roles: found.filter((one) => typeof one === 'object'),
    remarks: [...takers.flatMap((one) => ('left' in one ? [one.left] : [])), ...found.filter((one) => typeof one === 'string')],
  }
}

/** Pods take a role through the agent only where it is the account's own, so that whoever has it can be told to trust the agent. */
async function tokenRole(
  app: App,
  cluster: string,
  { account }: Caller,
  arn: string,
  takers: readonly { readonly account: AccountName; readonly addon?: string }[],
): Promise<TokenRole | string> {
  const who = takers.map((one) => (one.addon === undefined ? accountText(one.account) : `add-on ${one.addon}`)).join(', ')
  const [, owner, name = ''] = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? []
  if (owner !== account) return `${who}: the role ${arn} is not one of this account, and the agent gives out no other`
  const role = await app.roles.find(name)
  if (role?.arn !== arn) return `${who}: IAM has no role ${arn}`
  return {
    arn,
    name,
    trust: role.trust.Statement,
    stack: await stackOf(app, cluster, arn, takers),
    accounts: takers.filter(({ addon }) => addon === undefined).map((one) => one.account),
    addons: takers.flatMap(({ addon, account: its }) => (addon === undefined ? [] : [{ addon, account: its }])),
  }
}

/** The stack that tells of exactly this role. */
async function stackOf(
  app: App,
  cluster: string,
  arn: string,
  takers: readonly { readonly account: AccountName; readonly addon?: string }[],
): Promise<Stack | undefined> {
  const names = takers.flatMap(({ account, addon }) => [
    serviceAccountStackName(cluster, account.namespace, account.name),
    ...(addon === undefined ? [] : [addonRoleStackName(cluster, addon)]),
  ])
  const stacks = await Promise.all([...new Set(names)].map((name) => ownStack(app, cluster, name)))
  return stacks.find((stack) => stack?.outputs['Role1'] === arn)
}

/** Service accounts that name a role, but for those of add-ons, and those that have an association with another role. */
async function accountsByToken(app: App, cluster: LiveCluster, addons: readonly Taker[]): Promise<Taker[]> {
  const all = await app.kube.connect(cluster).objects({ apiVersion: 'v1', kind: 'ServiceAccount' }, new AbortController().signal)
  const named = all.flatMap(({ metadata: { name, namespace = 'default', annotations } }) => {
    const arn = annotations?.[roleAnnotation]
    return arn === undefined || arn === '' || addons.some((one) => isOf(one, arn, { namespace, name }))
      ? []
      : [{ arn, account: { namespace, name } }]
  })
  return Promise.all(
    named.map(async ({ arn, account }): Promise<Taker> => {
      const live = await app.podIdentities.find(cluster.name, account.namespace, account.name)
      if (live?.owner !== undefined) return { arn, left: `${accountText(account)}: its add-on gives it its role` }
      return live === undefined || live.roleArn === arn
        ? { arn, account }
        : { arn, left: `${accountText(account)}: its pod identity association has another role, ${live.roleArn}` }
    }),
  )
}

/** Whether an account is an add-on's; where it is not known which one is, every account with its role is. */
const isOf = (addon: Taker, arn: string, account: AccountName): boolean =>
  addon.arn === arn && ('left' in addon || accountText(addon.account) === accountText(account))

async function addonsByToken(app: App, cluster: LiveCluster): Promise<Taker[]> {
  const names = await app.addons.list(cluster.name)
  const live = await Promise.all(names.map((name) => app.addons.find(cluster.name, name)))
  const installed = live.filter((one) => one !== undefined)
  const byToken = installed.flatMap((one) => {
    const arn = one.serviceAccountRole
    return arn === undefined ? [] : [addonByToken(app, cluster.name, one, arn)]
  })
  const half = installed
    .filter(({ serviceAccountRole }) => serviceAccountRole === undefined)
    .map((one) => halfMoved(app, cluster.name, one))
  return [...(await Promise.all(byToken)), ...(await Promise.all(half)).flat()]
}

/** Roles that the agent gives an add-on already and that trust its tokens still: a run was stopped between the two. */
async function halfMoved(app: App, cluster: string, addon: LiveAddon): Promise<Taker[]> {
  const associations = await associationsOf(app, cluster, addon)
  const found = await Promise.all(
    associations.map(async ({ namespace, serviceAccount: name, roleArn: arn }): Promise<Taker[]> => {
      const [role, stack] = await Promise.all([
        app.roles.find(arn.split('/').at(-1) ?? ''),
        ownStack(app, cluster, addonRoleStackName(cluster, addon.name)),
      ])
      const account = { namespace, name }
      const isMoved = stack?.outputs['Role1'] === arn
      const subject = subjectOf(role)
      const isIts = isMoved || (subject !== undefined && accountText(subject) === accountText(account))
      return isIts && trustsTokens(role) ? [{ arn, addon: addon.name, account }] : []
    }),
  )
  return found.flat()
}

/** Whether a role trusts the tokens of any OIDC provider. */
const trustsTokens = (role: LiveRole | undefined): boolean =>
  (role?.trust.Statement ?? []).some(({ Principal }) => typeof Principal === 'object' && Principal['Federated'] !== undefined)

/** The account of an add-on that has a role: the role's trust names it, or its stack since a run before, or EKS knows one only. */
async function addonByToken(
  app: App,
  cluster: string,
  { name, version, namespace = 'kube-system' }: LiveAddon,
  arn: string,
): Promise<Taker> {
  const [role, stack, known] = await Promise.all([
    app.roles.find(arn.split('/').at(-1) ?? ''),
    ownStack(app, cluster, addonRoleStackName(cluster, name)),
    app.addons.recommended(name, version),
  ])
  const accounts = known.map(({ serviceAccount }) => serviceAccount)
  if (accounts.length === 0) return { arn, left: `add-on ${name} ${version} does not support pod identity` }
  const account = subjectOf(role) ?? {
    namespace,
    name: stack?.tags[tagKeys.podIdentityName] ?? (accounts.length === 1 ? accounts.join() : ''),
  }
  return accounts.includes(account.name)
    ? { arn, addon: name, account }
    : { arn, left: `add-on ${name}: which of its service accounts (${accounts.join(', ')}) takes the role ${arn} is not to be seen` }
}

/** The service account that a role's trust names: `system:serviceaccount:<namespace>:<name>`. */
function subjectOf(role: LiveRole | undefined): AccountName | undefined {
  const subjects = (role?.trust.Statement ?? []).flatMap(({ Condition = {} }) =>
    Object.values(Condition).flatMap((test) => Object.entries(test).flatMap(([key, value]) => (key.endsWith(':sub') ? value : []))),
  )
  const [, namespace, name] = /^system:serviceaccount:([^:*?]+):([^:*?]+)$/.exec(subjects.length === 1 ? subjects.join() : '') ?? []
  return namespace === undefined || name === undefined ? undefined : { namespace, name }
}

/** Without a provider in IAM nobody takes a role by tokens. */
export const noTokenRoles = (cluster: string): TokenRoles => ({
  roles: [],
  remarks: [`cluster "${cluster}" has no OIDC provider in IAM: nothing in it takes a role by tokens`],
})
