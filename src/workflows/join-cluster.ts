import { fargateTemplate } from '#templates/fargate.ts'
import { fargateStack } from '#templates/stack.ts'
import type { AddonRequest, App } from '../app.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import type { Live } from '../survey/live.ts'
import { clusterStackName, fargateStackName } from '../tables/stack-names.ts'
import { accessEntrySteps } from './access-entries.ts'
import { addonRoles } from './addon-roles.ts'
import { addonRuns, addonStep, waitsForNodes } from './addons.ts'
import { standing as standingOf } from './facts.ts'
import { corednsOnFargate, fargateStep, selectsCoredns } from './fargate.ts'
import { handOver } from './hand-over.ts'
import { identityMappingSteps } from './identity-mappings.ts'
import { identityProviderStep } from './identity-providers.ts'
import { newStack, type StackOptions } from './new-stack.ts'
import { podIdentitySteps } from './pod-identities.ts'
import type { IdentityPlace } from './role-stacks.ts'
import { serviceAccountSteps } from './service-accounts.ts'

/** A cluster that stands, for what joins it. */
export const placeIn = (cluster: Cluster, options: StackOptions): IdentityPlace => ({
  cluster,
  fresh: false,
  options,
  standing: standingOf(cluster.name, clusterStackName(cluster.name)),
})

/** The service accounts that a config lists, each with its role. */
export const createServiceAccounts = (cluster: Cluster, options: StackOptions): Step[] =>
  serviceAccountSteps(placeIn(cluster, options), cluster.config.iam?.serviceAccounts ?? [], [])

/** The pod identity associations that a config lists. */
export const createPodIdentities = (cluster: Cluster, options: StackOptions): Step[] =>
  podIdentitySteps(placeIn(cluster, options), cluster.config.iam?.podIdentityAssociations ?? [], [])

/** The access entries that a config lists. */
export const createAccessEntries = (cluster: Cluster, options: StackOptions): Step[] =>
  accessEntrySteps(placeIn(cluster, options), cluster.config.accessConfig?.accessEntries ?? [], [])

/** The mappings of aws-auth that a config lists. */
export const createIdentityMappings = (cluster: Cluster, options: StackOptions): Step[] =>
  identityMappingSteps(placeIn(cluster, options), cluster.config.iamIdentityMappings ?? [], [])

/** The OIDC providers for the Kubernetes API that a config lists. */
export const associateIdentityProviders = (cluster: Cluster, wait: boolean): Step[] =>
  (cluster.config.identityProviders ?? []).map((provider) => identityProviderStep(cluster.name, provider, [], wait))

export interface CreateAddonsOptions extends StackOptions {
  /** What was made by hand is overwritten. */
  readonly force: boolean
  /** Something in the cluster can run pods. */
  readonly carried: boolean
}

/** The add-ons that a config lists, each with its roles; the agent that gives out roles comes first. */
export function createAddons(cluster: Cluster, options: CreateAddonsOptions): Step[] {
  const identities = placeIn(cluster, options)
  const place = { cluster: cluster.name, fresh: false, conflicts: conflictsOf(options.force), before: handOver(identities.standing) }
  return cluster.addons.reduce<{ steps: Step[]; agent: Step[] }>(
    ({ steps, agent }, addon) => {
      const plan = addonRoles(identities, addon, agent)
      const installed = addonStep(place, addon, [...agent, ...plan.steps], false, plan)
      const runs = addonRuns(place, addon, [installed], options.carried || !waitsForNodes(addon.name), !options.carried)
      return { steps: [...steps, ...plan.steps, installed, runs], agent: addon.name === 'eks-pod-identity-agent' ? [installed] : agent }
    },
    { steps: [], agent: [] },
  ).steps
}

/** What wins where an add-on's objects were made or changed by hand: the add-on with `force`, else what is stated. */
export const conflictsOf =
  (force: boolean) =>
  ({ config }: Cluster['addons'][number]): AddonRequest['resolveConflicts'] =>
    force ? 'OVERWRITE' : spelt(config.resolveConflicts)

/** The word in EKS's spelling; none leaves it to EKS. */
const spelt = (word: string | undefined): AddonRequest['resolveConflicts'] =>
  (['OVERWRITE', 'NONE', 'PRESERVE'] as const).find((one) => one === word?.toUpperCase())

/** The Fargate profiles that a config lists. Where the cluster was made without, the role of their pods gets a stack of its own. */
export function createFargateProfiles(cluster: Cluster, live: Live, options: StackOptions): Step[] {
  const { standing } = placeIn(cluster, options)
  const named = fargateStack(cluster)
  const isMissing =
    live.stack?.outputs['FargatePodExecutionRoleARN'] === undefined &&
    cluster.fargateProfiles.some((profile) => !profile.podExecutionRoleARN)
  const role = newStack({
    name: 'role of Fargate pods',
    stack: named,
    cluster: cluster.name,
    region: cluster.region,
    usual: 20_000,
    options,
    draft: () => fargateTemplate(cluster),
  })
  const ownRole = async (app: App): Promise<string | undefined> =>
    (await app.stacks.find(fargateStackName(cluster.name)))?.outputs['FargatePodExecutionRoleARN']
  const place = { cluster: cluster.name, fresh: false, standing, ...(isMissing && { role: ownRole }) }
  const before = isMissing ? [role] : []
  const profiles = cluster.fargateProfiles.map((profile) => fargateStep(place, profile, before))
  return [...before, ...profiles, ...(selectsCoredns(cluster.fargateProfiles) ? [corednsOnFargate(place, profiles)] : [])]
}
