import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError } from '../errors.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { until } from './until.ts'

/** What Kubernetes calls the load balancer of a Service: `a` and its UID without hyphens, 32 characters at most. */
const balancerOf = (uid: string): string => `a${uid.replaceAll('-', '')}`.slice(0, 32)

/** Services of type LoadBalancer go, and the load balancers that EKS made for them; else these hold the VPC. */
export function goneLoadBalancers(cluster: LiveCluster, ifItFails: 'warn' | undefined): Step {
  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const services = await app.kube.connect(cluster).loadBalancerServices(signal)
    const why = services.map(({ namespace, name }) => ({ path: `Service ${namespace}/${name}` }))
    return services.length === 0 ? { so: true } : { so: false, change: { kind: 'delete', why } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    const api = app.kube.connect(cluster)
    const services = await api.loadBalancerServices(run.signal)
    const names = new Set(services.map(({ uid }) => balancerOf(uid)))
    for (const { namespace, name } of services) {
      run.progress({ text: `deleting Service ${namespace}/${name}` })
      await api.deleteService(namespace, name, run.signal)
    }
    const { vpcId } = cluster
    if (vpcId === undefined) return
    const started = app.clock.now()
    const left = await until(
      app,
      run,
      async () => (await app.network.loadBalancers(vpcId)).filter(({ name }) => names.has(name)),
      (balancers) => balancers.length === 0 || app.clock.now() - started > 600_000,
    )
    if (left.length > 0) {
      throw new EksxError(
        'LoadBalancersRemain',
        `load balancers of cluster "${cluster.name}" remain: ${left.map(({ name }) => name).join(', ')}`,
        { hint: 'delete them in EC2, then run the same command again' },
      )
    }
  }

  return { name: 'load balancers', after: [], usual: 60_000, ...(ifItFails && { ifItFails }), look, act }
}
