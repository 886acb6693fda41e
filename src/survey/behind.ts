import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { compareVersions } from '../config/kubernetes-version.ts'
import { selfManagedAddons, type SelfManagedAddon } from '../tables/self-managed-addons.ts'
import { listedNodegroups } from './nodegroup-list.ts'

/** What is older than a control plane, or will be. */
export interface Behind {
  readonly nodegroups: readonly {
    readonly name: string
    /** `1.33`; undefined where only its nodes could tell, and they cannot be seen. */
    readonly version: string | undefined
    readonly managed: boolean
  }[]
  readonly addons: readonly {
    readonly name: string
    readonly version: string
    /** The default for the control plane's version. */
    readonly newer: string
    /** Whether what is installed is for that version too. */
    readonly fits: boolean
    /** EKS does not run it: the word of `utils` that brings it along. */
    readonly update?: string
  }[]
}

/** Nodegroups and add-ons that are to follow a control plane to a version. */
export async function behind(app: App, cluster: LiveCluster, kubernetes: string): Promise<Behind> {
  const [nodegroups, names] = await Promise.all([
    listedNodegroups({ app, cluster, only: undefined, chunk: undefined, versions: true }),
    app.addons.list(cluster.name),
  ])
  const addons = await Promise.all([
    ...names.map((name) => addonBehind(app, cluster.name, name, kubernetes)),
    ...Object.entries(selfManagedAddons)
      .filter(([, { addon }]) => !names.includes(addon))
      .map(([word, one]) => workloadBehind(app, cluster, one, `update-${word}`, kubernetes)),
  ])
  return {
    nodegroups: nodegroups
      .map(({ Name: name, Version, Type }) => ({ name, version: minorVersion(Version), managed: Type === 'managed' }))
      .filter(({ version }) => version === undefined || compareVersions(version, kubernetes) < 0),
    addons: addons.filter((addon) => addon !== undefined),
  }
}

async function addonBehind(
  { addons }: App,
  cluster: string,
  name: string,
  kubernetes: string,
): Promise<Behind['addons'][number] | undefined> {
  const [live, versions] = await Promise.all([addons.find(cluster, name), addons.versionsOf(name, kubernetes)])
  const usual = versions.find((one) => one.default)?.version ?? versions[0]?.version
  if (live === undefined || usual === undefined) return undefined
  const fits = versions.some(({ version }) => version === live.version)
  return fits && compareVersions(live.version, usual) >= 0 ? undefined : { name, version: live.version, newer: usual, fits }
}

/** How long the API of a cluster is tried for what is only worth knowing; milliseconds. */
const patience = 10_000

/** A core add-on that EKS does not run, as far as its image tells; what cannot be seen from here is left out. */
async function workloadBehind(
  app: App,
  cluster: LiveCluster,
  { addon, kind, workload, images, version: which }: SelfManagedAddon,
  update: string,
  kubernetes: string,
): Promise<Behind['addons'][number] | undefined> {
  const metadata = { name: workload, namespace: 'kube-system' }
  const found = await soon(app, (signal) => app.kube.connect(cluster).object({ apiVersion: 'apps/v1', kind, metadata }, signal))
  const [, version = ''] = new RegExp(`/(?:${images.join('|')}):([^"@]+)`).exec(JSON.stringify(found?.['spec'] ?? {})) ?? []
  if (version === '') return undefined
  const versions = await app.addons.versionsOf(addon, kubernetes)
  const newer = ((which === 'default' ? versions.find((one) => one.default) : undefined) ?? versions[0])?.version
  if (newer === undefined || compareVersions(version.replace('-minimal', ''), newer) >= 0) return undefined
  return { name: addon, version, newer, fits: true, update }
}

/** What a read gives before patience ends; nothing where it fails. */
async function soon<T>({ clock }: App, read: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const [late, done] = [new AbortController(), new AbortController()]
  void clock.sleep(patience, done.signal).then(
    () => late.abort(),
    () => undefined,
  )
  const answer = await read(late.signal).catch(() => undefined)
  done.abort()
  return answer
}

/** `v1.33.5-eks-1a2b3c4` and `1.33` are 1.33. */
const minorVersion = (text: string): string | undefined => /^v?(\d+\.\d+)/.exec(text)?.[1]
