import { parse } from 'yaml'
import { isMap } from '../config/plain.ts'
import { EksxError } from '../errors.ts'
import { partMissing } from './missing.ts'
import type { Look } from './part-list.ts'

/** Who comes in by aws-auth, with the words of that map: a role, a user, or all users of an account. */
export interface ListedMapping {
  readonly rolearn?: string
  readonly userarn?: string
  readonly account?: string
  readonly username?: string
  readonly groups?: readonly string[]
}

/** What aws-auth maps, roles first. `only` is an ARN. A cluster without that map has nobody in it. */
export async function listedMappings({ app, cluster, only }: Look): Promise<ListedMapping[]> {
  const keys = (await app.kube.connect(cluster).configMap('kube-system', 'aws-auth', new AbortController().signal)) ?? {}
  const all = [
    ...listIn(keys, 'mapRoles').map((item) => mapping('rolearn', item)),
    ...listIn(keys, 'mapUsers').map((item) => mapping('userarn', item)),
    ...listIn(keys, 'mapAccounts').map((account): ListedMapping => ({ account: textOf(account) })),
  ]
  const wanted = only === undefined ? all : all.filter(({ rolearn, userarn }) => (rolearn ?? userarn) === only)
  if (only !== undefined && wanted.length === 0) throw partMissing('iamidentitymapping', only, cluster.name, app.regionName)
  return wanted
}

/** A list of the map, which is text in YAML; words stay as they are written, an account's leading zero too. Throws where it is none. */
function listIn(keys: Readonly<Record<string, string>>, key: string): readonly unknown[] {
  try {
    const list: unknown = parse(keys[key] ?? '', { schema: 'failsafe' }) ?? []
    if (Array.isArray(list)) return list
  } catch (error) {
    throw unreadable(key, error)
  }
  throw unreadable(key, undefined)
}

function mapping(arnKey: 'rolearn' | 'userarn', item: unknown): ListedMapping {
  const { username, groups, ...rest } = isMap(item) ? item : {}
  const name = textOf(username)
  return {
    [arnKey]: textOf(rest[arnKey]),
    ...(name !== '' && { username: name }),
    ...(Array.isArray(groups) && groups.length > 0 && { groups: groups.map(textOf) }),
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const unreadable = (key: string, cause: unknown): EksxError =>
  new EksxError('AwsAuthUnreadable', `${key} of config map kube-system/aws-auth is no list in YAML`, {
    hint: 'mend it: kubectl -n kube-system edit configmap aws-auth',
    cause,
  })
