import type { App } from '../app.ts'
import { compareVersions } from '../config/kubernetes-version.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Sight, Step } from '../plan/step.ts'
import type { StandingCluster } from './facts.ts'
import { programSaid, withKubeconfig } from './programs.ts'

/** Where Flux is to be installed. */
export interface FluxPlace {
  readonly cluster: { readonly name: string }
  readonly fresh: boolean
  readonly standing: (app: App) => Promise<StandingCluster>
}

/** The oldest `flux` whose bootstrap takes the flags as they are written today. */
const oldest = '0.32.0'

/** Flux, installed by its own program from the repository that it is told. Without the program nothing is begun. */
export function fluxSteps(place: FluxPlace, gitops: ClusterConfig['gitops'], after: readonly Step[]): Step[] {
  if (gitops?.flux === undefined) return []
  const { gitProvider = '', flags = {} } = gitops.flux
  const namespace = flags['namespace'] ?? 'flux-system'
  const controller = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'source-controller', namespace } }
  let unread = place.fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const live = unread ? undefined : await app.clusters.find(place.cluster.name)
    unread = false
    if (live?.endpoint !== undefined && (await app.kube.connect(live).object(controller, signal)) !== undefined) return { so: true }
    const found = await usable(app, signal)
    if (found instanceof EksxError) return { blocked: found }
    return { so: false, change: { kind: 'create', ...(live === undefined && { provisional: true as const }) } }
  }

  return [
    {
      name: 'Flux',
      after,
      usual: 90_000,
      look,
      act: async (_change, app, { signal }) => {
        const flux = await usable(app, signal)
        if (flux instanceof EksxError) throw flux
        const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])
        await withKubeconfig(place, app, async (env) => {
          for (const args of [
            ['check', '--pre'],
            ['bootstrap', gitProvider, ...words],
          ]) {
            const said = await app.programs.run(flux, args, { env, signal })
            if (said.exitCode !== 0) throw programSaid(`flux ${args[0]}`, said, 'mend the cause, then run the same command again')
          }
        })
      },
    },
  ]
}

/** The program's path, or why it is of no use. */
async function usable(app: App, signal: AbortSignal): Promise<string | EksxError> {
  const path = await app.programs.find('flux')
  const hint = `install flux ${oldest} or newer (https://fluxcd.io/flux/installation), or take gitops out of the config`
  const refused = (message: string): EksxError => new EksxError('FluxMissing', message, { exitCode: exitCodes.refused, hint })
  if (path === undefined) return refused('gitops.flux needs the program flux, and there is none on PATH')
  const { stdout } = await app.programs.run(path, ['--version'], { signal })
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0]
  if (version === undefined) return refused(`${path} does not tell its version`)
  return compareVersions(version, oldest) < 0 ? refused(`${path} is version ${version}: too old`) : path
}
