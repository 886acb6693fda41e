import { decimal, flag, freeForm, name, section, sections, text, texts, whole } from './fields.ts'
import { nodegroupBase, taints } from './nodegroup.ts'

const shown = { empty: 'shown' } as const

/** `nodeGroups`: Auto Scaling groups that the stack makes, without EKS. */
export const nodeGroups = sections('Self-managed nodegroups: Auto Scaling groups that the stack makes.', {
  ...nodegroupBase,
  taints: taints(),
  instancesDistribution: section('Several instance types, spot and on demand.', {
    instanceTypes: texts('Instance types, 20 at most.'),
    maxPrice: decimal('Most to pay for an hour of a spot instance, in dollars; the on-demand price where unset.'),
    onDemandBaseCapacity: whole('On-demand instances to begin with.', { preset: 0 }),
    onDemandPercentageAboveBaseCapacity: whole('Share of on-demand instances beyond these, 0 to 100.', { preset: 100 }),
    spotInstancePools: whole('Spot pools to spread over, 1 to 20.', { preset: 2 }),
    spotAllocationStrategy: text('How spot instances are chosen.', {
      allowed: ['lowest-price', 'diversified', 'capacity-optimized', 'capacity-optimized-prioritized', 'price-capacity-optimized'],
      ...shown,
    }),
    capacityRebalance: flag('Replace spot instances that are about to be taken.', { unset: false, preset: false }),
  }),
  asgMetricsCollection: sections('Metrics of the Auto Scaling group.', {
    granularity: name('How often: `1Minute`.'),
    metrics: texts('Which metrics; all where unset.'),
  }),
  cpuCredits: text('Credits of burstable types.', { allowed: ['standard', 'unlimited'], ...shown }),
  classicLoadBalancerNames: texts('Classic load balancers that the nodes are put behind.'),
  targetGroupARNs: texts('Target groups that the nodes are put into.'),
  clusterDNS: text('Address of the DNS service that pods ask.'),
  kubeletExtraConfig: freeForm('Settings of the kubelet.', shown),
  containerRuntime: text('Container runtime: containerd.', shown),
  maxInstanceLifetime: whole('Seconds after which an instance is replaced, from 86400.'),
  localZones: texts('Local zones of the nodes.'),
  enclaveEnabled: flag('Allow Nitro Enclaves on the nodes.'),
})
