import type { Step } from '../plan/step.ts'
import type { DoomedProfile } from '../survey/doomed-parts.ts'
import { fargateProfileStates } from '../tables/eks-states.ts'
import { goneStack } from './delete-stack.ts'
import { fargateLane } from './fargate.ts'
import { goneStep } from './gone.ts'

/** A Fargate profile goes. As in eksctl, the role of the last one goes too, but where its end is waited for: then it stays for the next. */
export function deleteFargateProfile({ cluster, roleStack }: DoomedProfile, name: string, region: string, wait: boolean): Step[] {
  const profile = goneProfile(cluster.name, name, { wait, after: [] })
  if (wait || roleStack === undefined) return [profile]
  const role = { name: 'role of Fargate pods', stack: roleStack, cluster: cluster.name, region, after: [profile], wait, usual: 30_000 }
  return [profile, goneStack(role)]
}

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
