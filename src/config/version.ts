import { makesNodegroups } from './config.ts'
import type { Facts, KnownVersion } from './facts.ts'
import { compareVersions, parseVersion } from './kubernetes-version.ts'
import { fault, type Finding, type Verdict } from './rules/rule.ts'

const whereVersionsAreTold = 'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html'

/** The Kubernetes version that a config means, as far as it can be known. */
export interface ResolvedVersion {
  /** `1.33`; undefined where only EKS knows, and nobody has asked it yet. */
  readonly version: string | undefined
  /** Nobody stated it. */
  readonly isDefault: boolean
}

/** What a stated version (or none) means: a number stands for itself, words for what EKS or the live cluster says. */
export function resolveVersion(stated: string | undefined, facts: Pick<Facts, 'purpose' | 'versions' | 'live'>): ResolvedVersion {
  const { purpose, versions, live } = facts
  const known = versions && supported(versions)
  switch (stated ?? '') {
    case '':
    case 'auto':
      return live || purpose !== 'create cluster'
        ? { version: live?.version, isDefault: false }
        : { version: known && defaultOf(known), isDefault: true }
    case 'default':
      if (purpose === 'create cluster') return { version: stated, isDefault: false }
      return { version: known && defaultOf(known), isDefault: false }
    case 'latest':
      return { version: known?.[0]?.version, isDefault: false }
    default:
      return { version: stated, isDefault: false }
  }
}

/** Whether the resolved version can be used: EKS offers it, and the nodes' fits the cluster's. */
export function judgeVersion(resolved: ResolvedVersion, facts: Facts): Verdict {
  const { version } = resolved
  if (version === undefined || version === facts.live?.version || !makesNodegroups(facts.purpose)) return undefined
  if (!parseVersion(version))
    return fault('metadata.version', `"${version}" is not a Kubernetes version`, 'write it like "1.33", or latest')
  if (facts.versions === undefined || facts.versions.some((known) => known.version === version && known.status !== 'UNSUPPORTED'))
    return undefined
  return unsupported(version, facts.versions)
}

/** Nodes of another version than their cluster's are possible, and seldom meant. */
export function warnOfSkew({ version }: ResolvedVersion, { purpose, live }: Facts): Verdict {
  if (purpose !== 'create nodegroup' || live === undefined || version === undefined || version === live.version) return undefined
  return fault('metadata.version', `nodes of ${version} will join a cluster of ${live.version}`)
}

function unsupported(version: string, versions: readonly KnownVersion[]): Finding {
  const offered = supported(versions)
  const oldest = offered.at(-1)?.version ?? version
  const end = versions.find((known) => known.version === version)
  const gone = compareVersions(version, oldest) < 0
  const ended = gone && end?.endOfExtendedSupport !== undefined ? ` (its support ended on ${day(end.endOfExtendedSupport)})` : ''
  const message = gone ? `Kubernetes ${version} is no longer supported by EKS${ended}` : `EKS has no Kubernetes ${version}`
  return fault('metadata.version', message, `supported are ${offered.toReversed().map(described).join(', ')}; see ${whereVersionsAreTold}`)
}

function described({ version, status, default: isDefault, endOfStandardSupport, endOfExtendedSupport }: KnownVersion): string {
  const extended = status === 'EXTENDED_SUPPORT'
  const end = extended ? endOfExtendedSupport : endOfStandardSupport
  const notes = [isDefault ? 'the default' : '', extended ? 'extended support' : '', end === undefined ? '' : `until ${day(end)}`].filter(
    Boolean,
  )
  return notes.length === 0 ? version : `${version} (${notes.join(', ')})`
}

/** The versions that clusters can be made with, newest first. */
function supported(versions: readonly KnownVersion[]): KnownVersion[] {
  return versions.filter(({ status }) => status !== 'UNSUPPORTED').toSorted((a, b) => compareVersions(b.version, a.version))
}

function defaultOf(versions: readonly KnownVersion[]): string | undefined {
  const standard = versions.find(({ status }) => status === 'STANDARD_SUPPORT')
  return (versions.find((known) => known.default) ?? standard ?? versions[0])?.version
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
