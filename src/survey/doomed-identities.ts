import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { LivePodIdentity } from '../app/identities.ts'
import type { Manifest } from '../app/kubernetes.ts'
import type { Stack } from '../app/stacks.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { accessEntryStackName, podIdentityStackName, serviceAccountStackName } from '../tables/stack-names.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { ownStack, ownStacks } from './live.ts'
import { type Part, partMissing } from './missing.ts'
import { accessEntriesOff } from './standing.ts'

/** What of the things that were to go is there, and what should be said of the rest. */
export interface Doomed<T> {
  readonly found: readonly T[]
  readonly remarks: readonly string[]
}

/** The things to delete. One that was named on the line must be there; of a file's list what is not there is said. */
export interface DoomedWish<T> {
  readonly wanted: readonly T[]
  readonly mustBe: boolean
}

/** A service account with a role by tokens, as far as it is there. */
export interface DoomedServiceAccount extends AccountName {
  /** Its role's. */
  readonly stack: Stack | undefined
}

/** The named accounts of which something of ours is there: the role's stack, or the account itself. */
export async function doomedServiceAccounts(
  app: App,
  cluster: LiveCluster,
  { wanted, mustBe }: DoomedWish<AccountName>,
): Promise<Doomed<DoomedServiceAccount>> {
  const all = await Promise.all(
    wanted.map(async (account) => {
      const [stack, object] = await Promise.all([serviceAccountRoleStack(app, cluster.name, account), accountIn(app, cluster, account)])
      if (stack?.tags[tagKeys.podIdentityName] !== undefined) await mustBeFree(app, cluster.name, account)
      return { stack, object, doomed: { ...account, stack } }
    }),
  )
  const there = all.filter(({ stack, object }) => stack !== undefined || isOurs(object))
  const missing = all.filter((one) => !there.includes(one)).map(({ doomed }) => accountText(doomed))
  const foreign = there.filter(({ object }) => object !== undefined && !isOurs(object))
  return {
    found: there.map(({ doomed }) => doomed),
    remarks: [
      ...remarksOn('iamserviceaccount', missing, mustBe, cluster.name, app.regionName),
      ...foreign.map(({ doomed }) => `service account ${accountText(doomed)} was not made by eksctl or eksx and stays; its role goes`),
    ],
  }
}

/** Throws where a role that was moved to pod identity is given out by an association: its pods would be left without. */
async function mustBeFree(app: App, cluster: string, account: AccountName): Promise<void> {
  const { namespace, name } = account
  if ((await app.podIdentities.find(cluster, namespace, name)) === undefined) return
  throw new EksxError('RoleInUse', `the role of service account ${accountText(account)} is that of its pod identity association too`, {
    exitCode: exitCodes.refused,
    hint: `to delete them all: eksx delete podidentityassociation --cluster ${cluster} --region ${app.regionName} --namespace ${namespace} --service-account-name ${name}`,
  })
}

/** The service accounts with a role of ours in this cluster that are not among these. */
export async function serviceAccountsBut(app: App, cluster: string, these: readonly AccountName[]): Promise<AccountName[]> {
  const kept = new Set(these.map(accountText))
  const stacks = await ownStacks(app, cluster)
  return stacks.flatMap(({ tags }) => {
    const text = tags[tagKeys.serviceAccountName] ?? ''
    const [namespace, name] = text.split('/')
    return namespace && name && !kept.has(text) ? [{ namespace, name }] : []
  })
}

/** The stack of a service account's role for tokens: two accounts can share its name (`a-b/c` and `a/b-c`), so the tag decides. */
export async function serviceAccountRoleStack(app: App, cluster: string, account: AccountName): Promise<Stack | undefined> {
  const stack = await ownStack(app, cluster, serviceAccountStackName(cluster, account.namespace, account.name))
  return stack?.tags[tagKeys.serviceAccountName] === accountText(account) ? stack : undefined
}

/** The service account as Kubernetes has it. */
const accountIn = (app: App, cluster: LiveCluster, { namespace, name }: AccountName): Promise<Manifest | undefined> =>
  app.kube
    .connect(cluster)
    .object({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }, new AbortController().signal)

/** Whether eksctl or eksx made an object of Kubernetes. */
export const isOurs = (object: Manifest | undefined): boolean => object?.metadata.labels?.['app.kubernetes.io/managed-by'] === 'eksctl'

/** A pod identity association, and what of ours hangs on it. */
export interface DoomedPodIdentity extends AccountName {
  readonly association: LivePodIdentity | undefined
  readonly stack: Stack | undefined
  /** The account has another role of ours, by tokens, and stays for that. */
  readonly accountStays: boolean
}

