import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveUpdate } from '#src/app/updates.ts'
import { EksxError } from '#src/errors.ts'
import { perform } from '#src/plan/perform.ts'
import type { Step } from '#src/plan/step.ts'
import { clusterStates, nodegroupStates } from '#src/tables/eks-states.ts'
import { eksUpdate } from '#src/workflows/eks-update.ts'
import { settingDifferences } from '#src/workflows/setting-differences.ts'
import { drivenClock } from '../clock.ts'

interface Thing {
  readonly status: string
  readonly size: number
}

/** A thing of EKS: what each read of it finds, one after the other, and how the update ends that is begun. */
function world(
  reads: readonly (Thing | undefined)[],
  { ends = 'Successful', taken = 0 }: { ends?: LiveUpdate['status']; taken?: number } = {},
) {
  const begun: string[] = []
  const left = [...reads]
  let refusals = taken
  const updates = {
    find: async () => ({ status: ends, errors: [{ code: 'PodEvictionFailure', message: 'a budget holds', resources: [] }] }),
  }
  const app = { updates, clock: drivenClock(), regionName: 'us-west-2' } as unknown as App
  const step = (wait = true) =>
    eksUpdate<Thing>({
      name: 'size of ng',
      scope: { cluster: 'dev', nodegroup: 'ng' },
      wait,
      usual: 1,
      states: nodegroupStates,
      find: async () => (left.length > 1 ? left.shift() : left[0]),
      missing: () => new EksxError('NodegroupNotFound', 'no nodegroup "ng"', { exitCode: 10 }),
      differences: ({ size }) => (size === 3 ? [] : [{ path: 'size', from: size, to: 3 }]),
      begin: async () => {
        if (refusals > 0) {
          refusals -= 1
          return undefined
        }
        begun.push('update')
        left.splice(0, left.length, { status: 'ACTIVE', size: ends === 'Successful' ? 3 : 1 })
        return 'id'
      },
    })
  const run = async (wait = true): Promise<string> => {
    const outcome = await perform([step(wait)], app, {
      kinds: ['update'],
      signal: new AbortController().signal,
      listener: () => undefined,
    }).catch((error: Error) => error)
    if (outcome instanceof Error) return outcome.message
    return outcome.failures[0]?.error.message ?? outcome.changed.map(({ change }) => change.kind).join()
  }
  return { begun, run }
}

const small = { status: 'ACTIVE', size: 1 }

describe('a change of what EKS runs', () => {
  test.each([
    ['is made where it differs', [small], {}, 'update', 1],
    ['is not made where it is so', [{ status: 'ACTIVE', size: 3 }], {}, '', 0],
    ['waits until what is under way has ended', [{ status: 'UPDATING', size: 1 }, { status: 'UPDATING', size: 1 }, small], {}, 'follow', 1],
    [
      'that another run has made meanwhile is not made again',
      [
        { status: 'UPDATING', size: 1 },
        { status: 'ACTIVE', size: 3 },
      ],
      {},
      'follow',
      0,
    ],
    ['is begun again where EKS is at another one', [small], { taken: 2 }, 'update', 1],
    ['heals what is degraded', [{ status: 'DEGRADED', size: 1 }], {}, 'update', 1],
    ['of what is going is refused', [{ status: 'DELETING', size: 1 }], {}, 'size of ng cannot be changed while it is DELETING', 0],
    ['of what is not there is refused', [undefined], {}, 'no nodegroup "ng"', 0],
    [
      'that fails ends with the words of EKS',
      [small],
      { ends: 'Failed' as const },
      'the update of size of ng is Failed: PodEvictionFailure: a budget holds',
      1,
    ],
  ])('%s', async (_what, reads, more, ended, begun) => {
    const account = world(reads, more)
    expect([await account.run(), account.begun.length]).toEqual([ended, begun])
  })
})

test('of several changes, one that is under way is followed to its end and the others are made after it', async () => {
  const live = { status: 'UPDATING', a: 1, b: 1 }
  const begun: string[] = []
  const part = (key: 'a' | 'b', after: readonly Step[]): Step =>
    eksUpdate<typeof live>({
      name: key,
      scope: { cluster: 'dev' },
      after,
      wait: true,
      usual: 1,
      states: clusterStates,
      find: async () => ({ ...live }),
      missing: () => new EksxError('ClusterNotFound', 'none'),
      differences: (seen) => (seen[key] === 3 ? [] : [{ path: key, from: seen[key], to: 3 }]),
      begin: async () => {
        begun.push(key)
        live[key] = 3
        return 'id'
      },
    })
  const clock = drivenClock()
  const app = { updates: { find: async () => ({ status: 'Successful', errors: [] }) }, clock } as unknown as App
  const first = part('a', [])
  const run = perform([first, part('b', [first])], app, {
    kinds: ['update'],
    signal: new AbortController().signal,
    listener: ({ type }) => {
      if (type === 'started') Object.assign(live, { status: 'ACTIVE', a: 3 })
    },
  })
  expect((await run).failures).toEqual([])
  expect({ begun, live }).toEqual({ begun: ['b'], live: { status: 'ACTIVE', a: 3, b: 3 } })
})

test('settings are compared leaf by leaf, lists in any order, and only those that are stated', () => {
  const live = {
    resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['b', 'a'], subnetIds: ['s'] },
    deletionProtection: false,
  }
  expect(settingDifferences({ resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['a', 'b'] } }, live)).toEqual([])
  expect(settingDifferences({ resourcesVpcConfig: { publicAccessCidrs: ['a'] }, zonalShiftConfig: { enabled: true } }, live)).toEqual([
    { path: 'resourcesVpcConfig.publicAccessCidrs', from: ['b', 'a'], to: ['a'] },
    { path: 'zonalShiftConfig.enabled', from: undefined, to: true },
  ])
})

test('what EKS leaves out is off or empty, and a duration is the same however it is written', () => {
  const live = { kubeApiServerConfig: { eventTtl: '30m0s' } }
  expect(settingDifferences({ zonalShiftConfig: { enabled: false }, computeConfig: { nodePools: [] } }, live)).toEqual([])
  expect(settingDifferences({ kubeApiServerConfig: { eventTtl: '30m' } }, live)).toEqual([])
  expect(settingDifferences({ kubeApiServerConfig: { eventTtl: '31m' } }, live)).toHaveLength(1)
  const strategy = (...resources: object[]) => ({ kubeSchedulerConfig: { nodeResourcesFit: { scoringStrategy: { resources } } } })
  expect(settingDifferences(strategy({ name: 'cpu', weight: 2 }), strategy({ weight: 2, name: 'cpu' }))).toEqual([])
})
