import type { Devices } from './devices.ts'
import { nodes, podsIn, nodesIn, changeNode, hasCondition, type Condition, type Taint, type Node } from './kinds.ts'
import { kubeNow, later, type RunningCluster } from './running-cluster.ts'

/** What a Node object says of the machine under it. */
export interface Machine {
  /** The node's name. */
  readonly name: string
  readonly providerId: string
  readonly zone: string
  readonly zoneId: string
  readonly instanceType: string | undefined
  readonly architecture: 'amd64' | 'arm64'
  readonly windows: boolean
  readonly privateIp: string
  readonly publicIp: string | undefined
  readonly cpus: number
  readonly memoryMib: number
  readonly maxPods: number
  readonly osImage: string
  /** `1.33.5` */
  readonly kubelet: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly devices?: { readonly found: Devices; readonly builtIn: readonly string[] }
}

/** What keeps pods off a node until it is Ready. */
const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

/** Registers a node: NotReady until its network is up. */
export function registerNode(cluster: RunningCluster, machine: Machine): void {
  const { objects, call } = cluster
  if (objects.get({ ...nodes, name: machine.name }) !== undefined) return
  const { found = {}, builtIn = [] } = machine.devices ?? {}
  if (Object.keys(found).length > 0) cluster.record.devices[machine.name] = { found, builtIn }
  const time = kubeNow(cluster)
  const os = machine.windows ? 'windows' : 'linux'
  const resources = {
    cpu: String(machine.cpus),
    memory: `${machine.memoryMib * 1024}Ki`,
    pods: String(machine.maxPods),
    'ephemeral-storage': '83873772Ki',
  }
  objects.put({
    ...nodes,
    metadata: {
      name: machine.name,
      labels: {
        'beta.kubernetes.io/arch': machine.architecture,
        'beta.kubernetes.io/os': os,
        'failure-domain.beta.kubernetes.io/region': call.region,
        'failure-domain.beta.kubernetes.io/zone': machine.zone,
        'kubernetes.io/arch': machine.architecture,
        'kubernetes.io/hostname': machine.name,
        'kubernetes.io/os': os,
        'topology.k8s.aws/zone-id': machine.zoneId,
        'topology.kubernetes.io/region': call.region,
        'topology.kubernetes.io/zone': machine.zone,
        ...(machine.instanceType !== undefined && {
          'beta.kubernetes.io/instance-type': machine.instanceType,
          'node.kubernetes.io/instance-type': machine.instanceType,
        }),
        ...machine.labels,
      },
      annotations: { 'alpha.kubernetes.io/provided-node-ip': machine.privateIp, 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: { providerID: machine.providerId, taints: [...machine.taints.map((taint) => ({ ...taint })), notReady] },
    status: {
      addresses: [
        { type: 'InternalIP', address: machine.privateIp },
        ...(machine.publicIp === undefined ? [] : [{ type: 'ExternalIP', address: machine.publicIp }]),
        { type: 'InternalDNS', address: machine.name },
        { type: 'Hostname', address: machine.name },
      ],
      capacity: resources,
      allocatable: {
        ...resources,
        cpu: `${machine.cpus * 1000 - 70}m`,
        memory: `${Math.max(64, Math.floor(machine.memoryMib * 0.9) - 255 - 11 * machine.maxPods) * 1024}Ki`,
      },
      conditions: conditionsOf(time, false),
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        architecture: machine.architecture,
        bootID: call.account.ids.uuid(),
        containerRuntimeVersion: 'containerd://2.1.5',
        kernelVersion: machine.windows
          ? '10.0.20348.4294'
          : machine.osImage.startsWith('Amazon Linux 2023')
            ? `6.12.58-82.121.amzn2023.${machine.architecture === 'arm64' ? 'aarch64' : 'x86_64'}`
            : '6.1.158',
        kubeProxyVersion: '',
        kubeletVersion: `v${machine.kubelet}-eks-ecaa3a6`,
        machineID: call.account.ids.hex('', 32),
        operatingSystem: os,
        osImage: machine.osImage,
        systemUUID: call.account.ids.uuid(),
      },
    },
  })
}

function conditionsOf(time: string, ready: boolean): Condition[] {
  const fine = (type: string, reason: string, message: string): Condition => ({
    type,
    status: 'False',
    reason,
    message,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  })
  return [
    fine('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    fine('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    fine('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    ready
      ? {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: time,
          lastTransitionTime: time,
        }
      : {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message:
            'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
          lastHeartbeatTime: time,
          lastTransitionTime: time,
        },
  ]
}

/** Nodes that are on their way to Ready, by cluster. */
const settling = new WeakMap<RunningCluster, Set<string>>()

/** One round: nodes whose network runs become Ready. Auto Mode and Fargate bring their own network, Windows has its in the image. */
export function readyNodes(cluster: RunningCluster): void {
  const under = settling.get(cluster) ?? new Set<string>()
  settling.set(cluster, under)
  for (const node of nodesIn(cluster.objects)) {
    const { name } = node.metadata
    if (hasCondition(node, 'Ready') || under.has(name) || !hasNetwork(cluster, node)) continue
    under.add(name)
    later(cluster, 'node:ready', name, () => {
      under.delete(name)
      changeNode(cluster.objects, name, (ready) => {
        const taints = (ready.spec.taints ?? []).filter((taint) => taint.key !== notReady.key)
        const { taints: _, ...spec } = ready.spec
        ready.spec = { ...spec, ...(taints.length > 0 && { taints }) }
        ready.status = { ...ready.status, conditions: conditionsOf(kubeNow(cluster), true) }
      })
    })
  }
}

function hasNetwork(cluster: RunningCluster, node: Node): boolean {
  const labels = node.metadata.labels ?? {}
  if (labels['eks.amazonaws.com/compute-type'] !== undefined || labels['kubernetes.io/os'] === 'windows') return true
  if (cluster.record.withoutCni[node.metadata.name] !== undefined) return false
  const own = podsIn(cluster.objects, { namespace: 'kube-system', labels: 'k8s-app=aws-node' })
  return own.some((pod) => pod.spec.nodeName === node.metadata.name && hasCondition(pod, 'Ready'))
}