/** The associations of which something is there. Throws where an add-on owns one. */
export async function doomedPodIdentities(
  app: App,
  cluster: string,
  { wanted, mustBe }: DoomedWish<AccountName>,
): Promise<Doomed<DoomedPodIdentity>> {
  const all = await Promise.all(wanted.map((account) => doomedPodIdentity(app, cluster, account)))
  const found = all.filter(({ association, stack }) => association !== undefined || stack !== undefined)
  const missing = all.filter((one) => !found.includes(one)).map(accountText)
  return { found, remarks: remarksOn('podidentityassociation', missing, mustBe, cluster, app.regionName) }
}

async function doomedPodIdentity(app: App, cluster: string, account: AccountName): Promise<DoomedPodIdentity> {
  const association = await app.podIdentities.find(cluster, account.namespace, account.name)
  if (association?.owner !== undefined) throw ownedByAddon(accountText(account), association.owner)
  const [stack, tokens] = await Promise.all([
    podIdentityRoleStack(app, cluster, account, association),
    serviceAccountRoleStack(app, cluster, account),
  ])
  return { ...account, association, stack, accountStays: tokens !== undefined && tokens.id !== stack?.id }
}

/**
 * The stack of an association's role: its own, or that of a service account's role that was moved to pod identity. The tag decides; where
 * eksctl has moved the role, it may have cut namespace and name at the wrong hyphen, and the role itself decides.
 */
export async function podIdentityRoleStack(
  app: App,
  cluster: string,
  account: AccountName,
  association: LivePodIdentity | undefined,
): Promise<Stack | undefined> {
  const { namespace, name } = account
  const found = await Promise.all(
    [podIdentityStackName(cluster, namespace, name), serviceAccountStackName(cluster, namespace, name)].map((stack) =>
      ownStack(app, cluster, stack),
    ),
  )
  return found.find((stack) => {
    const tag = stack?.tags[tagKeys.podIdentityName]
    if (stack === undefined || tag === undefined) return false
    return tag === accountText(account) || (association !== undefined && stack.outputs['Role1'] === association.roleArn)
  })
}

/** An add-on changes and deletes its associations itself. */
export const ownedByAddon = (account: string, owner: string): EksxError => {
  const addon = /:addon\/[^/]+\/([^/]+)/.exec(owner)?.[1] ?? owner
  return new EksxError('AddonOwnsAssociation', `pod identity ${account} belongs to the add-on ${addon}`, {
    exitCode: exitCodes.refused,
    hint: `state it in the add-on's podIdentityAssociations: eksx update addon -f`,
  })
}

/** An access entry: its stack where it has one of ours. */
export interface DoomedAccessEntry {
  readonly principal: string
  readonly stack: Stack | undefined
}

/** The principals that have an entry, or a stack of one. Throws where the cluster knows no entries. */
export async function doomedAccessEntries(
  app: App,
  { name: cluster, authenticationMode }: LiveCluster,
  { wanted, mustBe }: DoomedWish<string>,
): Promise<Doomed<DoomedAccessEntry>> {
  if (authenticationMode === 'CONFIG_MAP') throw accessEntriesOff(cluster, app.regionName)
  const all = await Promise.all(
    wanted.map(async (principal) => {
      const stack = await ownStack(app, cluster, accessEntryStackName(cluster, principal))
      return { isThere: stack !== undefined || (await app.access.has(cluster, principal)), entry: { principal, stack } }
    }),
  )
  const missing = all.filter(({ isThere }) => !isThere).map(({ entry }) => entry.principal)
  return {
    found: all.filter(({ isThere }) => isThere).map(({ entry }) => entry),
    remarks: remarksOn('accessentry', missing, mustBe, cluster, app.regionName),
  }
}

/** The identity providers of these names that the cluster has. */
export async function doomedIdentityProviders(app: App, cluster: string, { wanted, mustBe }: DoomedWish<string>): Promise<Doomed<string>> {
  const found = await Promise.all(wanted.map((name) => app.identityProviders.find(cluster, name)))
  const missing = wanted.filter((_, i) => found[i] === undefined)
  return {
    found: wanted.filter((_, i) => found[i] !== undefined),
    remarks: remarksOn('identityprovider', missing, mustBe, cluster, app.regionName),
  }
}

/** What is said of parts that are not there. Throws where one must be. */
function remarksOn(part: Part, missing: readonly string[], mustBe: boolean, cluster: string, region: string): string[] {
  const [first] = missing
  if (mustBe && first !== undefined) throw partMissing(part, first, cluster, region)
  return missing.map((name) => partMissing(part, name, cluster, region).message)
}
