import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { FargateRequest, LiveFargateProfile } from '../app/fargate.ts'
import type { FargateProfile } from '../config/schema/cluster-config.ts'
import { EksxError } from '../errors.ts'
import type { Change, Difference, Run, Sight, Step } from '../plan/step.ts'
import { fargateProfileStates, verdictOn } from '../tables/eks-states.ts'
import type { StandingCluster } from './facts.ts'
import { fargateLane, goneProfile } from './gone-profile.ts'
import { failedThing, until } from './until.ts'

const usual = 90_000

/** How long a read may not know yet what was created a moment ago; milliseconds. */
const lag = 60_000

export interface FargatePlace {
  readonly cluster: string
  readonly fresh: boolean
  readonly standing: (app: App) => Promise<StandingCluster>
  /** The role of pods whose profile names none; the cluster stack's unless said. */
  readonly role?: (app: App) => Promise<string | undefined>
}

/** A Fargate profile that must be ACTIVE. */
export function fargateStep(place: FargatePlace, profile: FargateProfile, after: readonly Step[]): Step {
  const { cluster } = place
  const name = profile.name
  let fresh = place.fresh

  async function look(app: App): Promise<Sight> {
    const live = fresh ? undefined : await app.fargate.find(cluster, name)
    fresh = false
    if (live === undefined) return { so: false, change: { kind: 'create' } }
    const verdict = verdictOn(fargateProfileStates, live.status).create
    if (verdict === 'follow') return { so: false, change: { kind: 'follow' } }
    if (verdict !== 'so') return { so: false, change: { kind: 'create', why: [{ path: 'status', from: live.status, to: 'ACTIVE' }] } }
    const why = differences(live, profile)
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    if (change.why !== undefined) await goneProfile(cluster, name, { wait: true, after: [] }).act(change, app, run)
    if (change.kind === 'create') await begin(app, run)
    const started = app.clock.now()
    const live = await until(
      app,
      run,
      () => app.fargate.find(cluster, name),
      (seen) => (seen === undefined ? app.clock.now() - started > lag : seen.status !== 'CREATING'),
      8_000,
    )
    if (live?.status !== 'ACTIVE') {
      throw failedThing(
        'FargateProfileFailed',
        `Fargate profile ${name}`,
        live?.status ?? 'gone',
        live?.issues ?? [],
        'check the subnets (private ones, in zones where Fargate exists) and the pod execution role, then run the same command again',
      )
    }
  }

  /** EKS is asked again while it makes or removes another profile, until it has begun with this one. */
  async function begin(app: App, run: Run): Promise<void> {
    const wish = await request(app)
    const begun = async (): Promise<boolean> =>
      (await app.fargate.create(wish, run.signal)) || (await app.fargate.find(cluster, name)) !== undefined
    await until(app, run, begun, (is) => is, 8_000)
  }

  async function request(app: App): Promise<FargateRequest> {
    const own = place.role ?? (async (): Promise<string | undefined> => (await place.standing(app)).facts.fargatePodExecutionRole)
    const role = profile.podExecutionRoleARN || (await own(app))
    if (role === undefined)
      throw new EksxError('NoFargateRole', `Fargate profile ${name} has no pod execution role`, {
        hint: 'state fargateProfiles[].podExecutionRoleARN',
      })
    return {
      cluster,
      name,
      podExecutionRole: role,
      selectors: (profile.selectors ?? []).map((selector) => ({
        namespace: selector.namespace,
        ...(hasKeys(selector.labels) && { labels: selector.labels }),
      })),
      ...(profile.subnets !== undefined && profile.subnets.length > 0 && { subnets: profile.subnets }),
      ...(profile.tags !== undefined && { tags: profile.tags }),
    }
  }

  return { name: `Fargate profile ${name}`, after, lane: fargateLane, usual, look, act }
}

const hasKeys = (map: Readonly<Record<string, string>> | undefined): map is Readonly<Record<string, string>> =>
  map !== undefined && Object.keys(map).length > 0

function differences(live: LiveFargateProfile, profile: FargateProfile): Difference[] {
  const plain = (selectors: FargateRequest['selectors']): string =>
    selectors
      .map(({ namespace, labels }) => JSON.stringify([namespace, Object.entries(labels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))]))
      .toSorted()
      .join()
  const stated = (profile.selectors ?? []).map(({ namespace, labels }) => ({ namespace, labels }))
  const path = `fargateProfiles[${profile.name}]`
  const role = profile.podExecutionRoleARN
  return [
    ...(plain(live.selectors) === plain(stated) ? [] : [{ path: `${path}.selectors`, from: live.selectors, to: stated }]),
    ...(role === undefined || role === live.podExecutionRole
      ? []
      : [{ path: `${path}.podExecutionRoleARN`, from: live.podExecutionRole, to: role }]),
  ]
}

/** Whether a profile takes the pods of coredns: `kube-system` whole, or by the component's label. */
export const selectsCoredns = (profiles: readonly FargateProfile[]): boolean =>
  profiles.some((profile) =>
    (profile.selectors ?? []).some(({ namespace, labels }) => {
      const asked = Object.entries(labels ?? {})
      return (
        namespace === 'kube-system' && (asked.length === 0 || (asked.length === 1 && labels?.['eks.amazonaws.com/component'] === 'coredns'))
      )
    }),
  )

const computeType = 'eks.amazonaws.com/compute-type'

const coredns = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'coredns', namespace: 'kube-system' } }

/** coredns, moved to Fargate: its pods are annotated, and every one runs on a Fargate node. */
export function corednsOnFargate(place: FargatePlace, after: readonly Step[]): Step {
  let fresh = place.fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    if (fresh) {
      fresh = false
      return { so: false, change: { kind: 'create', provisional: true } }
    }
    const cluster = await app.clusters.find(place.cluster)
    if (cluster?.endpoint === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const deployment = await app.kube
      .connect(cluster)
      .deployment('kube-system', 'coredns', signal)
      .catch((error: unknown) => unlessPrivate(error, cluster))
    if (deployment === 'unseen') return { so: true, note: `the API of ${place.cluster} is private: coredns was not seen from here` }
    if (deployment?.podAnnotations[computeType] !== 'fargate') return { so: false, change: { kind: 'create' } }
    return deployment.readyReplicas >= deployment.replicas ? { so: true } : { so: false, change: { kind: 'follow' } }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const { cluster } = await place.standing(app)
    const api = app.kube.connect(cluster)
    const read = (): ReturnType<typeof api.deployment> => api.deployment('kube-system', 'coredns', run.signal)
    const found = await until(app, run, read, (deployment) => deployment !== undefined)
    if (found?.podAnnotations[computeType] !== 'fargate') {
      const patch = { spec: { template: { metadata: { annotations: { [computeType]: 'fargate' } } } } }
      await api.patchObject(coredns, patch, run.signal)
    }
    await until(app, run, read, (deployment) => deployment !== undefined && deployment.readyReplicas >= deployment.replicas)
  }

  return { name: 'coredns on Fargate', after, usual: 60_000, look, act }
}

/** Behind a private endpoint nothing can be seen from outside; any other trouble is one. */
function unlessPrivate(error: unknown, cluster: LiveCluster): 'unseen' {
  if (error instanceof EksxError && error.code === 'ClusterUnreachable' && !cluster.publicAccess) return 'unseen'
  throw error
}
