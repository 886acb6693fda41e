import type * as Eks from '@aws-sdk/client-eks'
import type { Account, Call } from '../../service.ts'
import { page } from './paging.ts'
import { invalidParameter } from './refusals.ts'

/** A Kubernetes version as the world holds it: DescribeClusterVersions' shape, times in ISO 8601. */
export interface VersionFacts {
  readonly clusterVersion: string
  readonly clusterType?: string
  readonly defaultVersion?: boolean
  readonly defaultPlatformVersion?: string
  readonly versionStatus?: string
  readonly status?: string
  readonly kubernetesPatchVersion?: string
}

const isVersion = (item: object): item is VersionFacts => 'clusterVersion' in item

/** The versions of the account's world, newest first. */
export function versionsOf(account: Account): VersionFacts[] {
  const versions = account.world.clusterVersions.filter((item) => isVersion(item))
  return versions.toSorted((a, b) => minor(b.clusterVersion) - minor(a.clusterVersion))
}

/** 33 of `1.33`. */
export const minor = (version: string): number => Number(version.split('.')[1])

/** The version that a new cluster gets: stated and supported, else the default. */
export function chosenVersion(account: Account, stated: string | undefined, fields: Readonly<Record<string, unknown>>): VersionFacts {
  const versions = versionsOf(account)
  const found =
    stated === undefined
      ? (versions.find((version) => version.defaultVersion === true) ?? versions[0])
      : versions.find((version) => version.clusterVersion === stated)
  if (found === undefined || isUnsupported(found)) throw invalidParameter(`unsupported Kubernetes version`, fields)
  return found
}

const isUnsupported = (version: VersionFacts): boolean =>
  (version.versionStatus ?? version.status?.toUpperCase().replace('-', '_')) === 'UNSUPPORTED'

/** DescribeClusterVersions: without `includeAll` only what is supported. */
export function describeClusterVersions(input: Eks.DescribeClusterVersionsRequest, call: Call): object {
  const wanted = versionsOf(call.account).filter(
    (version) =>
      (input.clusterType === undefined || (version.clusterType ?? 'eks') === input.clusterType) &&
      (input.defaultOnly !== true || version.defaultVersion === true) &&
      (input.clusterVersions === undefined ||
        input.clusterVersions.length === 0 ||
        input.clusterVersions.includes(version.clusterVersion)) &&
      (input.versionStatus === undefined || version.versionStatus === input.versionStatus) &&
      (input.status === undefined || version.status === input.status) &&
      (input.includeAll === true || input.versionStatus === 'UNSUPPORTED' || !isUnsupported(version)),
  )
  const { items, nextToken } = page(wanted, input)
  return { clusterVersions: items.map((version) => dated(version)), ...(nextToken !== undefined && { nextToken }) }
}

const dated = (version: object): object =>
  Object.fromEntries(
    Object.entries(version).map(([key, value]: [string, unknown]) => [
      key,
      key.endsWith('Date') && typeof value === 'string' ? new Date(value) : value,
    ]),
  )
