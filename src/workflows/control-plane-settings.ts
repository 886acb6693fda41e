import type { ClusterSettings, LiveCluster } from '../app/clusters.ts'
import { networkAddress } from '../config/cidr.ts'
import { logTypes } from '../config/logging.ts'
import { isMap } from '../config/plain.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import type { Difference, Step } from '../plan/step.ts'
import { clusterSettings, clusterUpdate } from './cluster-update.ts'
import { logRetentionStep } from './log-retention.ts'

/** Which logs are to be on, and how long they are kept. */
export interface LogSettings {
  /** What is to be on, from what is. */
  readonly wanted: (on: readonly string[]) => readonly string[]
  readonly days?: number | undefined
}

/** The control plane's logs: what is not to be on is off. */
export function controlPlaneLogs(cluster: string, { wanted, days }: LogSettings): Step[] {
  const goal = (live: LiveCluster): readonly string[] => logTypes.filter((type) => wanted(logsOf(live)).includes(type))
  const logs = clusterUpdate({
    name: 'control plane logs',
    cluster,
    differences: (live): Difference[] => {
      const [from, to] = [logsOf(live), goal(live)]
      return from.join() === to.join() ? [] : [{ path: 'logging', from: from.join(', ') || 'none', to: to.join(', ') || 'none' }]
    },
    begin: (app, live, signal) => app.clusters.configure(cluster, { logging: loggingOf(goal(live)) }, signal),
  })
  return days === undefined ? [logs] : [logs, logRetentionStep(cluster, days, [logs])]
}

/** The logs that are on. */
function logsOf({ raw }: LiveCluster): readonly string[] {
  const { clusterLogging = [] } = (isMap(raw['logging']) ? raw['logging'] : {}) as Partial<NonNullable<ClusterSettings['logging']>>
  const on = clusterLogging.flatMap(({ types, enabled }) => (enabled ? types : []))
  return logTypes.filter((type) => on.includes(type))
}

/** EKS is told of every log. */
function loggingOf(on: readonly string[]): NonNullable<ClusterSettings['logging']> {
  const lists = [
    { enabled: true, types: logTypes.filter((type) => on.includes(type)) },
    { enabled: false, types: logTypes.filter((type) => !on.includes(type)) },
  ]
  return { clusterLogging: lists.filter(({ types }) => types.length > 0) }
}

/** What a config states of the control plane's network: the settings that EKS changes one after the other, in this order. */
export function controlPlaneNetwork(cluster: string, { clusterEndpoints: endpoints, ...vpc }: NonNullable<ClusterConfig['vpc']>): Step[] {
  const parts: readonly (readonly [string, NonNullable<ClusterSettings['resourcesVpcConfig']>])[] = [
    [
      'API endpoints',
      { ...has('endpointPrivateAccess', endpoints?.privateAccess), ...has('endpointPublicAccess', endpoints?.publicAccess) },
    ],
    ['ranges of the public endpoint', has('publicAccessCidrs', filled(vpc.publicAccessCIDRs?.map(networkAddress)))],
    [
      'subnets and security groups of the control plane',
      {
        ...has('subnetIds', filled(vpc.controlPlaneSubnetIDs)),
        ...has('securityGroupIds', filled(vpc.controlPlaneSecurityGroupIDs)),
      },
    ],
    ['egress of the control plane', has('controlPlaneEgressMode', vpc.controlPlaneEgressMode as 'AWS_MANAGED' | undefined)],
  ]
  return parts
    .filter(([, settings]) => Object.keys(settings).length > 0)
    .reduce<Step[]>(
      (steps, [name, resourcesVpcConfig]) => [...steps, clusterSettings(name, cluster, { resourcesVpcConfig }, steps.slice(-1))],
      [],
    )
}

/** ARC's zonal shift, on or off. */
export const zonalShift = (cluster: string, enabled: boolean): Step[] => [
  clusterSettings('zonal shift', cluster, { zonalShiftConfig: { enabled } }),
]

/** Settings of the Kubernetes components, as a config states them. */
export function controlPlaneComponents(cluster: string, config: Partial<ClusterConfig> = {}): Step[] {
  const { kubeAPIServerConfig: api, kubeSchedulerConfig: scheduler, kubeControllerManagerConfig: manager } = config
  return [
    clusterSettings('control plane components', cluster, {
      ...(api && {
        kubeApiServerConfig: { ...has('eventTtl', api.eventTTL || undefined), ...has('serviceNodePortRange', api.serviceNodePortRange) },
      }),
      ...(scheduler && { kubeSchedulerConfig: scheduler }),
      ...(manager && { kubeControllerManagerConfig: manager }),
    }),
  ]
}

const filled = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list?.length ? list : undefined)

/** A member that is there, or none. */
const has = <K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: V }
