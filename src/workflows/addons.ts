import type { AddonRequest, App, LiveAddon } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { addonStates, verdictOn } from '../tables/eks-states.ts'
import type { AddonRolePlan } from './addon-roles.ts'
import { goneAddon } from './delete-addon.ts'
import { type LastSeen, lastSeen } from './last-seen.ts'
import { failedThing, until } from './until.ts'

/** What the add-ons' steps need to know of their cluster. */
export interface AddonPlace {
  readonly cluster: string
  /** The survey found no cluster, so a first look has nothing to read. */
  readonly fresh: boolean
  /** What wins where somebody has made its objects by hand; `OVERWRITE` unless said, `undefined` leaves it to EKS. */
  readonly conflicts?: (addon: Addon) => AddonRequest['resolveConflicts']
  /** What is done just before EKS is asked for an add-on. */
  readonly before?: (addon: Addon, app: App, signal: AbortSignal) => Promise<void>
}

const usual = 45_000

/** An add-on that must be there. With `active` the step ends when it runs; without, as soon as EKS has it. */
export function addonStep(
  place: AddonPlace,
  addon: Addon,
  after: readonly Step[],
  active: boolean,
  roles?: Pick<AddonRolePlan, 'rights' | 'taken'>,
): Step {
  let fresh = place.fresh
  const end = lastSeen<LiveAddon>()

  async function look(app: App): Promise<Sight> {
    const live = end.take(app.clock.now()) ?? (fresh ? undefined : await app.addons.find(place.cluster, addon.name))
    const isNew = fresh
    fresh = false
    const sight: Sight = live === undefined ? { so: false, change: { kind: 'create' } } : seen(live, addon, active)
    if (isNew || 'blocked' in sight || sight.so || sight.change.kind !== 'create') return sight
    const blocked = await roles?.taken?.(app)
    return blocked === undefined ? sight : { blocked }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    if (change.kind === 'create') {
      // EKS keeps an add-on that could not be created, and one that is going: it has to be gone before it can be made anew.
      if (change.why !== undefined) await goneAddon(place.cluster, addon.name, { wait: true, after: [] }).act(change, app, run)
      const request = { ...addonRequest(place, addon), ...(await roles?.rights(app)), ...placeOf(addon) }
      await place.before?.(addon, app, run.signal)
      if (!(await app.addons.create(request, run.signal))) await refuseTaken(app)
    }
    if (active) return becomesActive(app, run, place.cluster, addon.name, end)
    const live = await app.addons.find(place.cluster, addon.name)
    if (live !== undefined && isFailed(live)) throw addonFailed(place.cluster, live)
    if (live !== undefined) end.keep(live, app.clock.now())
  }

  /** EKS answers the same where the add-on is there and where somebody has given its service account a role meanwhile. */
  async function refuseTaken(app: App): Promise<void> {
    const isThere = (await app.addons.find(place.cluster, addon.name)) !== undefined
    const taken = isThere ? undefined : await roles?.taken?.(app)
    if (taken !== undefined) throw new EksxError(taken.code, taken.message, { hint: taken.hint })
  }

  return { name: `add-on ${addon.name}`, after, usual, look, act }
}

/**
 * An add-on that was accepted early and must run by the end; `carried` says whether anything here can run it. In a `barren` cluster it
 * may run without nodes, or lack nothing but them.
 */
export function addonRuns(place: AddonPlace, addon: Addon, after: readonly Step[], carried: boolean, barren = false): Step {
  let fresh = place.fresh
  const end = lastSeen<LiveAddon>()

  async function look(app: App): Promise<Sight> {
    if (fresh) {
      fresh = false
      return { so: false, change: { kind: 'wait', provisional: true } }
    }
    const live = end.take(app.clock.now()) ?? (await app.addons.find(place.cluster, addon.name))
    if (live === undefined) return { so: false, change: { kind: 'wait', provisional: true } }
    if ((!carried && !isFailed(live)) || (barren && lacksNodes(live)))
      return live.status === 'ACTIVE'
        ? { so: true }
        : { so: true, note: `add-on ${addon.name} is ${live.status}: no node here can carry it yet` }
    // That its version differs, or that only a person can mend it, is said where it is installed.
    const sight = seen(live, addon, true, false)
    return 'blocked' in sight ? { so: false, change: { kind: 'wait', provisional: true } } : sight
  }

  return {
    name: `add-on ${addon.name} runs`,
    after,
    usual,
    look,
    act: async (_change, app, run) => {
      if (carried) await becomesActive(app, run, place.cluster, addon.name, end, barren)
    },
  }
}

/** Its pods wait for nodes, and nothing else is wrong with it. */
const lacksNodes = ({ status, issues }: LiveAddon): boolean =>
  status === 'DEGRADED' && issues.every(({ code }) => code === 'InsufficientNumberOfReplicas')

