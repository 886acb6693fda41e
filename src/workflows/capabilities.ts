import { capabilityRoleTemplate, capabilityTemplate } from '#templates/capability.ts'
import { capabilityRoleStack, capabilityStack } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { AccessPolicy } from '../app/capabilities.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Capability } from '../config/schema/cluster-config.ts'
import { EksxError } from '../errors.ts'
import type { Difference, Sight, Step } from '../plan/step.ts'
import { capabilityRoleStackName } from '../tables/stack-names.ts'
import { newStack, type StackOptions } from './new-stack.ts'
import { roleOf } from './role-stacks.ts'
import { until } from './until.ts'

/** What their steps need to know of the cluster. */
export interface CapabilityPlace {
  readonly cluster: Pick<Cluster, 'name' | 'region' | 'config'>
  /** The survey found no cluster, so a first look has nothing to read. */
  readonly fresh: boolean
  readonly options: StackOptions
}

/** The capabilities of a cluster: for each its role, unless one was given, then itself, then what its role may do in Kubernetes. */
export const capabilitySteps = (place: CapabilityPlace, capabilities: readonly Capability[], after: readonly Step[]): Step[] =>
  capabilities.flatMap((capability) => {
    const role = capability.roleArn ? [] : [roleStep(place, capability, after)]
    const itself = capabilityStep(place, capability, [...after, ...role])
    return [...role, itself, ...accessSteps(place, capability, [itself])]
  })

const stackOf = ({ cluster, options, fresh }: CapabilityPlace) => ({
  cluster: cluster.name,
  region: cluster.region,
  options,
  absent: fresh,
})

const roleStep = (place: CapabilityPlace, capability: Capability, after: readonly Step[]): Step =>
  newStack({
    ...stackOf(place),
    name: `role of capability ${capability.name}`,
    stack: capabilityRoleStack(place.cluster, capability),
    after,
    usual: 20_000,
    draft: () => capabilityRoleTemplate(capability),
  })

const capabilityStep = (place: CapabilityPlace, capability: Capability, after: readonly Step[]): Step =>
  newStack({
    ...stackOf(place),
    name: `capability ${capability.name}`,
    stack: capabilityStack(place.cluster, capability),
    after,
    usual: 180_000,
    draft: () => capabilityTemplate(place.cluster.name, capability, capability.roleArn ?? ''),
    render: async (app) => capabilityTemplate(place.cluster.name, capability, await roleArnOf(place, capability, app)),
    differences: (_, app) => differences(place, capability, app),
  })

const roleArnOf = async ({ cluster }: CapabilityPlace, { name, roleArn }: Capability, app: App): Promise<string> =>
  roleArn || (await roleOf(app, capabilityRoleStackName(cluster.name, name)))

/** What was stated and is not so. Settings of Argo CD can be changed since, by other ways than the stack. */
async function differences({ cluster }: CapabilityPlace, capability: Capability, app: App): Promise<Difference[]> {
  const { name, type, roleArn, deletePropagationPolicy } = capability
  const live = await app.capabilities.find(cluster.name, name)
  if (live === undefined) return [{ path: `capabilities[${name}]`, to: type }]
  const stated = { type, roleArn, deletePropagationPolicy }
  return (['type', 'roleArn', 'deletePropagationPolicy'] as const)
    .filter((key) => Boolean(stated[key]) && stated[key] !== live[key])
    .map((key) => ({ path: `capabilities[${name}].${key}`, from: live[key], to: stated[key] }))
}

/** EKS makes an access entry for a capability's role; it may take a moment until it is there. Milliseconds. */
const entryComes = 300_000

function accessSteps(place: CapabilityPlace, capability: Capability, after: readonly Step[]): Step[] {
  const wanted = (capability.accessPolicies ?? []).map(({ policyARN = '', accessScope }): AccessPolicy => ({
    policyArn: policyARN,
    namespaces: accessScope?.type === 'namespace' ? (accessScope.namespaces ?? []) : [],
  }))
  if (wanted.length === 0) return []
  const { name } = capability
  const cluster = place.cluster.name
  let unread = place.fresh

  const missing = (has: readonly AccessPolicy[]): AccessPolicy[] => wanted.filter((policy) => !has.some((one) => same(one, policy)))

  async function look(app: App): Promise<Sight> {
    const first = unread
    unread = false
    if (first || (await app.capabilities.find(cluster, name)) === undefined)
      return { so: false, change: { kind: 'create', provisional: true } }
    const has = (await app.capabilities.accessPolicies(cluster, await roleArnOf(place, capability, app))) ?? []
    const why = missing(has).map(({ policyArn }) => ({ path: `capabilities[${name}].accessPolicies`, to: policyArn }))
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'create', why } }
  }

  return [
    {
      name: `access of capability ${name}`,
      after,
      usual: 5_000,
      look,
      act: async (_change, app, run) => {
        const role = await roleArnOf(place, capability, app)
        const started = app.clock.now()
        const has = await until(
          app,
          run,
          () => app.capabilities.accessPolicies(cluster, role),
          (seen) => seen !== undefined || app.clock.now() - started > entryComes,
        )
        if (has === undefined) {
          throw new EksxError('AccessEntryMissing', `EKS made no access entry for ${role}, the role of capability ${name}`, {
            hint: 'see whether the cluster takes access entries (accessConfig.authenticationMode), then run the same command again',
          })
        }
        for (const policy of missing(has)) await app.capabilities.associateAccessPolicy(cluster, role, policy, run.signal)
      },
    },
  ]
}

const same = (one: AccessPolicy, other: AccessPolicy): boolean =>
  one.policyArn === other.policyArn && [...one.namespaces].toSorted().join() === [...other.namespaces].toSorted().join()
