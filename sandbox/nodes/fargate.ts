import { refOf } from '../kubernetes/objects.ts'
import { attachInterface, dropInterface, makeInterface } from '../services/ec2/network-interfaces.ts'
import { nodes, podsIn, nodesIn, podIn, changePod, isActive, quantity, type Pod, type Node } from './kinds.ts'
import { registerNode } from './node-object.ts'
import { later, type RunningCluster } from './running-cluster.ts'
import { bind } from './scheduler.ts'

const computeType = 'eks.amazonaws.com/compute-type'
const profileLabel = 'eks.amazonaws.com/fargate-profile'
const interfaceAnnotation = 'eks.amazonaws.com/fargate-interface'

/** Pods that Fargate has looked at when they came, by uid. */
const seen = new WeakMap<RunningCluster, Set<string>>()

/** Pods that were there before this round of controllers began, and are not Fargate's: it looks at a pod once, when it comes. */
export function passOver(cluster: RunningCluster): void {
  const others = podsIn(cluster.objects).filter(
    (pod) => pod.metadata.labels?.[profileLabel] === undefined || pod.spec.nodeName !== undefined,
  )
  seen.set(cluster, new Set(others.map((pod) => pod.metadata.uid ?? '')))
}

/** One round of Fargate: new pods that an ACTIVE profile selects are taken, and get a machine of their own; machines without a pod go. */
export function runFargate(cluster: RunningCluster): void {
  const looked = seen.get(cluster) ?? new Set<string>()
  seen.set(cluster, looked)
  for (const pod of podsIn(cluster.objects)) {
    const uid = pod.metadata.uid ?? ''
    if (looked.has(uid)) continue
    looked.add(uid)
    if (pod.spec.nodeName === undefined && isActive(pod)) admit(cluster, pod)
  }
  for (const node of nodesIn(cluster.objects)) if (node.metadata.labels?.[computeType] === 'fargate') dropIdle(cluster, node)
}

/** The profile that selects a pod; one whose annotation or selector asks for EC2 goes nowhere else. */
function profileFor(cluster: RunningCluster, pod: Pod): string | undefined {
  if (pod.metadata.annotations?.[computeType] === 'ec2') return undefined
  return Object.values(cluster.record.fargateProfiles)
    .filter((profile) => profile.status === 'ACTIVE')
    .toSorted((a, b) => ((a.fargateProfileName ?? '') < (b.fargateProfileName ?? '') ? -1 : 1))
    .find((profile) =>
      (profile.selectors ?? []).some(
        (selector) =>
          wildcard(selector.namespace ?? '').test(pod.metadata.namespace ?? '') &&
          Object.entries(selector.labels ?? {}).every(([key, value]) => wildcard(value).test(pod.metadata.labels?.[key] ?? '\0')),
      ),
    )?.fargateProfileName
}

/** `*` and `?` as EKS lets selectors hold them. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )

function admit(cluster: RunningCluster, pod: Pod): void {
  const profile = pod.metadata.labels?.[profileLabel] ?? profileFor(cluster, pod)
  if (profile === undefined) return
  changePod(cluster.objects, pod, (taken) => {
    taken.spec.schedulerName = 'fargate-scheduler'
    taken.metadata.labels = { ...taken.metadata.labels, [profileLabel]: profile }
  })
  later(cluster, 'node:fargate', `${pod.metadata.namespace}/${pod.metadata.name}`, () => run(cluster, pod, profile))
}

function run(cluster: RunningCluster, pod: Pod, profileName: string): void {
  const now = podIn(cluster.objects, pod.metadata.namespace, pod.metadata.name)
  if (now?.metadata.uid !== pod.metadata.uid || now === undefined || !isActive(now)) return
  const profile = cluster.record.fargateProfiles[profileName]
  const subnets = profile?.subnets ?? []
  const subnet = subnets[(cluster.objects.list(nodes, { labels: `${computeType}=fargate` }).length + 1) % Math.max(1, subnets.length)]
  const made = subnet === undefined ? undefined : reserve(cluster, subnet)
  if (made === undefined) {
    later(cluster, 'node:fargate', `${pod.metadata.namespace}/${pod.metadata.name}/again`, () => run(cluster, pod, profileName))
    return
  }
  const name = `fargate-${made.PrivateDnsName ?? `ip-${made.PrivateIpAddress?.replaceAll('.', '-')}.${cluster.call.region}.compute.internal`}`
  const cpus = now.spec.containers.reduce((sum, container) => sum + quantity(container.resources?.requests?.['cpu']), 0)
  registerNode(cluster, {
    name,
    providerId: `aws:///${made.AvailabilityZone}/${cluster.call.account.ids.hex('', 10)}-${cluster.call.account.ids.hex('', 32)}/${name}`,
    zone: made.AvailabilityZone ?? '',
    zoneId: '',
    instanceType: undefined,
    architecture: 'amd64',
    windows: false,
    privateIp: made.PrivateIpAddress ?? '',
    publicIp: undefined,
    cpus: Math.max(2, Math.ceil(cpus)),
    memoryMib: 3_840,
    maxPods: 1,
    osImage: 'Amazon Linux 2023.9.20251117',
    kubelet: `${cluster.record.cluster.version}.0`,
    labels: { [computeType]: 'fargate' },
    taints: [{ key: computeType, value: 'fargate', effect: 'NoSchedule' }],
  })
  cluster.objects.change({ ...nodes, name }, (draft) => {
    draft.metadata.annotations = { ...draft.metadata.annotations, [interfaceAnnotation]: made.NetworkInterfaceId }
  })
  bind(cluster, now, name)
}

function reserve(cluster: RunningCluster, subnetId: string): ReturnType<typeof makeInterface> | undefined {
  const group = cluster.record.cluster.resourcesVpcConfig?.clusterSecurityGroupId
  try {
    const made = makeInterface(cluster.call, {
      subnetId,
      description: `Amazon EKS Fargate ${cluster.record.cluster.name}`,
      requester: 'amazon-eks-fargate',
      ...(group !== undefined && { groups: [group] }),
    })
    attachInterface(cluster.call, made, { owner: 'amazon-eks-fargate', index: 1, deleteOnTermination: false })
    return made
  } catch {
    return undefined
  }
}

/** A machine lives as long as its pod. */
function dropIdle(cluster: RunningCluster, node: Node): void {
  const own = podsIn(cluster.objects, { fields: `spec.nodeName=${node.metadata.name}` })
  if (own.length > 0 || node.metadata.annotations?.[interfaceAnnotation] === undefined) return
  cluster.objects.remove(refOf(node))
  dropNodeInterface(cluster, node)
}

function dropNodeInterface(cluster: RunningCluster, node: Node): void {
  const id = node.metadata.annotations?.[interfaceAnnotation]
  if (id !== undefined) dropInterface(cluster.call, id)
}

/** Ends all Fargate machines: with the profile, or with the cluster. Pods of other profiles stay. */
export function endFargate(cluster: RunningCluster, profile?: string): void {
  for (const pod of podsIn(cluster.objects)) {
    const own = pod.metadata.labels?.[profileLabel]
    if (own === undefined || (profile !== undefined && own !== profile)) continue
    cluster.objects.remove(refOf(pod), { graceSeconds: 0 })
  }
  if (profile !== undefined) return
  for (const node of nodesIn(cluster.objects)) dropNodeInterface(cluster, node)
}
