import type { Config } from '../config/config.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { badFlag } from './conflicts.ts'
import { passed } from './glob.ts'

/** Which nodegroups of a file a command is about. */
export interface NodegroupFilter {
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly only?: readonly string[] | undefined
}

/** The names that pass: with an include list only what it matches; what is excluded is out in any case. An include list that matches nothing is an error. */
export function passing(
  names: readonly string[],
  { include = [], exclude = [], only = [] }: NodegroupFilter,
  of = 'of the file',
): string[] {
  const wanted = [...include, ...only]
  const kept = passed(names, wanted, exclude)
  if (kept !== undefined) return kept
  throw badFlag(
    `--include=${wanted.join(',')} matches no nodegroup ${of}`,
    names.length === 0 ? 'there is none' : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`,
  )
}

/** The nodegroups that a line means: the one it names; or the file's that pass its globs; or with --only-missing those that the file has not. */
export function chosen(stated: ClusterConfig | undefined, given: NodegroupFilter & { readonly 'only-missing'?: boolean }, name: string) {
  if (stated === undefined) return { names: [name], others: false, passing: (names: readonly string[]) => names, mustBeThere: true }
  const listed = nodegroupNames(stated)
  const others = given['only-missing'] === true
  return {
    names: others ? listed : passing(listed, given),
    others,
    passing: (names: readonly string[]) => passing(names, given, 'that the file has not'),
    mustBeThere: false,
  }
}

/** Names of all nodegroups of a config. */
export const nodegroupNames = (config: ClusterConfig): string[] =>
  [...(config.nodeGroups ?? []), ...(config.managedNodeGroups ?? [])].map(({ name }) => name)

/** A config with these nodegroups only. */
export function onlyNodegroups(config: ClusterConfig, names: readonly string[]): ClusterConfig {
  const kept = {
    nodeGroups: config.nodeGroups?.filter(({ name }) => names.includes(name)),
    managedNodeGroups: config.managedNodeGroups?.filter(({ name }) => names.includes(name)),
  }
  const { nodeGroups: _own, managedNodeGroups: _managed, ...rest } = config
  return {
    ...rest,
    ...(kept.nodeGroups?.length && { nodeGroups: kept.nodeGroups }),
    ...(kept.managedNodeGroups?.length && { managedNodeGroups: kept.managedNodeGroups }),
  }
}

/** A config with these nodegroups only; what is said of them names the places where they stand in the whole. */
export function withNodegroups(config: Config, names: readonly string[]): Config {
  const stated = onlyNodegroups(config.stated, names)
  const source = (path: string): string | undefined => {
    const [, list, at, rest = ''] = /^(nodeGroups|managedNodeGroups)\[(\d+)\](.*)$/s.exec(path) ?? []
    if (list !== 'nodeGroups' && list !== 'managedNodeGroups') return config.source(path)
    const name = stated[list]?.[Number(at)]?.name
    return config.source(`${list}[${config.stated[list]?.findIndex((one) => one.name === name) ?? at}]${rest}`)
  }
  return { ...config, stated, source }
}

/** The config without nodegroups, where the line says so. */
export const nodegroupsWanted = <C extends { readonly stated: ClusterConfig }>(
  config: C,
  given: { readonly 'without-nodegroup'?: boolean },
): C => (given['without-nodegroup'] === true ? { ...config, stated: onlyNodegroups(config.stated, []) } : config)
