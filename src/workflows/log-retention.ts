import type { Sight, Step } from '../plan/step.ts'
import { until } from './until.ts'

/** How long the control plane's logs are kept; its log group appears a while after the cluster. */
export function logRetentionStep(cluster: string, days: number, after: readonly Step[]): Step {
  const group = `/aws/eks/${cluster}/cluster`
  return {
    name: `logs kept for ${days} days`,
    after,
    usual: 2_000,
    look: async (app): Promise<Sight> => {
      const kept = await app.logs.retention(group)
      if (kept === days) return { so: true }
      return {
        so: false,
        change: {
          kind: 'create',
          ...(typeof kept === 'number' && { why: [{ path: 'cloudWatch.clusterLogging.logRetentionInDays', from: kept, to: days }] }),
        },
      }
    },
    act: async (_change, app, run) => {
      await until(
        app,
        run,
        () => app.logs.keep(group, days, run.signal),
        (kept) => kept,
      )
    },
  }
}
