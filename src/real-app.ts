import type { App, Caller, Terminal } from './app.ts'
import type { LiveCluster } from './app/clusters.ts'
import type { KubeApi } from './app/kubernetes.ts'
import { caller, type Aws } from './aws/caller.ts'
import { connection, defaultRegion } from './aws/connection.ts'
import type { Clock } from './clock.ts'
import { EksxError, exitCodes } from './errors.ts'
import { realFiles } from './kube/files.ts'
import type { Event } from './plan/events.ts'
import { version } from './version.ts'

export interface RealAppOptions {
  readonly clock: Clock
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** `--region`, or the file's; else the environment's or the profile's. */
  readonly region?: string | undefined
  readonly profile?: string | undefined
  /** How long calls that may be tried again are tried, in milliseconds: the command's time-out. */
  readonly patience?: number
  /** Once it aborts no call is tried again. */
  readonly giveUp?: AbortSignal
  /** Hears of every call to AWS. */
  readonly onEvent?: (event: Event) => void
}

/** The ports on the real world. Nothing is loaded, read or connected before it is used. */
export async function realApp(options: RealAppOptions): Promise<App> {
  const { clock, terminal, env, profile, patience = 120_000, giveUp } = options
  const region = options.region ?? (await defaultRegion({ profile }))
  if (region === undefined || region === '') {
    throw new EksxError('RegionMissing', 'no AWS region is set', { exitCode: exitCodes.usage, hint: 'give --region, or set AWS_REGION' })
  }
  const configFor = connection({ env, profile, version })
  const files = realFiles(env, clock)
  const onCall = (call: { service: string; operation: string; milliseconds: number; error?: string }): void =>
    options.onEvent?.({ type: 'call', time: clock.now(), ...call })
  const apps = new Map<string, App>()

  function appIn(regionName: string): App {
    const known = apps.get(regionName)
    if (known !== undefined) return known
    const aws = once(async (): Promise<Aws> => caller({ clock, config: await configFor(regionName), patience, giveUp, onCall }))
    const whoAmI = once(async (): Promise<() => Promise<Caller>> => (await import('./aws/identity.ts')).callerOn(await aws()))
    const token = async (clusterId: string): Promise<{ token: string; expires: number }> => {
      const { clusterToken } = await import('./kube/token.ts')
      return clusterToken({ clusterId, region: regionName, clock, env, credentials: (await aws()).config.credentials })
    }
    const connected = new Map<string, KubeApi>()
    const connect = (cluster: LiveCluster): KubeApi => {
      const key = `${cluster.name} ${cluster.endpoint}`
      const api =
        connected.get(key) ??
        lazily(async () => (await import('./kube/api.ts')).kubeApi({ cluster, token: () => token(cluster.tokenId), clock, env }))
      connected.set(key, api)
      return api
    }
    const app: App = {
      regionName,
      region: appIn,
      clock,
      terminal,
      files,
      identity: { caller: async () => (await whoAmI())(), token },
      stacks: lazily(async () => (await import('./aws/stacks.ts')).stacksOn(await aws())),
      chronicles: lazily(async () => (await import('./aws/chronicles.ts')).chroniclesOn(await aws())),
      clusters: lazily(async () => (await import('./aws/clusters.ts')).clustersOn(await aws())),
      nodegroups: lazily(async () => (await import('./aws/nodegroups.ts')).nodegroupsOn(await aws())),
      updates: lazily(async () => (await import('./aws/updates.ts')).updatesOn(await aws())),
      addons: lazily(async () => (await import('./aws/addons.ts')).addonsOn(await aws())),
      offers: lazily(async () => (await import('./aws/offers.ts')).offersOn(await aws())),
      fargate: lazily(async () => (await import('./aws/fargate.ts')).fargateOn(await aws())),
      access: lazily(async () => (await import('./aws/access.ts')).accessOn(await aws())),
      oidcProviders: lazily(async () => (await import('./aws/oidc-providers.ts')).oidcProvidersOn(await aws(), env)),
      podIdentities: lazily(async () => (await import('./aws/pod-identities.ts')).podIdentitiesOn(await aws())),
      identityProviders: lazily(async () => (await import('./aws/identity-providers.ts')).identityProvidersOn(await aws())),
      logs: lazily(async () => (await import('./aws/logs.ts')).logsOn(await aws())),
      capabilities: lazily(async () => (await import('./aws/capabilities.ts')).capabilitiesOn(await aws())),
      registrations: lazily(async () => (await import('./aws/registrations.ts')).registrationsOn(await aws())),
      roles: lazily(async () => (await import('./aws/roles.ts')).rolesOn(await aws())),
      tags: lazily(async () => (await import('./aws/tags.ts')).tagsOn(await aws())),
      programs: lazily(async () => (await import('./kube/programs.ts')).programsOn(files)),
      groups: lazily(async () => (await import('./aws/groups.ts')).groupsOn(await aws())),
      network: lazily(async () => (await import('./aws/network.ts')).networkOn(await aws())),
      remains: lazily(async () => (await import('./aws/remains.ts')).remainsOn(await aws())),
      vpcs: lazily(async () => (await import('./aws/vpcs.ts')).vpcsOn(await aws())),
      outposts: lazily(async () => (await import('./aws/outposts.ts')).outpostsOn(await aws())),
      images: lazily(async () => (await import('./aws/images.ts')).imagesOn(await aws())),
      machines: lazily(async () => (await import('./aws/machines.ts')).machinesOn(await aws())),
      kube: { connect },
      kubeconfigs: lazily(async () => (await import('./kube/kubeconfig.ts')).kubeconfigsOn(files)),
    }
    apps.set(regionName, app)
    return app
  }

  return appIn(region)
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** A port whose methods all answer later, made and its modules loaded at the first call. */
function lazily<Port extends object>(load: () => Promise<Port>): Port {
  const port = once(load)
  const method =
    (name: string | symbol) =>
    async (...args: unknown[]): Promise<unknown> => {
      const made = await port()
      return (Reflect.get(made, name) as (...given: unknown[]) => unknown).apply(made, args)
    }
  return new Proxy({} as Port, { get: (_, name) => (name === 'then' ? undefined : method(name)) })
}
