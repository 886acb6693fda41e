import type { Step } from '../plan/step.ts'
import type { DoomedAddon } from '../survey/doomed-parts.ts'
import { addonStates } from '../tables/eks-states.ts'
import { goneStack } from './delete-stack.ts'
import { goneStep } from './gone.ts'

export interface DeleteAddonOptions {
  /** What it put into the cluster stays, and so do its roles: they are in use. */
  readonly preserve: boolean
  readonly wait: boolean
}

/** An add-on goes, then the roles that were made for it. */
export function deleteAddon(doomed: DoomedAddon, name: string, region: string, options: DeleteAddonOptions): Step[] {
  const { preserve, wait } = options
  const cluster = doomed.cluster.name
  const addon = goneAddon(cluster, name, { wait, preserve, after: [] })
  const roles = preserve
    ? []
    : doomed.stacks.map((stack) => goneStack({ name: `stack ${stack.name}`, stack, cluster, region, after: [addon], wait, usual: 30_000 }))
  return [addon, ...roles]
}

/** An add-on that EKS no longer has. */
export const goneAddon = (
  cluster: string,
  name: string,
  {
    wait,
    preserve = false,
    after,
    ifItFails,
  }: { readonly wait: boolean; readonly preserve?: boolean; readonly after: readonly Step[]; readonly ifItFails?: 'warn' },
): Step =>
  goneStep({
    name: `add-on ${name}`,
    after,
    wait,
    ...(ifItFails && { ifItFails }),
    usual: 20_000,
    states: addonStates,
    status: async (app) => (await app.addons.find(cluster, name))?.status,
    issues: async (app) => (await app.addons.find(cluster, name))?.issues ?? [],
    delete: (app, signal) => app.addons.delete(cluster, name, signal, preserve),
  })
