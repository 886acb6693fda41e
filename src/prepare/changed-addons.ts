import type { App } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import type { Config } from '../config/config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { changedAddons } from '../resolve/addons.ts'
import { type StandingAddon, standingAddon } from '../survey/standing-addon.ts'
import { hasProvider, mustHaveAgent, type Standing, standing, wantsAgent } from './standing.ts'

/** An add-on as it stands, and as it is to be. */
export interface ChangedAddon extends StandingAddon {
  readonly addon: Addon
}

/** The add-ons that a config lists, as they are to be. Throws where one is not installed, or cannot be what is stated. */
export async function standingAddons(
  config: Config,
  app: App,
): Promise<Standing & { readonly changed: readonly ChangedAddon[]; readonly carried: boolean }> {
  const found = await standing(config, app)
  const { cluster, live } = found
  const listed = cluster.config.addons ?? []
  const [oidc, nodegroups, stands] = await Promise.all([
    live.cluster.issuer !== undefined && hasProvider(app, found),
    app.nodegroups.list(cluster.name),
    Promise.all(
      listed.map(({ name, podIdentityAssociations = [] }) =>
        standingAddon(
          app,
          cluster.name,
          name,
          podIdentityAssociations.map(({ serviceAccountName = '' }) => serviceAccountName),
        ),
      ),
    ),
  ])
  const addons = await changedAddons(
    app,
    cluster.config,
    cluster.version,
    oidc,
    stands.map((one) => one.live),
  )
  const changed = stands.flatMap((one, i): ChangedAddon[] => (addons[i] === undefined ? [] : [{ ...one, addon: addons[i] }]))
  for (const one of changed) mustTakeRole(one)
  if (wantsAgent(cluster, addons)) await mustHaveAgent(app, found)
  const cautions = addons.flatMap(({ caution }) => caution ?? [])
  return {
    ...found,
    cluster: { ...cluster, addons },
    changed,
    warnings: [...found.warnings, ...cautions],
    carried: nodegroups.length > 0 || live.cluster.autoMode,
  }
}

/** Throws where an add-on has its roles by the agent and one by tokens is stated: EKS takes only one way. */
function mustTakeRole({ addon, associations }: ChangedAddon): void {
  const byTokens = addon.roles?.kind === 'given' || addon.roles?.kind === 'tokens'
  if (!byTokens || associations.length === 0) return
  const accounts = associations.map(({ serviceAccount }) => serviceAccount).join(', ')
  throw new EksxError('AddonHasPodIdentity', `add-on ${addon.name} has its roles by pod identity associations (${accounts})`, {
    exitCode: exitCodes.refused,
    hint: `state podIdentityAssociations for it, or [] to take them away first`,
  })
}
