import type { App } from '../app.ts'
import type { Entry } from './entry.ts'

/** Things whose names can be completed. */
export type NameKind = 'cluster' | 'nodegroup' | 'addon' | 'fargateprofile' | 'profile'

/** What a line says of where to look. */
interface Where {
  readonly region?: string
  readonly profile?: string
  readonly cluster?: string
}

/** The time that somebody waits at the prompt, in milliseconds: of the day, not of a sandbox's clock. */
const patience = 2_000

/** The names there are; none where AWS does not tell them in time. */
export async function knownNames(kind: NameKind, where: Where, entry: Entry): Promise<{ value: string; about: string }[]> {
  const signal = AbortSignal.timeout(patience)
  const late = new Promise<string[]>((resolve) => signal.addEventListener('abort', () => resolve([]), { once: true }))
  const names = await Promise.race([kind === 'profile' ? profiles(entry) : fromAws(kind, where, entry, signal), late])
  return [...new Set(names)].toSorted().map((value) => ({ value, about: where.cluster === undefined ? '' : `of ${where.cluster}` }))
}

async function fromAws(
  kind: Exclude<NameKind, 'profile'>,
  { region, profile, cluster }: Where,
  entry: Entry,
  giveUp: AbortSignal,
): Promise<string[]> {
  const app = await entry.open({ region, profile, patience: 0, giveUp })
  if (kind === 'cluster') return app.clusters.list()
  return cluster === undefined ? [] : lists[kind](app, cluster)
}

const lists: Readonly<Record<Exclude<NameKind, 'profile' | 'cluster'>, (app: App, cluster: string) => Promise<string[]>>> = {
  nodegroup: async (app, cluster) => (await Promise.all([app.nodegroups.list(cluster), selfManaged(app, cluster)])).flat(),
  addon: (app, cluster) => app.addons.list(cluster),
  fargateprofile: (app, cluster) => app.fargate.list(cluster),
}

/** By the names of stacks alone: a suggestion need not be sure. */
async function selfManaged(app: App, cluster: string): Promise<string[]> {
  const start = `eksctl-${cluster}-nodegroup-`
  return (await app.stacks.list((name) => name.startsWith(start))).map(({ name }) => name.slice(start.length))
}

/** The profiles in the files of the AWS CLI. */
async function profiles({ files: { env, home, read } }: Entry): Promise<string[]> {
  const texts = await Promise.all([
    read(env['AWS_CONFIG_FILE'] ?? `${home}/.aws/config`),
    read(env['AWS_SHARED_CREDENTIALS_FILE'] ?? `${home}/.aws/credentials`),
  ])
  return texts.flatMap((text = '') => [...text.matchAll(/^\s*\[(?:profile\s+)?([^\]\s]+)\s*\]/gm)].map(([, name = '']) => name))
}