/** EKS calls an add-on failed or degraded while its pods wait for nodes, so only a lasting degradation counts. */
const isFailed = (live: LiveAddon): boolean => live.status === 'CREATE_FAILED' || live.status === 'DELETE_FAILED'

function seen(live: LiveAddon, addon: Addon, active: boolean, judged = true): Sight {
  const verdict = verdictOn(addonStates, live.status)
  if (verdict.create === 'replace')
    return { so: false, change: { kind: 'create', why: [{ path: 'status', from: live.status, to: 'ACTIVE' }] } }
  if (verdict.create === 'blocked') return { blocked: stuck(live, verdict.line) }
  const stated = addon.config.version
  if (judged && stated !== undefined && live.version !== addon.version && live.status !== 'UPDATING') {
    return {
      so: false,
      change: { kind: 'update', why: [{ path: `addons[${addon.name}].version`, from: live.version, to: addon.version }] },
    }
  }
  if (active && verdict.create === 'follow') return { so: false, change: { kind: 'follow' } }
  return { so: true }
}

const stuck = ({ name, status, issues }: LiveAddon, line: string | undefined): EksxError => {
  const { code, message } = failedThing('AddonStuck', `add-on ${name}`, status, issues, '')
  return new EksxError(code, message, { exitCode: exitCodes.refused, hint: line })
}

/** How long an add-on may stay degraded before its issues are taken at their word; milliseconds. */
const patience = 300_000

/** How long a read may not know yet what was created a moment ago; milliseconds. */
const lag = 60_000

async function becomesActive(app: App, run: Run, cluster: string, name: string, end: LastSeen<LiveAddon>, barren = false): Promise<void> {
  const started = app.clock.now()
  const isBarren = (live: LiveAddon): boolean => barren && lacksNodes(live)
  const ended = (live: LiveAddon | undefined): boolean => {
    const elapsed = app.clock.now() - started
    if (live === undefined) return elapsed > lag
    return isBarren(live) || verdictOn(addonStates, live.status).create !== 'follow' || (live.status === 'DEGRADED' && elapsed > patience)
  }
  const live = await until(app, run, () => app.addons.find(cluster, name), ended)
  if (live === undefined) throw vanished(name)
  if (live.status === 'ACTIVE') end.keep(live, app.clock.now())
  else if (!isBarren(live)) throw addonFailed(cluster, live)
}

const vanished = (name: string): EksxError =>
  new EksxError('AddonFailed', `add-on ${name} is gone: somebody has deleted it meanwhile`, { hint: 'run the same command again' })

/** What usually helps, by the code of EKS's issue (AWS: AddonIssueCode). */
const remedies: Readonly<Record<string, string>> = {
  ConfigurationConflict: 'remove what it conflicts with, or let the add-on overwrite it (--force, or resolveConflicts: overwrite)',
  InsufficientNumberOfReplicas: 'see why its pods are not ready (`kubectl get pods -A`)',
  AdmissionRequestDenied: 'let the admission controller that refuses its objects accept them',
  AccessDenied: 'give the roles that the message names what they lack',
  AddonPermissionFailure: 'give the roles that the message names what they lack',
  AddonSubscriptionNeeded: 'subscribe to it on AWS Marketplace',
}

function addonFailed(cluster: string, { name, status, issues }: LiveAddon): EksxError {
  const remedy = issues.flatMap(({ code }) => remedies[code] ?? [])[0]
  const hint = remedy ?? `see \`aws eks describe-addon --cluster-name ${cluster} --addon-name ${name}\``
  return failedThing('AddonFailed', `add-on ${name}`, status, issues, `${hint}; then run the same command again`)
}

/** The roles of an add-on, once they exist. */
export type AddonRights = Pick<AddonRequest, 'serviceAccountRole' | 'podIdentities'>

/** What creation and update of an add-on both state. */
export const addonRequest = ({ cluster, conflicts }: AddonPlace, addon: Addon): AddonRequest => ({
  cluster,
  name: addon.name,
  version: addon.version,
  resolveConflicts: conflicts === undefined ? 'OVERWRITE' : conflicts(addon),
  ...(addon.config.configurationValues && { configurationValues: addon.config.configurationValues }),
})

const placeOf = ({ config }: Addon): Pick<AddonRequest, 'namespace' | 'tags'> => ({
  ...(config.namespaceConfig?.namespace && { namespace: config.namespaceConfig.namespace }),
  ...(config.tags !== undefined && Object.keys(config.tags).length > 0 && { tags: config.tags }),
})

/** Add-ons whose pods cannot run before there are nodes: EKS calls them degraded until then. */
export const waitsForNodes = (name: string): boolean => ['coredns', 'aws-ebs-csi-driver', 'aws-efs-csi-driver'].includes(name)
