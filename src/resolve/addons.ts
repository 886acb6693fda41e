import type { AddonVersions, App } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { addonPermissions } from './addon-roles.ts'
import { addonPhase, defaultAddons, knownAddons } from '../tables/addons.ts'

/** The add-ons of a new cluster with their versions: those listed, and those that every cluster gets unless that is switched off. */
export async function resolveAddons(app: App, config: ClusterConfig, version: string): Promise<readonly Addon[]> {
  const listed = config.addons ?? []
  const defaults =
    config.addonsConfig?.disableDefaultAddons === true ? [] : defaultAddons(config.metadata.region, config.autoModeConfig?.enabled === true)
  const missing = defaults.filter((known) => !listed.some((addon) => addon.name.toLowerCase() === known.name))
  const wanted: readonly Addon['config'][] = [...listed, ...missing.map(({ name }) => ({ name, wellKnownPolicies: {} }))]
  return installed(app, { config, version, wanted, oidc: config.iam?.withOIDC === true })
}

/** The add-ons that a config lists, for a cluster that stands. `oidc`: it has a provider in IAM. */
export const listedAddons = (app: App, config: ClusterConfig, version: string, oidc: boolean): Promise<readonly Addon[]> =>
  installed(app, { config, version, wanted: config.addons ?? [], oidc })

interface Wish {
  readonly config: ClusterConfig
  /** Of Kubernetes. */
  readonly version: string
  readonly wanted: readonly Addon['config'][]
  readonly oidc: boolean
}

async function installed(app: App, { config, version, wanted, oidc }: Wish): Promise<readonly Addon[]> {
  if (wanted.length === 0) return []
  const known = await app.addons.versions(version)
  const place = (name: string): number =>
    (knownAddons.findIndex((one) => one.name === name.toLowerCase()) + knownAddons.length + 1) % (knownAddons.length + 1)
  const chosen = wanted.map((addon) => ({ config: addon, ...pickVersion(addon, known, version) }))
  const all = await Promise.all(
    chosen.map(async (addon): Promise<Addon> => {
      const { name } = addon.config
      const permissions = await addonPermissions(app, config, addon, oidc)
      return { name, version: addon.version, phase: addonPhase(name), config: addon.config, ...permissions }
    }),
  )
  return all.toSorted((a, b) => place(a.name) - place(b.name))
}

/** The default for this Kubernetes; else an exact version; else `latest`; else the newest whose name holds the text. */
function pickVersion(
  addon: { readonly name: string; readonly version?: string | undefined },
  all: readonly AddonVersions[],
  kubernetes: string,
): AddonVersions['versions'][number] {
  const known = all.find((one) => one.name === addon.name)
  if (known === undefined || known.versions.length === 0) {
    throw new EksxError('AddonUnknown', `there is no add-on "${addon.name}" for Kubernetes ${kubernetes}`, {
      exitCode: exitCodes.refused,
      hint: `there are ${all
        .map((one) => one.name)
        .toSorted()
        .join(', ')}`,
    })
  }
  const newestFirst = known.versions.toSorted((a, b) => compareVersions(b.version, a.version))
  const asked = addon.version ?? ''
  const match =
    asked === ''
      ? (known.versions.find((one) => one.default) ?? newestFirst[0])
      : (known.versions.find((one) => one.version === asked) ??
        newestFirst.find((one) => asked === 'latest' || one.version.includes(asked)))
  if (match !== undefined) return match
  throw new EksxError('AddonVersionUnknown', `add-on ${addon.name} has no version "${asked}" for Kubernetes ${kubernetes}`, {
    exitCode: exitCodes.refused,
    hint: `there are ${newestFirst.map((one) => one.version).join(', ')}`,
  })
}

/** By the numbers in them: `v1.20.4-eksbuild.2` is newer than `v1.20.4-eksbuild.1`. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (text.match(/\d+/g) ?? []).map(Number)) as [number[], number[]]
  const at = left.findIndex((number, i) => number !== (right[i] ?? -1))
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
}
