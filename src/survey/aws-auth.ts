import { parse } from 'yaml'
import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeApi } from '../app/kubernetes.ts'
import { EksxError } from '../errors.ts'

/** A principal in aws-auth. The names of its keys and their order are those of the file. */
export interface Principal {
  readonly groups?: readonly string[]
  readonly rolearn?: string
  readonly userarn?: string
  /** YAML may have read a number. */
  readonly username?: string | number
}

/** The lists of the aws-auth config map. */
export interface AwsAuthMaps {
  readonly mapRoles: readonly Principal[]
  readonly mapUsers: readonly Principal[]
  /** Accounts whose users all come in. */
  readonly mapAccounts: readonly string[]
}

/** Who comes in by aws-auth; empty lists where there is no such map. Throws where a list is none. */
export async function awsAuthMaps(api: KubeApi, signal: AbortSignal): Promise<AwsAuthMaps> {
  const keys = (await api.configMap('kube-system', 'aws-auth', signal)) ?? {}
  return {
    mapRoles: listIn(keys, 'mapRoles') as Principal[],
    mapUsers: listIn(keys, 'mapUsers') as Principal[],
    // As they are written: an account may begin with a zero.
    mapAccounts: listIn(keys, 'mapAccounts', 'failsafe').map(String),
  }
}

/** A list of the map, which is text in YAML. */
function listIn(keys: Readonly<Record<string, string>>, key: keyof AwsAuthMaps, schema: 'core' | 'failsafe' = 'core'): readonly unknown[] {
  try {
    const list: unknown = parse(keys[key] ?? '', { schema }) ?? []
    if (Array.isArray(list)) return list
  } catch (error) {
    throw unreadable(key, error)
  }
  throw unreadable(key, undefined)
}

const unreadable = (key: string, cause: unknown): EksxError =>
  new EksxError('AwsAuthUnreadable', `${key} of config map kube-system/aws-auth is no list in YAML`, {
    hint: 'mend it: kubectl -n kube-system edit configmap aws-auth',
    cause,
  })

/** Whom an item of a list lets in. */
export const arnOf = (item: Principal | string): string | undefined => (typeof item === 'string' ? item : (item.rolearn ?? item.userarn))

/** Who is to come in by aws-auth no more: an ARN in one of the lists, or an account. */
export interface Unmapped {
  readonly list: keyof AwsAuthMaps
  readonly name: string
}

/** Somebody in aws-auth, and how often. */
export interface FoundMapping {
  readonly whom: Unmapped
  readonly times: number
}

/** The list that has an ARN or an account, and how many of its items are for it; the first list where none has it. */
export async function mappingOf(
  app: App,
  cluster: LiveCluster,
  named: { readonly arn: string } | { readonly account: string },
): Promise<FoundMapping> {
  const maps = await awsAuthMaps(app.kube.connect(cluster), new AbortController().signal)
  if ('account' in named) {
    const { account: name } = named
    return { whom: { list: 'mapAccounts', name }, times: maps.mapAccounts.filter((one) => one === name).length }
  }
  const lists = (['mapRoles', 'mapUsers'] as const).map((list): FoundMapping => ({
    whom: { list, name: named.arn },
    times: maps[list].filter((item) => arnOf(item) === named.arn).length,
  }))
  return lists.find(({ times }) => times > 0) ?? { whom: { list: 'mapRoles', name: named.arn }, times: 0 }
}
