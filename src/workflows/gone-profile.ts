import type { Lane, Step } from '../plan/step.ts'
import { fargateProfileStates } from '../tables/eks-states.ts'
import { goneStep } from './gone.ts'

/** EKS makes and removes one Fargate profile of a cluster at a time. */
export const fargateLane: Lane = { name: 'fargate', limit: 1 }

/** A Fargate profile that EKS no longer has: its pods end with it. */
export const goneProfile = (
  cluster: string,
  name: string,
  { wait, after }: { readonly wait: boolean; readonly after: readonly Step[] },
): Step =>
  goneStep({
    name: `Fargate profile ${name}`,
    lane: fargateLane,
    after,
    wait,
    usual: 90_000,
    states: fargateProfileStates,
    status: async (app) => (await app.fargate.find(cluster, name))?.status,
    issues: async (app) => (await app.fargate.find(cluster, name))?.issues ?? [],
    delete: (app, signal) => app.fargate.delete(cluster, name, signal),
  })
