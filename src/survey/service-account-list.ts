import type { Stack } from '../app/stacks.ts'
import { serviceAccountStackName } from '../tables/stack-names.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { ownStack } from './live.ts'
import { partMissing } from './missing.ts'
import type { Look } from './part-list.ts'

/** A service account with a role of its own, with eksctl's words. */
export interface ListedServiceAccount {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly status: {
    readonly roleARN?: string
    readonly stackName: string
    readonly tags: Readonly<Record<string, string>>
    readonly capabilities: readonly string[]
  }
}

/** The service accounts of a cluster that a role stack stands for, in the order of their names. Of a namespace, of a name, or of both. */
export async function listedServiceAccounts(look: Look & { readonly namespace?: string | undefined }): Promise<ListedServiceAccount[]> {
  const { app, cluster, only, namespace } = look
  const all = (await roleStacks(look)).flatMap(listedServiceAccount)
  const wanted = all.filter(
    ({ metadata }) => (only === undefined || metadata.name === only) && (namespace === undefined || metadata.namespace === namespace),
  )
  if (only !== undefined && wanted.length === 0)
    throw partMissing('iamserviceaccount', namespace === undefined ? only : `${namespace}/${only}`, cluster.name, app.regionName)
  return wanted.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** A stack's name tells where to look; whose it is and which account it is for, its tags tell. */
async function roleStacks({ app, cluster, only, namespace }: Parameters<typeof listedServiceAccounts>[0]): Promise<Stack[]> {
  const prefix = serviceAccountStackName(cluster.name, '', '').slice(0, -1)
  const ids =
    only !== undefined && namespace !== undefined
      ? [serviceAccountStackName(cluster.name, namespace, only)]
      : (await app.stacks.list((name) => name.startsWith(prefix))).map(({ id }) => id)
  const stacks = await Promise.all(ids.map((id) => ownStack(app, cluster.name, id)))
  return stacks.filter((stack) => stack !== undefined)
}

function listedServiceAccount(stack: Stack): ListedServiceAccount[] {
  const [namespace, name, ...more] = stack.tags[tagKeys.serviceAccountName]?.split('/') ?? []
  if (namespace === undefined || name === undefined || more.length > 0) return []
  const roleARN = stack.outputs['Role1']
  const { name: stackName, tags, capabilities } = stack
  return [{ metadata: { name, namespace }, status: { ...(roleARN !== undefined && { roleARN }), stackName, tags, capabilities } }]
}

const keyOf = ({ metadata }: ListedServiceAccount): string => `${metadata.namespace}/${metadata.name}`
