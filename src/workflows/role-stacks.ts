import { iamRoleTemplate, isWellKnown, podIdentityTrust, tokenTrust, type Federation } from '#templates/iam-role.ts'
import { renewedRole } from '#templates/role-edits.ts'
import { addonPodRoleStack, addonRoleStack, podIdentityStack, serviceAccountStack, type StackIdentity } from '#templates/stack.ts'
import type { Template } from '#templates/cfn.ts'
import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import type { Addon, AddonRoles, Cluster } from '../config/cluster.ts'
import type { PodIdentityAssociation, ServiceAccount } from '../config/schema/cluster-config.ts'
import { EksxError } from '../errors.ts'
import type { Step } from '../plan/step.ts'
import type { StandingCluster } from './facts.ts'
import { type EditedStack, editedStack } from './edited-stack.ts'
import { newStack, type StackOptions } from './new-stack.ts'
import { templateDifferences } from './template-differences.ts'

/** What the steps about roles and access need to know of their cluster. */
export interface IdentityPlace {
  readonly cluster: Cluster
  /** The survey found no cluster, so a first look has nothing to read. */
  readonly fresh: boolean
  readonly options: StackOptions
  readonly standing: (app: App) => Promise<StandingCluster>
  /** Which role stacks stand, by name, and get what is stated now in place of being made. */
  readonly renews?: (stack: string) => boolean
}

const usual = 20_000

/** What a change of a role is called in CloudFormation. */
type Renewal = Pick<EditedStack, 'changeSet' | 'description'>

interface RoleTraits {
  readonly needsIssuer?: boolean
  /** What it may do was stated, not recommended. */
  readonly isStated?: boolean
  readonly renewal?: Renewal
}

function roleStack(
  place: IdentityPlace,
  name: string,
  stack: StackIdentity,
  after: readonly Step[],
  template: (federation: Federation) => Template,
  { needsIssuer = false, isStated = true, renewal }: RoleTraits = {},
): Step {
  const { cluster, options, fresh } = place
  const draft = (): Template => template(likelyFederation(cluster))
  const render = async (app: App): Promise<Template> => template(await federation(app, place))
  if (place.renews?.(stack.name) === true) return renewedStack(place, { name, after, ...renewal }, stack, needsIssuer ? render : draft)
  return newStack({
    name,
    stack,
    cluster: cluster.name,
    region: cluster.region,
    after,
    usual,
    options,
    absent: fresh,
    draft,
    ...(needsIssuer && { render }),
    // What was not stated may have been recommended otherwise when the stack was made.
    ...(isStated && { differences: (made, app) => templateDifferences(app, made, draft(), isWellKnown) }),
  })
}

/** The stack of a role that stands, made anew from what is stated. */
const renewedStack = (
  { cluster, options }: IdentityPlace,
  step: Pick<EditedStack, 'name' | 'after'> & Partial<Renewal>,
  stack: Pick<StackIdentity, 'name'>,
  template: (app: App) => Template | Promise<Template>,
): Step =>
  editedStack({
    changeSet: 'updating-policy',
    description: `updating the ${step.name}`,
    ...step,
    stack: stack.name,
    cluster: cluster.name,
    region: cluster.region,
    roleArn: options.roleArn,
    usual,
    edit: async (deployed, app) => renewedRole(deployed, await template(app)),
  })

/** The ARN of the role that one of these stacks holds. */
export async function roleOf(app: App, stackName: string): Promise<string> {
  const arn = (await app.stacks.find(stackName))?.outputs['Role1']
  if (arn !== undefined) return arn
  throw new EksxError('RoleMissing', `stack ${stackName} tells of no role`, { hint: 'delete that stack, then run the same command again' })
}

