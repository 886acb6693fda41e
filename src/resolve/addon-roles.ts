import type { App } from '../app.ts'
import type { AddonRoles } from '../config/cluster.ts'
import type { Addon, ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { recommendedPermissions } from '../tables/addons.ts'
import { ipv6CniPolicy } from '../tables/policies.ts'
import { partitionOf } from '../tables/regions.ts'

/** What is decided about an add-on's permissions. */
export interface AddonPermissions {
  readonly roles?: AddonRoles
  readonly caution?: string
}

/** An add-on as it is about to be installed. */
export interface PlacedAddon {
  readonly config: Addon
  readonly version: string
  /** EKS says that it does nothing without permissions. */
  readonly needsRole: boolean
}

/**
 * Where an add-on's permissions come from. What is stated comes first: associations, then a role or policies for tokens (IRSA); then what
 * EKS recommends for the agent, where that is switched on; then what is known to be needed, by tokens. `oidc`: roles for tokens are possible.
 */
export async function addonPermissions(app: App, cluster: ClusterConfig, addon: PlacedAddon, oidc: boolean): Promise<AddonPermissions> {
  const { config } = addon
  const associations = config.podIdentityAssociations ?? []
  const stated = statedRoles(config)
  if (!addon.needsRole) {
    const idle = associations.length > 0 || stated !== undefined
    return idle ? { caution: `add-on ${config.name} needs no permissions: the role stated for it is left out` } : {}
  }
  if (associations.length > 0) {
    if ((await app.addons.recommended(config.name, addon.version)).length === 0) throw withoutAgent(config.name, addon.version)
    return { roles: { kind: 'agent', associations } }
  }
  if (stated !== undefined) return oidc ? { roles: stated } : { caution: withoutOidc(config.name) }
  const byAgent = config.useDefaultPodIdentityAssociations === true || cluster.addonsConfig?.autoApplyPodIdentityAssociations === true
  const recommended = byAgent ? await recommendedAssociations(app, cluster, addon) : []
  if (recommended.length > 0) return { roles: { kind: 'agent', associations: recommended } }
  const known = knownPermissions(cluster, config.name)
  if (known === undefined)
    return { caution: `add-on ${config.name} needs permissions: state podIdentityAssociations for it, or give its service account a role` }
  return oidc ? { roles: { kind: 'tokens', permissions: known } } : config.name === 'vpc-cni' ? {} : { caution: withoutOidc(config.name) }
}

/** The first of its ways to a role that is stated. */
function statedRoles({
  serviceAccountRoleARN,
  attachPolicyARNs = [],
  wellKnownPolicies = {},
  attachPolicy,
}: Addon): AddonRoles | undefined {
  if (serviceAccountRoleARN) return { kind: 'given', arn: serviceAccountRoleARN }
  if (attachPolicyARNs.length > 0) return { kind: 'tokens', permissions: { attachPolicyARNs } }
  if (Object.values(wellKnownPolicies).includes(true)) return { kind: 'tokens', permissions: { wellKnownPolicies } }
  return attachPolicy === undefined ? undefined : { kind: 'tokens', permissions: { attachPolicy } }
}

async function recommendedAssociations(app: App, cluster: ClusterConfig, { config, version }: PlacedAddon) {
  const roles = await app.addons.recommended(config.name, version)
  const ipv6 = isIpv6Cni(cluster, config.name)
  return roles.flatMap(({ serviceAccount, policyArns }) => {
    if (ipv6 && serviceAccount !== 'aws-node') return []
    const permissions = ipv6
      ? { permissionPolicy: { ...ipv6CniPolicy(partitionOf(cluster.metadata.region).name) } }
      : { permissionPolicyARNs: [...policyArns] }
    return [{ namespace: '', serviceAccountName: serviceAccount, roleARN: '', wellKnownPolicies: {}, ...permissions }]
  })
}

/** What the few add-ons that eksctl knows need. */
function knownPermissions(cluster: ClusterConfig, name: string): Extract<AddonRoles, { kind: 'tokens' }>['permissions'] | undefined {
  const partition = partitionOf(cluster.metadata.region).name
  if (isIpv6Cni(cluster, name)) return { attachPolicy: ipv6CniPolicy(partition) }
  const known = recommendedPermissions(name)
  if (known === undefined) return undefined
  return 'wellKnown' in known
    ? { wellKnownPolicies: { [known.wellKnown]: true } }
    : { attachPolicyARNs: [`arn:${partition}:iam::aws:policy/${known.managedPolicy}`] }
}

const isIpv6Cni = ({ kubernetesNetworkConfig }: ClusterConfig, name: string): boolean =>
  name === 'vpc-cni' && /^ipv6$/i.test(kubernetesNetworkConfig?.ipFamily ?? '')

const withoutOidc = (name: string): string => `add-on ${name} gets no role: the cluster has no OIDC provider (iam.withOIDC: true makes one)`

const withoutAgent = (name: string, version: string): EksxError =>
  new EksxError('AddonWithoutPodIdentity', `add-on ${name} ${version} does not support pod identity associations`, {
    exitCode: exitCodes.refused,
    hint: `leave out addons[${name}].podIdentityAssociations`,
  })
