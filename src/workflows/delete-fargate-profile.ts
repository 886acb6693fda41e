import type { Step } from '../plan/step.ts'
import type { DoomedProfile } from '../survey/doomed-parts.ts'
import { goneStack } from './delete-stack.ts'
import { goneProfile } from './gone-profile.ts'

/** A Fargate profile goes. As in eksctl, the role of the last one goes too, but where its end is waited for: then it stays for the next. */
export function deleteFargateProfile({ cluster, roleStack }: DoomedProfile, name: string, region: string, wait: boolean): Step[] {
  const profile = goneProfile(cluster.name, name, { wait, after: [] })
  if (wait || roleStack === undefined) return [profile]
  const role = { name: 'role of Fargate pods', stack: roleStack, cluster: cluster.name, region, after: [profile], wait, usual: 30_000 }
  return [profile, goneStack(role)]
}
