import type { Service } from './service.ts'
import { catalogueOf, type Catalogue } from './wire/catalogue.ts'

/** Where a service stands in this table, how requests name it, and where it comes from. */
interface Entry {
  /** What `Call.aws` calls it. */
  readonly id: string
  readonly signsAs: string
  /** Tells services apart that sign alike. */
  readonly version?: string
  readonly load: () => Promise<Service>
}

const entries: readonly Entry[] = [
  { id: 'sts', signsAs: 'sts', load: async () => (await import('./services/sts/service.ts')).sts },
  { id: 'iam', signsAs: 'iam', load: async () => (await import('./services/iam/service.ts')).iam },
  { id: 'ssm', signsAs: 'ssm', load: async () => (await import('./services/ssm/service.ts')).ssm },
  { id: 'logs', signsAs: 'logs', load: async () => (await import('./services/logs/service.ts')).logs },
  { id: 'ec2', signsAs: 'ec2', load: async () => (await import('./services/ec2/service.ts')).ec2 },
  { id: 'outposts', signsAs: 'outposts', load: async () => (await import('./services/outposts/service.ts')).outposts },
  { id: 'autoscaling', signsAs: 'autoscaling', load: async () => (await import('./services/autoscaling/service.ts')).autoscaling },
  {
    id: 'elasticloadbalancing',
    signsAs: 'elasticloadbalancing',
    version: '2012-06-01',
    load: async () => (await import('./services/elb/service.ts')).elb,
  },
  {
    id: 'elasticloadbalancingv2',
    signsAs: 'elasticloadbalancing',
    version: '2015-12-01',
    load: async () => (await import('./services/elbv2/service.ts')).elbv2,
  },
  { id: 'cloudformation', signsAs: 'cloudformation', load: async () => (await import('./cloudformation/service.ts')).cloudformation },
  { id: 'cloudtrail', signsAs: 'cloudtrail', load: async () => (await import('./services/cloudtrail/service.ts')).cloudtrail },
  { id: 'eks', signsAs: 'eks', load: async () => (await import('./services/eks/service.ts')).eks },
]

/** A service with the model of its wire. */
export interface Served {
  readonly id: string
  readonly service: Service
  readonly catalogue: Catalogue
}

const loaded = new Map<string, Promise<Served>>()

/** The ids of all services. */
export const serviceIds: readonly string[] = entries.map(({ id }) => id)

/** Loads a service with its SDK client; once per process, at the first request. Undefined where there is no such service. */
export async function served(id: string): Promise<Served | undefined> {
  const entry = entries.find((candidate) => candidate.id === id)
  if (!entry) return undefined
  const known = loaded.get(id)
  if (known) return known
  const loading = load(entry)
  loaded.set(id, loading)
  return loading
}

async function load({ id, load: service }: Entry): Promise<Served> {
  const found = await service()
  return { id, service: found, catalogue: catalogueOf(await found.client()) }
}

/** The service that a request is for, by the name in its signature and the version in its form. */
export function serviceFor(signsAs: string, version: string | undefined): string | undefined {
  const alike = entries.filter((entry) => entry.signsAs === signsAs)
  return (alike.find((entry) => entry.version === version) ?? alike[0])?.id
}
