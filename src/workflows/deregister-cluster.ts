import type { App } from '../app.ts'
import type { Step } from '../plan/step.ts'
import type { FoundRegistration } from '../survey/registration.ts'
import { connectorRoleName } from '../tables/eks-connector.ts'
import { goneStep } from './gone.ts'

/**
 * EKS forgets a cluster, and the role that was made for its agent goes. A role whose name nobody could tell afterwards goes first: a run
 * that is stopped between the two would leave it for ever.
 */
export function deregisterCluster({ cluster, role }: FoundRegistration, region: string): Step[] {
  if (role === undefined) return [registrationGone(cluster, [])]
  if (role !== connectorRoleName(cluster, region)) {
    const roleStep = roleGone(role, [])
    return [roleStep, registrationGone(cluster, [roleStep])]
  }
  const registration = registrationGone(cluster, [])
  return [registration, roleGone(role, [registration])]
}

const registrationGone = (cluster: string, after: readonly Step[]): Step =>
  goneStep({
    name: `registration of ${cluster}`,
    after,
    wait: true,
    usual: 5_000,
    status: async (app) => statusOf((await app.registrations.find(cluster))?.status),
    delete: (app, signal) => app.registrations.delete(cluster, signal),
  })

/** Whatever its agent is at, it can be given up. */
const statusOf = (status: string | undefined): string | undefined => (status === undefined || status === 'DELETING' ? status : 'ACTIVE')

const roleGone = (role: string, after: readonly Step[]): Step => ({
  name: `role ${role}`,
  after,
  usual: 2_000,
  look: async (app: App) => ((await app.roles.find(role)) === undefined ? { so: true } : { so: false, change: { kind: 'delete' } }),
  act: (_change, app, run) => app.roles.delete(role, run.signal),
})
