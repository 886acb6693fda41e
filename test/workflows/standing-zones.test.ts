import { expect, test } from 'vitest'
import { type Live, standingLocalZones, standingZones } from '#src/survey/live.ts'
import { clusterDifferences } from '#src/workflows/cluster-differences.ts'
import type { Template } from '#templates/cfn.ts'
import { clusterOf } from '../templates/clusters.ts'
import { examples } from '../templates/examples.ts'

const live = (template: Template | undefined): Live => ({ template, stack: { outputs: {} } }) as unknown as Live
const withLocal = live(examples['cluster-local-zone-dual-stack']?.())
const differing = (localZones: readonly string[], standing: Live): string[] => {
  const { config, ...rest } = clusterOf()
  const { availabilityZones: _, ...stated } = { ...config, localZones: [...localZones] }
  return clusterDifferences({ ...rest, config: stated, stated }, standing).map(({ path }) => path)
}

test('the zones that a cluster stands in are told apart: those of the region, and local ones', () => {
  expect(standingZones(withLocal)).toEqual(['us-west-2a', 'us-west-2b'])
  expect(standingLocalZones(withLocal)).toEqual(['us-west-2-lax-1a'])
  expect(standingLocalZones(live(examples['cluster-default']?.()))).toEqual([])
  expect(standingZones(live(undefined))).toEqual([])
})

test('the same local zones agree with what stands, others do not', () => {
  expect(differing(['us-west-2-lax-1a'], withLocal)).not.toContain('localZones')
  expect(differing(['us-west-2-lax-1b'], withLocal)).toContain('localZones')
  expect(differing(['us-west-2-lax-1a'], live(examples['cluster-default']?.()))).toContain('localZones')
})
