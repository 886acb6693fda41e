import type { NodegroupSize } from '../config/cluster.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { type Given, int, string } from '../flags.ts'
import { badFlag, type FileRules } from './conflicts.ts'
import { nodegroupNames } from './filter.ts'
import { performFlags } from './global.ts'
import { clusterFlags, configFlags, regionFlags, stackFlags, timeoutFlags, waitFlags } from './groups.ts'

const { 'cfn-role-arn': cfnRole, 'cfn-disable-rollback': cfnRollback, ...aws } = stackFlags

/** Flags of scale nodegroup. */
export const scaleNodegroupFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'name of the nodegroup' }),
  nodes: int({ char: 'N', summary: 'nodes that are wanted' }),
  'nodes-min': int({ char: 'm', summary: 'fewest nodes that there may be' }),
  'nodes-max': int({ char: 'M', summary: 'most nodes that there may be' }),
  ...regionFlags,
  ...configFlags,
  ...waitFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...aws,
  'cfn-role-arn': { ...cfnRole, hidden: true },
  'cfn-disable-rollback': { ...cfnRollback, hidden: true },
}

/** The name of a nodegroup may stand beside a file: it picks one of the file's. */
export const scaleNodegroupFile: FileRules = {
  without: ['cluster', 'region', 'support-type', 'version', 'nodes', 'nodes-min', 'nodes-max'],
  ignored: ['cfn-role-arn', 'cfn-disable-rollback'],
}

/** The size that the line states. Throws where it states none, or one that cannot be. */
export function sizeFromFlags(given: Given<typeof scaleNodegroupFlags>): NodegroupSize {
  const { nodes: desired, 'nodes-min': min, 'nodes-max': max } = given
  const stated = Object.entries({ nodes: desired, 'nodes-min': min, 'nodes-max': max }).filter(([, size]) => size !== undefined)
  if (stated.length === 0) throw badFlag('--nodes, --nodes-min or --nodes-max must be set')
  const negative = stated.find(([, size = 0]) => size < 0)
  if (negative !== undefined) throw badFlag(`--${negative[0]}=${negative[1]}: must not be less than 0`)
  for (const [low, high] of [
    ['nodes-min', 'nodes-max'],
    ['nodes', 'nodes-max'],
    ['nodes-min', 'nodes'],
  ] as const)
    if ((given[low] ?? 0) > (given[high] ?? Infinity)) throw badFlag(`--${low}=${given[low]} is more than --${high}=${given[high]}`)
  return { min, max, desired }
}

/** The sizes that a file states, by nodegroup: of all, or of the one that is named. Throws where the file lacks it, or has it twice. */
export function sizesInFile(config: ClusterConfig, only: string | undefined): ReadonlyMap<string, NodegroupSize> {
  const all = [...(config.nodeGroups ?? []), ...(config.managedNodeGroups ?? [])]
  const wanted = all.filter(({ name }) => only === undefined || name === only)
  if (only !== undefined && wanted.length !== 1)
    throw badFlag(
      `the file has ${wanted.length === 0 ? 'no' : 'more than one'} nodegroup "${only}"`,
      `it has ${nodegroupNames(config).join(', ')}`,
    )
  return new Map(wanted.map(({ name, minSize: min, maxSize: max, desiredCapacity: desired }) => [name, { min, max, desired }]))
}
