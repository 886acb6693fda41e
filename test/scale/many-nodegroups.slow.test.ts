import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eksSlot } from '#sandbox/services/eks/state.ts'
import { onStage, region } from '../resume/stage.ts'
import { manyNodegroups } from './many-nodegroups.ts'

test(
  'a hundred and ninety-five nodegroups at once, where AWS refuses what comes too fast: all are there in the end, and few calls were refused',
  () =>
    onStage({ durations: 0 }, async (stage) => {
      const { account, requests } = stage.sandbox
      account.call(region).state(eksSlot).quotas['nodegroups-per-cluster'] = 200
      const path = join(stage.home, 'cluster.yaml')
      // Nodes would only keep the sandbox's Kubernetes busy.
      writeFileSync(path, manyNodegroups(195, 0))
      await stage.ok(`create cluster -f ${path} --nodegroup-parallelism 195`)
      const groups = Object.values(account.call(region).state(eksSlot).clusters['dev']?.nodegroups ?? {})
      expect(groups.map(({ nodegroup }) => nodegroup.status)).toEqual(Array.from({ length: 195 }, () => 'ACTIVE'))
      const made = requests.filter(({ operation, status }) => operation === 'CreateStack' && status < 300)
      expect(made).toHaveLength(196)
      const refused = requests.filter(({ error = '' }) => /Throttl|TooManyRequests/.test(error))
      expect(refused.length).toBeLessThan(60)
    }),
  180_000,
)
