import type { App } from '../app.ts'
import type { Step } from '../plan/step.ts'
import type { DoomedCapability } from '../survey/doomed-parts.ts'
import { capabilityStates } from '../tables/eks-states.ts'
import { goneStack } from './delete-stack.ts'
import { goneStep, underWay } from './gone.ts'

/** Capabilities go, each before its role; what they made in AWS stays (their deletePropagationPolicy is RETAIN). */
export const deleteCapabilities = (cluster: string, region: string, capabilities: readonly DoomedCapability[]): Step[] =>
  capabilities.flatMap(({ name, live, stack, roleStack }) => {
    const place = { cluster, region, wait: true }
    const itself =
      stack !== undefined
        ? [goneStack({ ...place, name: `capability ${name}`, stack, usual: 120_000, busy: busyCapability(cluster, name) })]
        : live !== undefined
          ? [goneCapability(cluster, name, [])]
          : []
    const role =
      roleStack === undefined
        ? []
        : [goneStack({ ...place, name: `role of capability ${name}`, stack: roleStack, after: itself, usual: 30_000 })]
    return [...itself, ...role]
  })

/** What EKS is at with a capability, in words: CloudFormation could not delete it meanwhile. */
export const busyCapability =
  (cluster: string, name: string) =>
  async (app: App): Promise<string | undefined> =>
    underWay(`capability ${name}`, capabilityStates, (await app.capabilities.find(cluster, name))?.status)

/** A capability that no stack of ours made, gone. */
export const goneCapability = (cluster: string, name: string, after: readonly Step[]): Step =>
  goneStep({
    name: `capability ${name}`,
    after,
    wait: true,
    usual: 120_000,
    states: capabilityStates,
    status: async (app) => (await app.capabilities.find(cluster, name))?.status,
    issues: async (app) => (await app.capabilities.find(cluster, name))?.issues ?? [],
    delete: (app, signal) => app.capabilities.delete(cluster, name, signal),
  })
