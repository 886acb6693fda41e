import type { ClusterConfig, ServiceAccount } from '../config/schema/cluster-config.ts'
import { badFlag } from './conflicts.ts'
import { passed } from './glob.ts'

const fullName = ({ metadata }: ServiceAccount): string => `${metadata?.namespace || 'default'}/${metadata?.name ?? ''}`

/** The same config with the service accounts that globs on `namespace/name` let through. Throws where there are none, or a glob has no match. */
export function onlyServiceAccounts(
  stated: ClusterConfig,
  globs: { readonly include?: readonly string[]; readonly exclude?: readonly string[] },
): ClusterConfig {
  const all = stated.iam?.serviceAccounts ?? []
  if (all.length === 0) throw badFlag('the file has no iam.serviceAccounts')
  const { include = [], exclude = [] } = globs
  const kept = passed(all.map(fullName), include, exclude)
  if (kept === undefined)
    throw badFlag(`--include=${include.join(',')} matches no service account`, `there are ${all.map(fullName).join(', ')}`)
  return { ...stated, iam: { ...stated.iam, serviceAccounts: all.filter((account) => kept.includes(fullName(account))) } }
}
