import type { AddonVersions, App, LiveAddon } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { type AddonPermissions, addonPermissions } from './addon-roles.ts'
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

/**
 * The add-ons that a config lists, as they are to be where they stand (`lives`, in the same order): an open version stays, and so do roles
 * of which nothing is stated.
 */
export async function changedAddons(
  app: App,
  config: ClusterConfig,
  version: string,
  oidc: boolean,
  lives: readonly LiveAddon[],
): Promise<readonly Addon[]> {
  const known = await app.addons.versions(version)
  return Promise.all(
    (config.addons ?? []).map(async (wanted, i): Promise<Addon> => {
      const chosen = wanted.version ? pickVersion(wanted, known, version) : { version: lives[i]?.version ?? '', needsRole: true }
      const roles = statesRoles(config, wanted) ? await statedRoles(app, config, { config: wanted, ...chosen }, oidc) : {}
      return { name: wanted.name, version: chosen.version, phase: addonPhase(wanted.name), config: wanted, ...roles }
    }),
  )
}

/** An empty list takes an add-on's associations away. Throws where what is stated cannot be given. */
async function statedRoles(...[app, config, addon, oidc]: Parameters<typeof addonPermissions>): Promise<AddonPermissions> {
  if (addon.config.podIdentityAssociations?.length === 0) return { roles: { kind: 'agent', associations: [] } }
  const permissions = await addonPermissions(app, config, addon, oidc)
  if (permissions.roles === undefined && permissions.caution !== undefined && addon.needsRole)
    throw new EksxError('AddonRoleImpossible', permissions.caution, {
      exitCode: exitCodes.refused,
      hint: `make the provider with \`eksx utils associate-iam-oidc-provider --cluster ${config.metadata.name} --region ${config.metadata.region} --approve\``,
    })
  return permissions
}

const statesRoles = ({ addonsConfig }: ClusterConfig, addon: Addon['config']): boolean =>
  addonsConfig?.autoApplyPodIdentityAssociations === true ||
  addon.useDefaultPodIdentityAssociations === true ||
  addon.podIdentityAssociations !== undefined ||
  addon.attachPolicy !== undefined ||
  Boolean(addon.serviceAccountRoleARN) ||
  (addon.attachPolicyARNs ?? []).length > 0 ||
  Object.values(addon.wellKnownPolicies ?? {}).includes(true)

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
