import { goPrinted, type GoShape, nulls } from './go-shape.ts'
import type { Answer } from './answer.ts'
import { type Column, fittedTable } from './table.ts'

const versionShape: GoShape = {
  '': {
    ClusterType: null,
    ClusterVersion: null,
    ControlPlaneComponentConfig: null,
    ControlPlaneScalingTiers: null,
    DefaultPlatformVersion: null,
    DefaultVersion: false,
    EndOfExtendedSupportDate: null,
    EndOfStandardSupportDate: null,
    KubernetesPatchVersion: null,
    ReleaseDate: null,
    Status: '',
    VersionStatus: '',
  },
}

const addonShape: GoShape = {
  '': nulls('AddonName', 'AddonVersions', 'DefaultNamespace', 'MarketplaceInformation', 'Owner', 'Publisher', 'Type'),
  AddonVersions: {
    ...nulls('AddonVersion', 'Architecture', 'Compatibilities', 'ComputeTypes'),
    RequiresConfiguration: false,
    RequiresIamPermissions: false,
  },
  Compatibilities: { ClusterVersion: null, DefaultVersion: false, PlatformVersions: null },
  MarketplaceInformation: nulls('ProductId', 'ProductUrl'),
}

const podIdentityShape: GoShape = { '': nulls('RecommendedManagedPolicies', 'ServiceAccount') }

/** Kubernetes versions as eksctl prints them; for people, which is the default and how long each is supported. */
export const versionsAnswer = (versions: readonly object[]): Answer => ({
  value: { clusterVersions: versions.map((one) => goPrinted(one, versionShape)) },
  table: (width) => fittedTable(versions, versionColumns, width),
})

/** Add-ons with their versions as eksctl prints them; for people, a row for each version. */
export const addonsAnswer = (addons: readonly object[]): Answer => ({
  value: { Addons: addons.map((one) => goPrinted(one, addonShape)) },
  table: (width) =>
    fittedTable(
      addons.flatMap((addon) => fieldsOf(addon, 'addonVersions').map((version) => ({ addon, version }))),
      addonColumns,
      width,
    ),
})

/** What an add-on's version can be told, as eksctl prints it. The schema, a text of JSON at AWS, is JSON here. */
export const configurationValue = (schema: string | undefined, podIdentities: readonly object[] | undefined): object => ({
  configurationSchema: schema === undefined || schema === '' ? null : JSON.parse(schema),
  podIdentityConfiguration: podIdentities?.map((one) => goPrinted(one, podIdentityShape)) ?? null,
})

const versionColumns: readonly Column<object>[] = [
  ['VERSION', (one) => cell(one, 'clusterVersion')],
  ['STATUS', (one) => cell(one, 'versionStatus')],
  ['DEFAULT', (one) => (cell(one, 'defaultVersion') === 'true' ? 'yes' : '')],
  ['STANDARD SUPPORT ENDS', (one) => cell(one, 'endOfStandardSupportDate')],
  ['EXTENDED SUPPORT ENDS', (one) => cell(one, 'endOfExtendedSupportDate'), 1],
  ['PLATFORM', (one) => cell(one, 'defaultPlatformVersion'), 2],
]

const addonColumns: readonly Column<{ readonly addon: object; readonly version: object }>[] = [
  ['NAME', ({ addon }) => cell(addon, 'addonName')],
  ['VERSION', ({ version }) => cell(version, 'addonVersion')],
  ['DEFAULT', ({ version }) => fitting(version, (fit) => cell(fit, 'defaultVersion') === 'true')],
  ['KUBERNETES', ({ version }) => fitting(version, () => true), 2],
  ['TYPE', ({ addon }) => cell(addon, 'type'), 3],
  ['PUBLISHER', ({ addon }) => cell(addon, 'publisher'), 1],
]

/** The Kubernetes versions that a version fits, and is more for. */
const fitting = (version: object, only: (fit: object) => boolean): string =>
  fieldsOf(version, 'compatibilities')
    .filter(only)
    .map((fit) => cell(fit, 'clusterVersion'))
    .join(',')

const fieldOf = (value: object, key: string): unknown => Object.entries(value).find(([name]) => name === key)?.[1]

const fieldsOf = (value: object, key: string): readonly object[] => {
  const list = fieldOf(value, key)
  return Array.isArray(list) ? list : []
}

/** Times are days: that is all that AWS states of them. */
function cell(value: object, key: string): string {
  const field = fieldOf(value, key)
  if (field instanceof Date) return field.toISOString().slice(0, 10)
  return typeof field === 'string' || typeof field === 'boolean' ? String(field) : ''
}
