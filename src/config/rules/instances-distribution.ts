import type { NodeGroup } from '../schema/cluster-config.ts'
import { isStated, oneOf, outside, selects } from './conditions.ts'
import { fault, type Rule } from './rule.ts'

const strategies = ['lowest-price', 'diversified', 'capacity-optimized', 'capacity-optimized-prioritized', 'price-capacity-optimized']

/** Rules about several instance types in a self-managed nodegroup. */
export const distributionRules: readonly Rule<NodeGroup>[] = [
  {
    id: 'V177',
    check: (nodegroup) => {
      const { instanceType = '', instancesDistribution } = nodegroup
      const other = instancesDistribution ? 'instancesDistribution' : 'instanceSelector'
      return (
        (instancesDistribution !== undefined || selects(nodegroup)) &&
        !['', 'mixed'].includes(instanceType) &&
        fault('instanceType', `${instanceType} cannot stand together with ${other}`)
      )
    },
  },
  {
    id: 'V178',
    check: (nodegroup) =>
      nodegroup.instancesDistribution !== undefined &&
      !isStated(nodegroup.instancesDistribution.instanceTypes) &&
      !selects(nodegroup) &&
      fault('instancesDistribution.instanceTypes', 'must be set'),
  },
  {
    id: 'V179',
    check: (nodegroup) => {
      const types = new Set(nodegroup.instancesDistribution?.instanceTypes)
      return !selects(nodegroup) && types.size > 20 && fault('instancesDistribution.instanceTypes', `takes 20 types, not ${types.size}`)
    },
  },
  {
    id: 'V180',
    check: ({ instancesDistribution: { onDemandBaseCapacity: base = 0 } = {} }) =>
      base < 0 && fault('instancesDistribution.onDemandBaseCapacity', `cannot be negative (${base})`),
  },
  {
    id: 'V181',
    check: ({ instancesDistribution: { onDemandPercentageAboveBaseCapacity: share } = {} }) =>
      outside(share, 0, 100) &&
      fault('instancesDistribution.onDemandPercentageAboveBaseCapacity', `must be between 0 and 100, not ${share}`),
  },
  {
    id: 'V182',
    check: ({ instancesDistribution: { spotInstancePools: pools } = {} }) =>
      outside(pools, 1, 20) && fault('instancesDistribution.spotInstancePools', `must be between 1 and 20, not ${pools}`),
  },
  {
    id: 'V183',
    check: ({ instancesDistribution: { spotInstancePools: pools, spotAllocationStrategy: strategy = '' } = {} }) =>
      pools !== undefined &&
      strategy.startsWith('capacity-optimized') &&
      fault('instancesDistribution.spotInstancePools', `cannot stand together with the strategy ${strategy}`),
  },
  {
    id: 'V184',
    check: ({ instancesDistribution: { spotAllocationStrategy: strategy } = {} }) =>
      strategy !== undefined &&
      !strategies.includes(strategy) &&
      fault('instancesDistribution.spotAllocationStrategy', `must be ${oneOf(strategies)}, not "${strategy}"`),
  },
]
