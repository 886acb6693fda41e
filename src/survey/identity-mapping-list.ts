import { arnOf, awsAuthMaps, type Principal } from './aws-auth.ts'
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
  const { mapRoles, mapUsers, mapAccounts } = await awsAuthMaps(app.kube.connect(cluster), new AbortController().signal)
  const all = [
    ...mapRoles.map((item) => mapping('rolearn', item)),
    ...mapUsers.map((item) => mapping('userarn', item)),
    ...mapAccounts.map((account): ListedMapping => ({ account })),
  ]
  const wanted = only === undefined ? all : all.filter(({ rolearn, userarn }) => (rolearn ?? userarn) === only)
  if (only !== undefined && wanted.length === 0) throw partMissing('iamidentitymapping', only, cluster.name, app.regionName)
  return wanted
}

function mapping(key: 'rolearn' | 'userarn', item: Principal): ListedMapping {
  const { username = '', groups } = item
  return {
    [key]: arnOf(item) ?? '',
    ...(username !== '' && { username: String(username) }),
    ...(Array.isArray(groups) && groups.length > 0 && { groups: groups.map(String) }),
  }
}
