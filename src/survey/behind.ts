import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { compareVersions } from '../config/kubernetes-version.ts'
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
  }[]
}

/** Nodegroups and add-ons that are to follow a control plane to a version. */
export async function behind(app: App, cluster: LiveCluster, kubernetes: string): Promise<Behind> {
  const [nodegroups, names] = await Promise.all([
    listedNodegroups({ app, cluster, only: undefined, chunk: undefined, versions: true }),
    app.addons.list(cluster.name),
  ])
  const addons = await Promise.all(names.map((name) => addonBehind(app, cluster.name, name, kubernetes)))
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

/** `v1.33.5-eks-1a2b3c4` and `1.33` are 1.33. */
const minorVersion = (text: string): string | undefined => /^v?(\d+\.\d+)/.exec(text)?.[1]
