import { delimiter, join } from 'node:path'
import type { Files } from '../app.ts'
import type { KubeconfigEntry, KubeconfigPlace, Kubeconfigs } from '../app/kubernetes.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { choosePlugin, type Self } from './authenticator.ts'
import { KubeconfigFile } from './kubeconfig-file.ts'

/** The files that tell kubectl of clusters, as client-go finds and reads them; eksctl's names for what it writes there. */
export function kubeconfigsOn(files: Files, self: Self = { node: process.execPath, script: process.argv[1] ?? '' }): Kubeconfigs {
  const read = async (path: string): Promise<KubeconfigFile> => new KubeconfigFile(path, await contentOf(files, path))

  const edit = (path: string, change: (file: KubeconfigFile) => void): Promise<void> =>
    files.locked(path, async () => {
      const file = await read(path)
      change(file)
      if (file.changed) await files.write(path, file.toString())
    })

  async function placeOf(where: KubeconfigPlace & { readonly region?: string; readonly user?: string }): Promise<Place> {
    const all = candidates(files, where)
    const there = await Promise.all(all.map(async (path) => ((await contentOf(files, path)) === undefined ? [] : [path])))
    const first = there.flat()[0] ?? all.at(-1) ?? ''
    if (all.length === 1 || where.region === undefined) return { entries: first, context: first }
    const { cluster, context } = namesOf(where.cluster, where.region, where.user ?? '')
    for (const path of there.flat()) if ((await read(path)).holds(cluster, context)) return { entries: path, context: first }
    return { entries: first, context: first }
  }

  return {
    path: async (where) => (await placeOf(where)).entries,
    check: async (where) => {
      const { entries } = await placeOf(where)
      await files.check(entries)
      await read(entries)
    },
    has: async (entry) => {
      const { entries, context } = await placeOf(entry)
      const file = await read(entries)
      put(file, entry, (await choosePlugin(files, entry, self)).user, files)
      const current = context === entries ? file : await read(context)
      if (entry.setContext) current.setCurrent(namesOf(entry.cluster, entry.region, entry.user).context)
      return !file.changed && !current.changed
    },
    write: async (entry) => {
      const { entries, context } = await placeOf(entry)
      const plugin = await choosePlugin(files, entry, self)
      const name = namesOf(entry.cluster, entry.region, entry.user).context
      await edit(entries, (file) => {
        put(file, entry, plugin.user, files)
        if (entry.setContext && context === entries) file.setCurrent(name)
      })
      if (entry.setContext && context !== entries) await edit(context, (file) => file.setCurrent(name))
      return { path: entries, ...(plugin.warning !== undefined && { warning: plugin.warning }) }
    },
    holding: async (cluster, region) => {
      const name = clusterName(cluster, region)
      const held = await Promise.all(known(files, cluster).map(async (path) => ((await read(path)).mentions(name) ? [path] : [])))
      return held.flat()
    },
    remove: async (cluster, region) => {
      const name = clusterName(cluster, region)
      for (const path of known(files, cluster)) {
        if (!(await read(path)).mentions(name)) continue
        if (path === ownFile(files, cluster) && (await read(path)).isOnlyAbout(name)) await files.locked(path, () => files.remove(path))
        else await edit(path, (file) => file.remove(name))
      }
    },
  }
}

/** Where a cluster's three entries stand, and where the current context is set. */
interface Place {
  readonly entries: string
  readonly context: string
}

interface Names {
  readonly cluster: string
  /** Of the context, and of the user. */
  readonly context: string
}

function clusterName(cluster: string, region: string): string {
  return `${cluster}.${region}.eksctl.io`
}

function namesOf(cluster: string, region: string, user: string): Names {
  const name = clusterName(cluster, region)
  return { cluster: name, context: `${user}@${name}` }
}

function put(file: KubeconfigFile, entry: KubeconfigEntry, user: object, files: Files): void {
  const { cluster, context } = namesOf(entry.cluster, entry.region, entry.user)
  const trusted = files.env['KUBECONFIG_USE_SYSTEM_CA'] === undefined
  file.put('clusters', cluster, { ...(trusted && { 'certificate-authority-data': entry.certificateAuthority }), server: entry.endpoint })
  file.put('contexts', context, { cluster, user: context })
  file.put('users', context, user)
}

/** client-go: a stated file stands alone; else the files of KUBECONFIG in order; else the one in the home. */
function candidates(files: Files, { cluster, path, auto }: KubeconfigPlace): string[] {
  if (auto) return [ownFile(files, cluster)]
  return path ? [path] : defaultFiles(files)
}

function defaultFiles({ env, home }: Files): string[] {
  const listed = [...new Set((env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean))]
  return listed.length > 0 ? listed : [join(home, '.kube', 'config')]
}

function ownFile({ home }: Files, cluster: string): string {
  return join(home, '.kube', 'eksctl', 'clusters', cluster)
}

function known(files: Files, cluster: string): string[] {
  return [...new Set([ownFile(files, cluster), ...defaultFiles(files)])]
}

/** Undefined where there is no such file; exit 6 where there is one that can't be read. */
async function contentOf(files: Files, path: string): Promise<string | undefined> {
  try {
    return await files.read(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EksxError('KubeconfigUnreadable', why, {
      exitCode: exitCodes.refused,
      hint: /permission/.test(why) ? 'mend its permissions, or name another file with --kubeconfig' : 'name a file with --kubeconfig',
      cause,
    })
  }
}
