import type { Balanced, Manifest } from '../app/kubernetes.ts'
import type { Client } from './client.ts'

/** Lists objects of a kind; none where the API does not know it. */
type List = (apiVersion: string, plural: string) => Promise<Found[]>

interface Found {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid?: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly deletionTimestamp?: string
  }
  readonly spec?: Readonly<Record<string, string | undefined>>
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly hostname?: string }[] }
    readonly addresses?: readonly { readonly value?: string }[]
  }
}

/** Controllers that make load balancers of AWS, by what they are called in classes. */
const ingressControllers = ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb']
const gatewayControllers = ['gateway.k8s.aws/alb', 'gateway.k8s.aws/nlb']

/** Services of type LoadBalancer, and ingresses and gateways that a controller of AWS's has given an address. */
export async function balancedIn(api: Client, signal: AbortSignal): Promise<Balanced[]> {
  const list: List = async (apiVersion, plural) => {
    const path = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/${plural}`
    const known = await api.find({ method: 'GET', path, query: { limit: '1' }, signal })
    if (known === undefined || (known['items'] as unknown[] | undefined)?.length === 0) return []
    return (await api.list(path, {}, signal)) as unknown as Found[]
  }
  const all = await Promise.all([services(list), ingresses(list), gateways(list)])
  return all.flat()
}

async function services(list: List): Promise<Balanced[]> {
  const all = await list('v1', 'services')
  return all
    .filter(({ spec }) => spec?.['type'] === 'LoadBalancer')
    .map((one) => ({ ...balanced('v1', 'Service', one), name: legacyName(one.metadata.uid ?? '') }))
}

/** What Kubernetes itself calls the load balancer of a Service: `a` and its UID without hyphens, 32 characters at most. */
const legacyName = (uid: string): string => `a${uid.replaceAll('-', '')}`.slice(0, 32)

async function ingresses(list: List): Promise<Balanced[]> {
  const group = 'networking.k8s.io/v1'
  const all = await list(group, 'ingresses')
  const classes = all.length === 0 ? [] : await list(group, 'ingressclasses')
  const ours = new Set(classes.filter(({ spec }) => ingressControllers.includes(spec?.['controller'] ?? '')).map(nameOf))
  return all
    .filter(({ metadata, spec }) => {
      const name = spec?.['ingressClassName'] ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? ''
      return name === 'alb' || ours.has(name)
    })
    .map((one) => balanced(group, 'Ingress', one))
    .filter(({ hosts }) => hosts.length > 0)
}

async function gateways(list: List): Promise<Balanced[]> {
  const group = 'gateway.networking.k8s.io/v1'
  const all = await list(group, 'gateways')
  const classes = all.length === 0 ? [] : await list(group, 'gatewayclasses')
  const ours = new Set(classes.filter(({ spec }) => gatewayControllers.includes(spec?.['controllerName'] ?? '')).map(nameOf))
  return all
    .filter(({ spec }) => ours.has(spec?.['gatewayClassName'] ?? ''))
    .map((one) => balanced(group, 'Gateway', one))
    .filter(({ hosts }) => hosts.length > 0)
}

const nameOf = ({ metadata }: Found): string => metadata.name

function balanced(apiVersion: string, kind: string, { metadata, status }: Found): Balanced {
  const { name, namespace = 'default' } = metadata
  const manifest: Manifest = { apiVersion, kind, metadata: { name, namespace } }
  const hosts = [
    ...(status?.loadBalancer?.ingress ?? []).map(({ hostname }) => hostname),
    ...(status?.addresses ?? []).map(({ value }) => value),
  ]
  return { manifest, hosts: hosts.filter((host) => host !== undefined), leaving: metadata.deletionTimestamp !== undefined }
}
