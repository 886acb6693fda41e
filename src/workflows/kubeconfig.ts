import type { App } from '../app.ts'
import type { KubeconfigEntry, KubeconfigPlace } from '../app/kubernetes.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { clusterStates, verdictOn } from '../tables/eks-states.ts'
import type { StandingCluster } from './facts.ts'

/** How the entry is to be written, as the flags say it. */
export interface KubeconfigWish {
  readonly path?: string | undefined
  readonly auto?: boolean | undefined
  readonly setContext: boolean
  readonly authenticator?: KubeconfigEntry['authenticator']
  readonly roleArn?: string | undefined
  readonly profile?: string | undefined
}

/** The kubeconfig's entry for a cluster. The file is opened and locked for a check before anything is written to AWS. */
export function kubeconfigStep(
  cluster: string,
  wish: KubeconfigWish,
  standing: (app: App) => Promise<StandingCluster>,
  after: readonly Step[],
  fresh: boolean,
): Step {
  const where: KubeconfigPlace = { cluster, path: wish.path, auto: wish.auto }
  let unread = fresh

  async function entry(app: App): Promise<KubeconfigEntry> {
    const { cluster: live } = await standing(app)
    const { arn } = await app.identity.caller()
    const { endpoint, certificateAuthority, tokenId } = live
    if (endpoint === undefined || certificateAuthority === undefined || live.status === 'CREATING') {
      throw new EksxError('ClusterNotReady', `cluster "${cluster}" has no endpoint yet: it is ${live.status}`, {
        exitCode: exitCodes.refused,
        hint: verdictOn(clusterStates, live.status).line,
      })
    }
    return { ...where, ...wish, region: app.regionName, endpoint, certificateAuthority, tokenId, user: userOf(arn) }
  }

  async function look(app: App): Promise<Sight> {
    const first = unread
    unread = false
    await app.kubeconfigs.check(where)
    const wanted = first ? undefined : await entry(app).catch(() => undefined)
    if (wanted === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    return (await app.kubeconfigs.has(wanted)) ? { so: true } : { so: false, change: { kind: 'create' } }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const { path, warning } = await app.kubeconfigs.write(await entry(app))
    run.progress({ text: `saved ${path}` })
    if (warning !== undefined) run.progress({ text: warning })
  }

  return { name: 'kubeconfig', after, usual: 1_000, look, act }
}

/** The last part of the caller's ARN, by which contexts and users are named. */
const userOf = (arn: string): string => (arn.includes('/') ? arn.slice(arn.lastIndexOf('/') + 1) : 'iam-root-account')
