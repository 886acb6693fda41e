import type * as Eks from '@aws-sdk/client-eks'
import type { Account, Call } from '../../service.ts'
import { page } from './paging.ts'
import { invalidParameter } from './refusals.ts'

/** An add-on of the world, in DescribeAddonVersions' shape. */
export interface AddonFacts {
  readonly addonName: string
  readonly type?: string
  readonly publisher?: string
  readonly owner?: string
  readonly defaultNamespace?: string
  readonly addonVersions: readonly AddonVersionFacts[]
}

/** One version of an add-on. */
export interface AddonVersionFacts {
  readonly addonVersion: string
  readonly compatibilities?: readonly { readonly clusterVersion: string; readonly defaultVersion?: boolean }[]
  readonly requiresConfiguration?: boolean
  readonly requiresIamPermissions?: boolean
}

const isAddon = (item: object): item is AddonFacts => 'addonName' in item && 'addonVersions' in item

const addonsOf = (account: Account): AddonFacts[] => account.world.addons.filter((item) => isAddon(item))

/** The add-on of that name; undefined where the world has none. */
export const addonFacts = (account: Account, name: string | undefined): AddonFacts | undefined =>
  addonsOf(account).find((addon) => addon.addonName === name)

/** Versions of an add-on that fit a Kubernetes version. */
export const fittingVersions = (addon: AddonFacts, version: string): AddonVersionFacts[] =>
  addon.addonVersions.filter((item) => (item.compatibilities ?? []).some((fit) => fit.clusterVersion === version))

/** The default version of an add-on for a Kubernetes version. */
export function defaultVersion(addon: AddonFacts, version: string): string | undefined {
  const fitting = fittingVersions(addon, version)
  return (
    fitting.find((item) => item.compatibilities?.some((fit) => fit.clusterVersion === version && fit.defaultVersion === true)) ?? fitting[0]
  )?.addonVersion
}

const among = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
  wanted === undefined || wanted.length === 0 || (value !== undefined && wanted.includes(value))

/** DescribeAddonVersions, filtered by name, Kubernetes version, type, owner and publisher. */
export function describeAddonVersions(input: Eks.DescribeAddonVersionsRequest, call: Call): object {
  const { addonName, kubernetesVersion: version } = input
  const addons = addonsOf(call.account)
  if (addonName !== undefined && addonFacts(call.account, addonName) === undefined)
    throw invalidParameter('Addon specified is not supported', { addonName })
  const found = addons
    .filter(
      (addon) =>
        (addonName === undefined || addon.addonName === addonName) &&
        among(input.types, addon.type) &&
        among(input.owners, addon.owner ?? 'aws') &&
        among(input.publishers, addon.publisher ?? 'eks'),
    )
    .map((addon) => ({
      publisher: 'eks',
      owner: 'aws',
      ...addon,
      addonVersions: (version === undefined ? addon.addonVersions : fittingVersions(addon, version)).map((item) => ({
        ...item,
        compatibilities: (item.compatibilities ?? []).filter((fit) => version === undefined || fit.clusterVersion === version),
      })),
    }))
    .filter((addon) => addon.addonVersions.length > 0)
  const { items, nextToken } = page(found, input)
  return { addons: items, ...(nextToken !== undefined && { nextToken }) }
}

interface ConfigurationFacts {
  readonly configurationSchema?: string
  readonly podIdentityConfiguration?: readonly object[]
}

/** What the world knows of the configuration of an add-on's version. */
export const configurationFacts = (account: Account, addon: string, version: string): ConfigurationFacts =>
  account.world.addonConfigurations[`${addon}@${version}`] ?? {
    configurationSchema: JSON.stringify({ $schema: 'http://json-schema.org/draft-06/schema#', type: 'object' }),
  }

/** DescribeAddonConfiguration */
export function describeAddonConfiguration(input: Eks.DescribeAddonConfigurationRequest, call: Call): object {
  const { addonName = '', addonVersion = '' } = input
  const addon = addonFacts(call.account, addonName)
  if (addon === undefined || !addon.addonVersions.some((item) => item.addonVersion === addonVersion))
    throw invalidParameter('Addon version specified is not supported', { addonName })
  return { addonName, addonVersion, ...configurationFacts(call.account, addonName, addonVersion) }
}
