import { expect, test } from 'vitest'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { Live } from '#src/survey/live.ts'
import { mustBeFree, mustStand } from '#src/survey/standing.ts'

const where = { regionName: 'us-west-2' }
const cluster = (more: Partial<LiveCluster> = {}): LiveCluster => ({ name: 'dev', status: 'ACTIVE', ...more }) as LiveCluster
const live = (found: LiveCluster | undefined, stack?: object): Live => ({ cluster: found, stack }) as Live

test('the name of a cluster that somebody else made is taken, whatever state it is in', () => {
  expect(() => mustBeFree(live(cluster()), where)).toThrow('made without eksctl or eksx')
  expect(() => mustBeFree(live(cluster({ connector: 'GKE' })), where)).toThrow('registered from GKE')
  expect(() => mustBeFree(live(cluster(), {}), where)).not.toThrow()
  expect(() => mustBeFree(live(undefined), where)).not.toThrow()
})

test('one that is being deleted asks to wait', () => {
  const refusal = (() => {
    try {
      return mustBeFree(live(cluster({ status: 'DELETING' })), where)
    } catch (error) {
      return error
    }
  })()
  expect(refusal).toMatchObject({ exitCode: 6, hint: expect.stringContaining('wait until it is gone') as string })
})

test('a registered cluster is not worked on, not even once its agent is in', () =>
  expect(() => mustStand(cluster({ connector: 'EC2' }), 'dev', where)).toThrow('registered from EC2'))
