import type { App } from '../app.ts'
import type { ChronicleEvent, TrailEvent } from '../app/chronicles.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { clusterTagKeys } from '../tables/tag-keys.ts'
import { mayBeOf } from './live.ts'
import { clusterMissing } from './missing.ts'

/** A stack of a cluster, in AWS's own words. */
export interface DescribedStack {
  readonly raw: Readonly<Record<string, unknown>>
  /** Undefined where they were not asked for. */
  readonly events: readonly ChronicleEvent[] | undefined
  readonly trail: readonly TrailEvent[] | undefined
}

/** What of stacks is wanted. */
export interface Wanted {
  /** Those that are deleted too. */
  readonly deleted: boolean
  readonly events: boolean
  /** Only events of resources in these statuses. */
  readonly statuses: readonly string[] | undefined
  readonly trail: boolean
}

/** The stacks of a cluster by exact tag, its own first, the others as they were made. Throws where there is neither a stack nor a cluster. */
export async function describedStacks(app: App, cluster: string, wanted: Wanted): Promise<DescribedStack[]> {
  await app.identity.caller()
  const named = (name: string): boolean => mayBeOf(cluster, name)
  const [living, gone] = await Promise.all([app.stacks.list(named), wanted.deleted ? app.chronicles.deleted(named) : []])
  const found = await Promise.all([...living.map(({ id }) => id), ...gone].map((id) => app.chronicles.describe(id)))
  const own = found.filter((raw) => raw !== undefined && clusterIn(raw) === cluster) as DescribedStack['raw'][]
  if (own.length === 0 && (await app.clusters.find(cluster)) === undefined) throw clusterMissing(cluster, app.regionName)
  return Promise.all(own.toSorted(inOrder(cluster)).map((raw) => looked(app, raw, wanted)))
}

async function looked(app: App, raw: DescribedStack['raw'], { events, statuses, trail }: Wanted): Promise<DescribedStack> {
  const id = String(raw['StackId'])
  const [happened, called] = await Promise.all([
    events ? app.chronicles.events(id) : undefined,
    trail ? app.chronicles.trail(id) : undefined,
  ])
  const passing = ({ ResourceStatus = '' }: ChronicleEvent): boolean => statuses === undefined || statuses.includes(ResourceStatus)
  return { raw, events: happened?.filter(passing), trail: called }
}

/** The cluster that a stack is for, by its tags. */
function clusterIn({ Tags }: DescribedStack['raw']): string | undefined {
  const tags = new Map((Array.isArray(Tags) ? Tags : []).map((tag: { Key?: string; Value?: string }) => [tag.Key, tag.Value]))
  return clusterTagKeys.map((key) => tags.get(key)).find((name) => name !== undefined)
}

const inOrder =
  (cluster: string) =>
  (a: DescribedStack['raw'], b: DescribedStack['raw']): number =>
    Number(isOwn(b, cluster)) - Number(isOwn(a, cluster)) || made(a) - made(b) || (nameOf(a) < nameOf(b) ? -1 : 1)

const nameOf = ({ StackName }: DescribedStack['raw']): string => String(StackName)
const isOwn = (raw: DescribedStack['raw'], cluster: string): boolean => nameOf(raw) === clusterStackName(cluster)
const made = ({ CreationTime }: DescribedStack['raw']): number => (CreationTime instanceof Date ? CreationTime.getTime() : 0)
