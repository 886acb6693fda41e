import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import { EksxError } from '#src/errors.ts'
import { perform } from '#src/plan/perform.ts'
import { upgradeCluster } from '#src/workflows/upgrade-cluster.ts'
import { drivenClock } from '../clock.ts'
import { clusterOf } from '../templates/clusters.ts'

/** A cluster at a version, and what its API answers, one after the other. */
function account(version: string, answers: readonly (string | undefined | EksxError)[]) {
  let live = { name: 'dev', status: 'ACTIVE', version, raw: {} } as unknown as LiveCluster
  const left = [...answers]
  const begun: string[] = []
  const clusters = {
    find: async () => live,
    upgrade: async (_name: string, request: { version: string }) => {
      begun.push(request.version)
      live = { ...live, version: request.version }
      return 'id'
    },
  }
  const api = {
    version: async () => {
      const answer = left.length > 1 ? left.shift() : left[0]
      if (answer instanceof EksxError) throw answer
      return answer
    },
  }
  const clock = drivenClock()
  const app = { clusters, kube: { connect: () => api }, updates: { find: async () => ({ status: 'Successful', errors: [] }) }, clock }
  return { app: app as unknown as App, begun, clock }
}

async function upgraded(version: string, answers: readonly (string | undefined | EksxError)[]) {
  const { app, begun, clock } = account(version, answers)
  const since = clock.now()
  const config = clusterOf().config
  const steps = upgradeCluster({ config, region: 'us-west-2', from: version, version: '1.34', owned: false, hasManagedNodes: true })
  const { notes, failures } = await perform(steps, app, {
    kinds: ['update'],
    signal: new AbortController().signal,
    listener: () => undefined,
  })
  return { begun, notes, failures: failures.map(({ error }) => error.message), waited: clock.now() - since }
}

const closed = new EksxError('ClusterUnauthorized', 'cluster "dev" does not let this AWS identity in', { exitCode: 5 })

describe('an upgrade ends when the API tells the version that EKS does', () => {
  test('and waits for that', async () => {
    const end = await upgraded('1.33', ['v1.33.5-eks-1', undefined, 'v1.34.1-eks-1'])
    expect(end).toMatchObject({ begun: ['1.34'], notes: [], failures: [] })
    expect(end.waited).toBeGreaterThan(0)
  })

  test('but an API that can’t be reached from here is tried for two minutes, and then that is said', async () => {
    const end = await upgraded('1.33', [undefined])
    expect(end).toMatchObject({ begun: ['1.34'], failures: [], notes: [expect.stringContaining("can't be reached from here")] })
    expect(end.waited).toBeGreaterThan(120_000)
  })

  test('and one that lets nobody in of whoever runs this is not tried again', async () => {
    const end = await upgraded('1.33', [closed])
    expect(end).toMatchObject({ begun: ['1.34'], failures: [], notes: [expect.stringContaining('does not let you in')] })
  })

  test('where all is so, nothing is waited for', async () => {
    expect(await upgraded('1.34', [undefined])).toMatchObject({ begun: [], failures: [], waited: 0 })
  })
})

test('what somebody else upgrades further while it is waited for is not taken back', async () => {
  const { app, begun } = account('1.34', [undefined])
  const standing = await app.clusters.find('dev')
  const seen = [{ status: 'UPDATING' }, { status: 'UPDATING' }]
  const clusters = { ...app.clusters, find: async () => ({ ...standing, ...(seen.shift() ?? { version: '1.35' }) }) as LiveCluster }
  const { config } = clusterOf()
  const steps = upgradeCluster({ config, region: 'us-west-2', from: '1.34', version: '1.34', owned: false, hasManagedNodes: false })
  const { failures } = await perform(
    steps,
    { ...app, clusters },
    {
      kinds: ['update'],
      signal: new AbortController().signal,
      listener: () => undefined,
    },
  )
  expect(begun).toEqual([])
  expect(failures[0]?.error).toMatchObject({ code: 'UpgradeOvertaken', exitCode: 6 })
})
