import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import { targetVersion } from '#src/survey/target-version.ts'

const statuses = { '1.35': 'STANDARD_SUPPORT', '1.34': 'STANDARD_SUPPORT', '1.33': 'EXTENDED_SUPPORT', '1.32': 'UNSUPPORTED' } as const

/** Where a cluster at a version goes, or the code of why it does not. */
async function target(version: string, stated: string | undefined, underWay?: string): Promise<string> {
  const app = {
    clusters: { versions: async () => Object.entries(statuses).map(([one, status]) => ({ version: one, status, default: false })) },
    updates: {
      list: async () => [
        { status: 'Successful', type: 'VersionUpdate', params: { Version: '1.33' } },
        { status: 'InProgress', type: underWay === undefined ? 'LoggingUpdate' : 'VersionUpdate', params: { Version: underWay } },
      ],
    },
  } as unknown as App
  const status = underWay === undefined ? 'ACTIVE' : 'UPDATING'
  const live = { name: 'dev', version, status } as unknown as LiveCluster
  return targetVersion(app, live, stated).catch((error: unknown) => (error as { code: string }).code)
}

test.each([
  ['D14: the next where none is stated', '1.33', undefined, '1.34'],
  ['D14: the same, in eksctl’s word', '1.33', 'auto', '1.34'],
  ['D14: nowhere where there is no next', '1.35', undefined, '1.35'],
  ['D14: nowhere where it is already', '1.34', '1.34', '1.34'],
  ['D14: one up', '1.34', '1.35', '1.35'],
  ['D14: one back', '1.34', '1.33', '1.33'],
  ['V314: not two up', '1.33', '1.35', 'VersionTooFar'],
  ['V314: not two back', '1.35', '1.33', 'VersionTooFar'],
  ['V314: not to a version without support', '1.33', '1.32', 'VersionUnknown'],
  ['V314: not to one that there is not', '1.33', '1.3', 'VersionUnknown'],
  ['out of a version that has lost its support', '1.32', undefined, '1.33'],
])('%s', async (_what, version, stated, to) => {
  expect(await target(version, stated)).toBe(to)
})

test('where an upgrade is under way and no version is stated, it is that one that is followed', async () => {
  expect(await target('1.33', undefined, '1.34')).toBe('1.34')
})
