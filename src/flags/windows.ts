import { systemOf } from '../config/rules/conditions.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { badFlag, type GivenFlags } from './conflicts.ts'

/** What is to be said of --install-vpc-controllers. Throws where the file has not both Windows and Linux nodes (rule V259). */
export function vpcControllers(stated: ClusterConfig, given: GivenFlags): string[] {
  if (given['install-vpc-controllers'] !== true) return []
  const systems = [...(stated.nodeGroups ?? []), ...(stated.managedNodeGroups ?? [])].map(systemOf)
  const lacks = !systems.includes('windows') ? 'Windows' : systems.every((one) => one === 'windows') ? 'Linux' : undefined
  if (lacks !== undefined) throw badFlag(`--install-vpc-controllers: the file has no nodegroup with ${lacks}`, 'leave it out, or state one')
  return ['--install-vpc-controllers has no effect: EKS runs the controller of Windows addresses, and it is switched on with the nodes']
}
