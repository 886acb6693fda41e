import picomatch from 'picomatch'
import type { ClusterConfig, ServiceAccount } from '../config/schema/cluster-config.ts'
import { badFlag } from './conflicts.ts'

const fullName = ({ metadata }: ServiceAccount): string => `${metadata?.namespace || 'default'}/${metadata?.name ?? ''}`

/** The same config with the service accounts that globs on `namespace/name` let through. Throws where there are none, or a glob has no match. */
export function onlyServiceAccounts(
  stated: ClusterConfig,
  globs: { readonly include?: readonly string[]; readonly exclude?: readonly string[] },
): ClusterConfig {
  const all = stated.iam?.serviceAccounts ?? []
  if (all.length === 0) throw badFlag('the file has no iam.serviceAccounts')
  const { include = [], exclude = [] } = globs
  const matches = (list: readonly string[], account: ServiceAccount): boolean =>
    list.some((glob) => picomatch.isMatch(fullName(account), glob))
  const idle = include.find((glob) => !all.some((account) => matches([glob], account)))
  if (idle !== undefined) throw badFlag(`--include=${idle} matches no service account`, `there are ${all.map(fullName).join(', ')}`)
  const kept = all.filter((account) => (include.length === 0 || matches(include, account)) && !matches(exclude, account))
  return { ...stated, iam: { ...stated.iam, serviceAccounts: kept } }
}
