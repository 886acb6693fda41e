import { regions } from '../../tables/regions.ts'
import type { ClusterConfig } from '../schema/cluster-config.ts'
import { nearest } from '../suggest.ts'
import { isStated, outside } from './conditions.ts'
import { fault, type Rule } from './rule.ts'

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

function unknownRegion(region: string) {
  const similar = nearest(region, regions)
  const hint = similar === undefined ? `EKS is in ${regions.join(', ')}` : `did you mean ${similar}?`
  return fault('metadata.region', `there is no region "${region}" with EKS`, hint)
}

function hasControlCharacter(text: string | undefined): boolean {
  return Array.from(text ?? '').some((character) => character < ' ' || character === '\u007F')
}
