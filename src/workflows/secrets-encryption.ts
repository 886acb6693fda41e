import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeApi, MarkedObject } from '../app/kubernetes.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { clusterMissing } from '../survey/missing.ts'
import { clusterUpdate } from './cluster-update.ts'

/** What eksctl writes on each Secret that it has written anew: when. */
const mark = 'eksctl.io/kms-encryption-timestamp'

/** EKS is done with switching on a key by then; what is younger was born encrypted. Milliseconds. */
const longest = 80 * 60_000

const secrets = { apiVersion: 'v1', kind: 'Secret' }

/** Writes at a time. */
const parallel = 8

/** Secrets encrypted by a key, those to come and on wish those that are there. */
export function encryptSecrets(cluster: string, keyArn: string, existing: boolean): Step[] {
  const key = clusterUpdate({
    name: 'key for secrets',
    cluster,
    usual: 900_000,
    differences: (live) => (keyOf(live) === keyArn ? [] : [{ path: 'encryptionConfig.keyArn', from: keyOf(live), to: keyArn }]),
    refusal: (live) => (keyOf(live) === undefined ? undefined : anotherKey(live, keyArn)),
    begin: (app, _live, signal) => app.clusters.encrypt(cluster, keyArn, signal),
  })
  return existing ? [key, existingSecrets(cluster, [key])] : [key]
}

interface Encryption {
  readonly resources?: readonly string[]
  readonly provider?: { readonly keyArn?: string }
}

const keyOf = ({ raw }: LiveCluster): string | undefined =>
  ((raw['encryptionConfig'] ?? []) as readonly Encryption[]).find(({ resources }) => resources?.includes('secrets') ?? true)?.provider
    ?.keyArn

const anotherKey = (live: LiveCluster, keyArn: string): EksxError =>
  new EksxError(
    'KeyDiffers',
    `secrets of cluster "${live.name}" are encrypted by ${keyOf(live)}, and EKS does not change that to ${keyArn}`,
    {
      exitCode: exitCodes.refused,
      hint: 'a key stays for as long as the cluster does; another one needs another cluster',
    },
  )

/** Every Secret from before the key, written anew by a mark on it; what bears a later one was written by a run before. */
function existingSecrets(cluster: string, after: readonly Step[]): Step {
  let begun = Number.POSITIVE_INFINITY
  let known: number | undefined

  const since = async (app: App): Promise<number | undefined> => (known ??= await keySince(app, cluster))

  /** Whether a Secret is from before the key, and nobody has written it since. */
  const isOld =
    (key: number) =>
    ({ created, annotations }: MarkedObject): boolean =>
      created < Math.min(key + longest, begun) && !(Date.parse(annotations[mark] ?? '') >= key)

  async function old(app: App, api: KubeApi, signal: AbortSignal, visit?: (secrets: MarkedObject[]) => Promise<void>): Promise<number> {
    const [key, found] = [await since(app), new Set<string>()]
    if (key === undefined) return 0
    const seen = async (page: readonly MarkedObject[]): Promise<void> => {
      const here = page.filter((one) => isOld(key)(one) && !found.has(`${one.namespace}/${one.name}`))
      for (const one of here) found.add(`${one.namespace}/${one.name}`)
      await visit?.(here)
    }
    await api.eachPage(secrets, seen, signal)
    return found.size
  }

  async function connected(app: App): Promise<{ live: LiveCluster; api: KubeApi }> {
    const live = await app.clusters.find(cluster)
    if (live === undefined) throw clusterMissing(cluster, app.regionName)
    return { live, api: app.kube.connect(live) }
  }

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const { live, api } = await connected(app)
    if (keyOf(live) === undefined)
      return { so: false, change: { kind: 'update', provisional: true, why: [{ path: 'secrets', to: await total(api, signal) }] } }
    const left = await old(app, api, signal)
    return left === 0 ? { so: true } : { so: false, change: { kind: 'update', why: [{ path: 'secrets', to: left }] } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    const { api } = await connected(app)
    begun = Math.min(begun, app.clock.now())
    const all = await old(app, api, run.signal)
    const stamp = new Date(Math.max(app.clock.now(), ((await since(app)) ?? 0) + 1_000)).toISOString().replace(/\.\d+Z$/, 'Z')
    let done = 0
    await old(app, api, run.signal, async (page) => {
      await written(api, page, stamp, run.signal)
      done += page.length
      if (page.length > 0) run.progress({ text: `${done} of ${all} secrets` })
    })
  }

  return { name: 'existing secrets', after, usual: 60_000, look, act }
}

const total = async (api: KubeApi, signal: AbortSignal): Promise<number> => {
  let count = 0
  await api.eachPage(secrets, (page) => void (count += page.length), signal)
  return count
}

/** When the cluster's key was switched on; undefined where it has had one since it was made. Milliseconds. */
async function keySince(app: App, cluster: string): Promise<number | undefined> {
  const updates = await app.updates.list({ cluster })
  const begun = updates.filter(({ type, status }) => type === 'AssociateEncryptionConfig' && status === 'Successful')
  return begun.length === 0 ? undefined : Math.max(...begun.map(({ created }) => created))
}

/** One that is gone meanwhile needs nothing. */
async function written(api: KubeApi, page: readonly MarkedObject[], stamp: string, signal: AbortSignal): Promise<void> {
  const left = [...page]
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const { namespace, name } = one
      await api.patchObject({ ...secrets, metadata: { namespace, name } }, { metadata: { annotations: { [mark]: stamp } } }, signal)
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallel, page.length) }, worker))
}
