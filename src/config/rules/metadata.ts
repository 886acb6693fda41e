import { regions } from '../../tables/regions.ts'
import type { ClusterConfig } from '../schema/cluster-config.ts'
import { likelyRegion } from '../region.ts'
import { isStated, outside } from './conditions.ts'
import { nodegroupsOf } from './nodegroup-names.ts'
import { fault, type Rule, type Verdict } from './rule.ts'

/** Rules about the cluster's name and region. */
export const identityRules: readonly Rule<ClusterConfig>[] = [
  { id: 'L17', check: ({ metadata }) => !isStated(metadata.name) && fault('metadata.name', 'must be set') },
  { id: 'L17', check: ({ metadata }) => !isStated(metadata.region) && fault('metadata.region', 'must be set') },
  { id: 'V252', check: ({ metadata: { region } }) => isStated(region) && !regions.includes(region) && unknownRegion(region) },
  {
    id: 'V253',
    check: ({ metadata: { name } }, { purpose }) =>
      purpose === 'create cluster' &&
      /[^A-Za-z0-9-]/.test(name) &&
      fault('metadata.name', `"${name}" may hold letters, digits and dashes only`),
  },
  { id: 'N4', check: (config, { purpose }) => purpose === 'create cluster' && judgeName(config) },
]

/** Rules about upgrades. */
export const upgradeRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V1',
    check: ({ upgradePolicy }) =>
      hasControlCharacter(upgradePolicy?.supportType) && fault('upgradePolicy.supportType', 'holds a character that cannot be seen'),
  },
  {
    id: 'V2',
    check: ({ upgradePolicy: { supportType } = {} }) =>
      isStated(supportType) &&
      !hasControlCharacter(supportType) &&
      !['STANDARD', 'EXTENDED'].includes(supportType ?? '') &&
      fault('upgradePolicy.supportType', `must be STANDARD or EXTENDED, not "${supportType}"`),
  },
  {
    id: 'V3',
    check: ({ metadata: { rollbackConfig } }) =>
      outside(rollbackConfig?.timeoutMinutes, 120, 10_080) &&
      fault('metadata.rollbackConfig.timeoutMinutes', `must be between 120 and 10080 minutes, not ${rollbackConfig?.timeoutMinutes}`),
  },
]

/** CreateCluster takes 100 characters, a label of a node 63 with a letter or digit at its end. */
function judgeName(config: ClusterConfig): Verdict {
  const { name } = config.metadata
  const labels = nodegroupsOf(config).length > 0
  const most = labels ? 63 : 100
  if (name.startsWith('-')) return fault('metadata.name', `"${name}" must begin with a letter or a digit`)
  if (labels && name.endsWith('-'))
    return fault('metadata.name', `"${name}" must end with a letter or a digit: it becomes a label of the nodes`)
  return (
    name.length > most &&
    fault(
      'metadata.name',
      `"${name}" has ${name.length} characters, ${most} are the most${labels ? ': it becomes a label of the nodes' : ''}`,
    )
  )
}

function unknownRegion(region: string) {
  return fault('metadata.region', `there is no region "${region}" with EKS`, likelyRegion(region))
}

function hasControlCharacter(text: string | undefined): boolean {
  return Array.from(text ?? '').some((character) => character < ' ' || character === '\u007F')
}
