import type { ArgoCdMapping, CapabilityWish, LiveCapability } from '../app/capabilities.ts'
import type { Capability } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Difference, Step } from '../plan/step.ts'
import { partMissing } from '../survey/missing.ts'
import { capabilityStates } from '../tables/eks-states.ts'
import { eksUpdate } from './eks-update.ts'

/** Capabilities as stated: their roles, and the settings of Argo CD. What is not stated stays as it is. */
export const updateCapabilities = (cluster: string, capabilities: readonly Capability[]): Step[] =>
  capabilities.map((stated) =>
    eksUpdate<LiveCapability>({
      name: `capability ${stated.name}`,
      scope: { cluster, capability: stated.name },
      wait: true,
      usual: 60_000,
      states: capabilityStates,
      find: (app) => app.capabilities.find(cluster, stated.name),
      missing: ({ regionName }) => partMissing('capability', stated.name, cluster, regionName),
      refusal: (live) => (live.type === stated.type ? undefined : otherType(stated, live)),
      differences: (live) => differences(stated, live),
      begin: (app, live, signal) => app.capabilities.update(cluster, stated.name, wishOf(stated, live), signal),
    }),
  )

function differences(stated: Capability, live: LiveCapability): Difference[] {
  const plain = (['type', 'roleArn', 'deletePropagationPolicy'] as const).flatMap((key): Difference[] =>
    stated[key] && stated[key] !== live[key] ? [{ path: key, from: live[key], to: stated[key] }] : [],
  )
  const { argoCd = {} } = wishOf(stated, live)
  const path = 'configuration.argocd'
  return [
    ...plain,
    ...(argoCd.vpceIds ? [{ path: `${path}.networkAccess.vpceIds`, from: live.argoCd?.vpceIds, to: argoCd.vpceIds }] : []),
    ...(argoCd.addOrUpdate || argoCd.remove
      ? [{ path: `${path}.rbacRoleMappings`, from: live.argoCd?.mappings, to: stated.configuration?.argocd?.rbacRoleMappings }]
      : []),
  ]
}

/** What EKS has to be asked for: a stated list is the whole of it. */
function wishOf({ roleArn, deletePropagationPolicy, configuration }: Capability, live: LiveCapability): CapabilityWish {
  const argoCd = configuration?.argocd
  const vpceIds = argoCd?.networkAccess?.vpceIds ?? undefined
  const mappings = argoCd?.rbacRoleMappings ?? undefined
  const has = live.argoCd ?? { vpceIds: [], mappings: [] }
  const addOrUpdate = mappings?.map(plainMapping).filter((one) => !has.mappings.some((other) => sameMapping(one, other))) ?? []
  const remove = mappings === undefined ? [] : has.mappings.flatMap((one) => surplus(one, mappings.map(plainMapping)))
  const settings = {
    ...(vpceIds !== undefined && [...vpceIds].toSorted().join() !== [...has.vpceIds].toSorted().join() && { vpceIds }),
    ...(addOrUpdate.length > 0 && { addOrUpdate }),
    ...(remove.length > 0 && { remove }),
  }
  return {
    ...(roleArn && { roleArn }),
    ...(deletePropagationPolicy && { deletePropagationPolicy }),
    ...(Object.keys(settings).length > 0 && { argoCd: settings }),
  }
}

type Stated = NonNullable<NonNullable<NonNullable<Capability['configuration']>['argocd']>['rbacRoleMappings']>[number]

const plainMapping = ({ role, identities }: Stated): ArgoCdMapping => ({
  role,
  identities: (identities ?? []).map(({ id, type }) => ({ id, type })),
})

const keyOf = ({ id, type }: ArgoCdMapping['identities'][number]): string => `${type} ${id}`

const sameMapping = (one: ArgoCdMapping, other: ArgoCdMapping): boolean =>
  one.role === other.role && one.identities.map(keyOf).toSorted().join() === other.identities.map(keyOf).toSorted().join()

/** Who has a role and should not have it. */
function surplus({ role, identities }: ArgoCdMapping, stated: readonly ArgoCdMapping[]): ArgoCdMapping[] {
  const wanted = new Set(stated.filter((one) => one.role === role).flatMap((one) => one.identities.map(keyOf)))
  const extra = identities.filter((one) => !wanted.has(keyOf(one)))
  return extra.length === 0 ? [] : [{ role, identities: extra }]
}

const otherType = ({ name, type }: Capability, live: LiveCapability): EksxError =>
  new EksxError('CapabilityTypeFixed', `capability ${name} is of type ${live.type}, and EKS cannot make it ${type}`, {
    exitCode: exitCodes.refused,
    hint: `state the type ${live.type}, or delete it and create it anew`,
  })