/** The cluster's issuer as IAM knows it: host and path, without a port. */
export function federationOf({ partition, account }: Pick<Cluster, 'partition' | 'account'>, issuerUrl: string | undefined): Federation {
  if (issuerUrl === undefined)
    throw new EksxError('NoIssuer', 'the cluster has no OIDC issuer', {
      hint: 'local clusters on Outposts have none; leave out roles for service accounts',
    })
  const issuer = issuerUrl.replace(/^https:\/\//, '').replace(/^([^/]+?):\d+/, '$1')
  return { provider: `arn:${partition.name}:iam::${account}:oidc-provider/${issuer}`, issuer }
}

/** The issuer in the size that it will have. */
const likelyFederation = (cluster: Cluster): Federation =>
  federationOf(cluster, `https://oidc.eks.${cluster.region}.${cluster.partition.dnsSuffix}/id/${'0'.repeat(32)}`)

const federation = async (app: App, { cluster, standing }: IdentityPlace): Promise<Federation> =>
  federationOf(cluster, (await standing(app)).cluster.issuer)

/** The role of a service account. */
export function serviceAccountRole(place: IdentityPlace, account: ServiceAccount, after: readonly Step[]): Step {
  const { namespace = 'default', name = '' } = account.metadata ?? {}
  const trusted = { namespace, name, pattern: account.subjectPattern }
  const purpose = `serviceaccount "${namespace}/${name}"`
  const template = (issuer: Federation): Template => iamRoleTemplate({ ...account, purpose, trust: tokenTrust(issuer, trusted) })
  return roleStack(place, `role of service account ${namespace}/${name}`, serviceAccountStack(place.cluster, account), after, template, {
    needsIssuer: true,
    renewal: { changeSet: 'updating-policy', description: `updating policies for IAMServiceAccount ${namespace}/${name}` },
  })
}

const podRoleTemplate = (association: PodIdentityAssociation): Template =>
  iamRoleTemplate({
    purpose: 'pod identity association',
    trust: podIdentityTrust,
    roleName: association.roleName,
    permissionsBoundary: association.permissionsBoundaryARN,
    attachPolicyARNs: association.permissionPolicyARNs,
    wellKnownPolicies: association.wellKnownPolicies,
    attachPolicy: association.permissionPolicy,
    attachPolicyName: association.permissionPolicyName,
  })

/** The role of a pod identity association. */
export const podIdentityRole = (place: IdentityPlace, association: PodIdentityAssociation, after: readonly Step[]): Step =>
  roleStack(
    place,
    `role of pod identity ${association.namespace}/${association.serviceAccountName}`,
    podIdentityStack(place.cluster, association),
    after,
    () => podRoleTemplate(association),
  )

/** The role of an association that stands, made anew from what is stated. Its stack is named, since the role may have come from a service account. */
export const renewedPodIdentityRole = (place: IdentityPlace, association: PodIdentityAssociation, stack: Stack): Step =>
  renewedStack(
    place,
    {
      name: `role of pod identity ${association.namespace}/${association.serviceAccountName}`,
      // A change set's name has room for 128 characters, the time among them.
      changeSet: `eksctl-${association.namespace}-${association.serviceAccountName}`.slice(0, 100).concat('-update'),
      description: `updating the role of pod identity association ${association.namespace}/${association.serviceAccountName}`,
    },
    stack,
    () => podRoleTemplate(association),
  )

/** The role that an add-on's pods take by tokens of the cluster. Only the network add-on's service account is known by name. */
export function addonTokenRole(
  place: IdentityPlace,
  addon: Addon,
  roles: Extract<AddonRoles, { kind: 'tokens' }>,
  after: readonly Step[],
): Step {
  const { name, config } = addon
  const subject = name === 'vpc-cni' ? { namespace: 'kube-system', name: 'aws-node' } : undefined
  const template = (issuer: Federation): Template =>
    iamRoleTemplate({
      ...roles.permissions,
      purpose: `"${name}"`,
      permissionsBoundary: config.permissionsBoundary,
      trust: tokenTrust(issuer, subject),
    })
  const isStated = [config.attachPolicyARNs, config.wellKnownPolicies, config.attachPolicy].some((one) => one !== undefined)
  const named = addonRoleStack(place.cluster, name)
  return roleStack(place, `role of add-on ${name}`, named, after, template, { needsIssuer: true, isStated })
}

/** The role that one of an add-on's service accounts takes through the agent. */
export const addonPodRole = (place: IdentityPlace, addon: string, association: PodIdentityAssociation, after: readonly Step[]): Step =>
  roleStack(
    place,
    `role of add-on ${addon} for ${association.serviceAccountName}`,
    addonPodRoleStack(place.cluster, addon, association),
    after,
    () => podRoleTemplate(association),
    { isStated: false },
  )
