import { parseDocument } from 'yaml'
import type { Addon, ClusterConfig } from '../schema/cluster-config.ts'
import { addonNamed, anyPolicy, autoMode, isStated, statedOf } from './conditions.ts'
import { completeAssociation, podIdentityRules, policyName, policyOfName } from './iam.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** Rules about roles of add-ons, which hold for every command. */
export const addonIdentityRules: readonly Rule<ClusterConfig>[] = [
  addon('V97', ({ podIdentityAssociations }, at) =>
    each(
      podIdentityAssociations,
      `${at}.podIdentityAssociations`,
      ({ wellKnownPolicies }, one) =>
        anyPolicy(wellKnownPolicies) &&
        fault(`${one}.wellKnownPolicies`, 'is not possible for add-ons; write permissionPolicyARNs or permissionPolicy'),
    ),
  ),
  addon('V98', ({ podIdentityAssociations }, at) =>
    each(
      podIdentityAssociations,
      `${at}.podIdentityAssociations`,
      ({ tags }, one) => tags !== undefined && fault(`${one}.tags`, 'is not possible for add-ons; the tags of the add-on hold'),
    ),
  ),
  addon('V99', ({ podIdentityAssociations }, at) =>
    each(podIdentityAssociations, `${at}.podIdentityAssociations`, (one, place) => [policyOfName(one, place), policyName(one, place)]),
  ),
  addon(
    'V100',
    ({ useDefaultPodIdentityAssociations: preset, podIdentityAssociations }, at) =>
      preset === true &&
      isStated(podIdentityAssociations) &&
      fault(`${at}.useDefaultPodIdentityAssociations`, 'cannot stand together with podIdentityAssociations'),
  ),
  addon('V101', (one, at) => {
    const others = rolesOf({ ...one, attachPolicy: isStated(one.attachPolicy) ? one.attachPolicy : undefined })
    return (
      one.useDefaultPodIdentityAssociations === true &&
      others.length > 0 &&
      fault(`${at}.useDefaultPodIdentityAssociations`, `cannot stand together with ${others.join(', ')}`)
    )
  }),
]

/** Rules about each add-on that is to be installed. */
export const addonRules: readonly Rule<ClusterConfig>[] = [
  addon('V233', ({ name }, at) => !isStated(name) && fault(`${at}.name`, 'must be set')),
  addon(
    'V234',
    ({ configurationValues: text = '' }, at) =>
      text !== '' && !isSettings(text) && fault(`${at}.configurationValues`, 'is neither JSON nor a YAML map'),
  ),
  addon(
    'V235',
    ({ namespaceConfig: { namespace = '' } = {} }, at) =>
      namespace !== '' &&
      (namespace.length > 63 || !/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(namespace)) &&
      fault(`${at}.namespaceConfig.namespace`, `"${namespace}" is not the name of a namespace`),
  ),
  addon('V236', (one, at) => {
    const roles = rolesOf(one)
    return (
      roles.length > 0 &&
      isStated(one.podIdentityAssociations) &&
      fault(`${at}.podIdentityAssociations`, `cannot stand together with ${roles.join(', ')}`)
    )
  }),
  addon('V237', (one, at) => {
    const roles = rolesOf(one)
    return roles.length > 1 && fault(at, `takes one of ${roles.join(', ')}, not several`)
  }),
  addon(
    'V238',
    ({ name, podIdentityAssociations }, at) =>
      name === 'eks-pod-identity-agent' &&
      isStated(podIdentityAssociations) &&
      fault(`${at}.podIdentityAssociations`, 'the agent has no role of its own'),
  ),
  addon('V239', ({ podIdentityAssociations }, at) => each(podIdentityAssociations, `${at}.podIdentityAssociations`, completeAssociation)),
]

/** Rules about add-ons of a cluster that is created. */
export const newAddonRules: readonly Rule<ClusterConfig>[] = [
  ...addonRules,
  {
    id: 'V240',
    check: (config) => {
      const groups = statedOf({ nodeGroups: isStated(config.nodeGroups), managedNodeGroups: isStated(config.managedNodeGroups) })
      return (
        autoMode(config) &&
        groups.map((key) =>
          fault(
            key,
            'an Auto Mode cluster (autoModeConfig.enabled) is created without nodegroups',
            'leave them out, and add them later with `create nodegroup` once the networking add-ons are there',
          ),
        )
      )
    },
  },
  {
    id: 'V241',
    check: (config) =>
      autoMode(config) &&
      !isStated(config.fargateProfiles) &&
      config.remoteNetworkConfig === undefined &&
      each(
        config.addons,
        'addons',
        ({ name }, at) =>
          ['vpc-cni', 'kube-proxy', 'coredns'].includes(name) && fault(at, `Auto Mode has ${name} built in; leave the add-on out`),
      ),
  },
  {
    id: 'V242',
    check: (config) => {
      const { nodeGroups = [], managedNodeGroups = [], iam, gitops } = config
      if (config.addonsConfig?.disableDefaultAddons !== true || autoMode(config) || addonNamed(config, 'vpc-cni')) return undefined
      const needing = statedOf({
        nodegroups: [...nodeGroups, ...managedNodeGroups].some(({ desiredCapacity }) => (desiredCapacity ?? 0) > 0),
        fargateProfiles: isStated(config.fargateProfiles),
        karpenter: config.karpenter,
        'gitops.flux': gitops?.flux,
        'iam.serviceAccounts': isStated(iam?.serviceAccounts),
        'iam.podIdentityAssociations': isStated(iam?.podIdentityAssociations),
      })
      return (
        needing.length > 0 &&
        fault(
          'addonsConfig.disableDefaultAddons',
          `without the add-on vpc-cni there is no network for ${needing.join(', ')}`,
          'list vpc-cni under addons',
        )
      )
    },
  },
  {
    id: 'V243',
    check: (config) => {
      const { addons = [], addonsConfig, iam } = config
      const byAddons = addons.length > 0 && addonsConfig?.autoApplyPodIdentityAssociations === true
      const wanted = addons.some((one) => one.useDefaultPodIdentityAssociations === true || isStated(one.podIdentityAssociations))
      if (autoMode(config) || addonNamed(config, 'eks-pod-identity-agent')) return undefined
      return (
        (isStated(iam?.podIdentityAssociations) || byAddons || wanted) &&
        fault('addons', 'pod identities need the add-on eks-pod-identity-agent in the list')
      )
    },
  },
  ...podIdentityRules,
]

function addon(id: string, check: (addon: Addon, at: string) => Verdict): Rule<ClusterConfig> {
  return { id, check: ({ addons }) => each(addons, 'addons', check) }
}

/** The ways to a role (IRSA) that an add-on states. */
function rolesOf({ attachPolicy, attachPolicyARNs, serviceAccountRoleARN, wellKnownPolicies }: Addon): string[] {
  return statedOf({
    attachPolicy: attachPolicy !== undefined,
    attachPolicyARNs: isStated(attachPolicyARNs),
    serviceAccountRoleARN: isStated(serviceAccountRoleARN),
    wellKnownPolicies: anyPolicy(wellKnownPolicies),
  })
}

/** JSON of any kind, or a YAML map. */
function isSettings(text: string): boolean {
  const document = parseDocument(text, { prettyErrors: false })
  const json = /^\s*[[{"\d-]/.test(text)
  return (
    document.errors.length === 0 && (json || document.contents === null || document.toJS() === null || typeof document.toJS() === 'object')
  )
}
