import type { App } from '../app.ts'
import type { Nodegroup } from '../config/cluster.ts'
import type { Sight, Step } from '../plan/step.ts'
import { amiFamily, defaultAmiFamily } from '../tables/ami-families.ts'
import type { StandingCluster } from './facts.ts'

const [namespace, name, key] = ['kube-system', 'amazon-vpc-cni', 'enable-windows-ipam'] as const

export const runsWindows = (family: string | undefined): boolean => amiFamily(family || defaultAmiFamily)?.os === 'windows'

interface Place {
  readonly fresh: boolean
  readonly standing: (app: App) => Promise<Pick<StandingCluster, 'cluster'>>
}

/** The same step where there are such nodes, and none without. */
export const windowsAddresses = (place: Place, nodegroups: readonly Nodegroup[], after: readonly Step[]): Step[] =>
  nodegroups.some(({ config }) => runsWindows(config.amiFamily)) ? [windowsAddressStep(place, after)] : []

/** Addresses for the pods of Windows nodes come from the VPC's controller, where this config map says so. */
export function windowsAddressStep(place: Place, after: readonly Step[]): Step {
  let first = place.fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const unborn = first
    first = false
    const cluster = unborn ? undefined : (await place.standing(app).catch(() => undefined))?.cluster
    if (cluster === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const map = await app.kube.connect(cluster).configMap(namespace, name, signal)
    return map?.[key] === 'true'
      ? { so: true }
      : { so: false, change: { kind: 'create', why: [{ path: `${name}.${key}`, from: map?.[key], to: 'true' }] } }
  }

  return {
    name: 'addresses for Windows pods',
    after,
    usual: 2_000,
    look,
    act: async (_change, app, run) =>
      app.kube.connect((await place.standing(app)).cluster).writeConfigMap(namespace, name, { [key]: 'true' }, run.signal),
  }
}
