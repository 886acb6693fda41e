import type { KubeApi } from '../app/kubernetes.ts'
import type { App } from '../app.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Sight, Step } from '../plan/step.ts'
import { amiFamily, defaultAmiFamily } from '../tables/ami-families.ts'
import { type DevicePlugin, devicePlugins } from '../tables/device-plugins.ts'
import type { StandingCluster } from './facts.ts'
import { typesOf } from './nodegroup-subnets.ts'

export interface PluginWish {
  /** Device plugins that are not wanted. */
  readonly withoutPlugins: readonly DevicePlugin['name'][]
}

interface PluginPlace extends PluginWish {
  readonly cluster: Cluster
  readonly fresh: boolean
  readonly standing: (app: App) => Promise<StandingCluster>
}

/** The device plugins that the nodegroups need, each as a step: every object of it stands. What stands already is left as it is, whoever made it. */
export function devicePluginSteps({ cluster, fresh, standing, withoutPlugins }: PluginPlace, after: readonly Step[]): Step[] {
  const needs = cluster.nodegroups.map((nodegroup) => ({
    types: nodegroup.launchTemplate?.instanceType === undefined ? typesOf(nodegroup) : [nodegroup.launchTemplate.instanceType],
    amazonLinux: isAmazonLinux(nodegroup.config.amiFamily),
    efa: nodegroup.config.efaEnabled === true,
  }))
  return devicePlugins(needs)
    .filter(({ name }) => !withoutPlugins.includes(name))
    .map((plugin) => objectsStep({ name: `${plugin.name} device plugin`, objects: plugin.objects(cluster.region), fresh, standing }, after))
}

function isAmazonLinux(name: string | undefined): boolean {
  const family = amiFamily(name || defaultAmiFamily)
  return family?.userData === 'nodeadm' || family?.bootScript === 'al2'
}

type Manifest = Parameters<KubeApi['createObject']>[0]

interface ObjectsWish {
  readonly name: string
  readonly objects: readonly Manifest[]
  readonly fresh: boolean
  readonly standing: PluginPlace['standing']
}

/** Objects of Kubernetes that must stand. */
function objectsStep({ name, objects, fresh, standing }: ObjectsWish, after: readonly Step[]): Step {
  let first = fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const unborn = first
    first = false
    const cluster = unborn ? undefined : (await standing(app).catch(() => undefined))?.cluster
    if (cluster === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const api = app.kube.connect(cluster)
    const found = await Promise.all(objects.map((one) => api.object(one, signal)))
    const why = objects.filter((_, i) => found[i] === undefined).map(({ kind, metadata }) => ({ path: `${kind} ${metadata.name}` }))
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'create', why } }
  }

  return {
    name,
    after,
    usual: 2_000,
    look,
    act: async (_change, app, run) => {
      const api = app.kube.connect((await standing(app)).cluster)
      for (const one of objects) await api.createObject(one, run.signal)
    },
  }
}
