import { hasCondition, nodesIn, podsIn, changeNode, type Node, type Pod } from './kinds.ts'
import type { RunningCluster } from './running-cluster.ts'

/** How many of each resource a machine has that only a device plugin tells the kubelet of. */
export type Devices = Readonly<Record<string, number>>

/** What the machine under a node is made of, as far as devices go. */
export interface Hardware {
  readonly nvidiaGpus: number
  readonly neuronDevices: number
  /** Cores of all Neuron devices together. */
  readonly neuronCores: number
  /** Interfaces with the Elastic Fabric Adapter. */
  readonly fabrics: number
  /** The image's name; empty for one that nobody lists. */
  readonly image: string
}

/** A plugin, told by its containers' images, and the resources that it finds. */
interface Plugin {
  readonly container: RegExp
  readonly resources: readonly string[]
}

/** The plugins of the makers: NVIDIA's and AWS's. */
const plugins: readonly Plugin[] = [
  { container: /nvidia\/k8s-device-plugin/, resources: ['nvidia.com/gpu'] },
  {
    container: /neuron-device-plugin/,
    resources: ['aws.amazon.com/neuron', 'aws.amazon.com/neuroncore', 'aws.amazon.com/neurondevice'],
  },
  { container: /aws-efa-k8s-device-plugin/, resources: ['vpc.amazonaws.com/efa'] },
]

/** An image that is known to be made without a driver; one of the customer's own is taken to have what its machine needs. */
const isPlain = (image: string, driver: RegExp): boolean =>
  /amazon-?linux|bottlerocket|ubuntu|windows|eks-node-(?![\da-f]+$)/i.test(image) && !driver.test(image)

/** The devices that the drivers of the machine's image find. */
export function devicesOf({ nvidiaGpus, neuronDevices, neuronCores, fabrics, image }: Hardware): Devices {
  const gpus = isPlain(image, /nvidia|gpu/i) ? 0 : nvidiaGpus
  const neurons = isPlain(image, /neuron|gpu/i) ? 0 : neuronDevices
  const found = {
    'nvidia.com/gpu': gpus,
    'aws.amazon.com/neuron': neurons,
    'aws.amazon.com/neurondevice': neurons,
    'aws.amazon.com/neuroncore': neurons === 0 ? 0 : neuronCores,
    'vpc.amazonaws.com/efa': fabrics,
  }
  return Object.fromEntries(Object.entries(found).filter(([, count]) => count > 0))
}

/** What an image advertises by itself, without a plugin in the cluster: Bottlerocket's and Auto Mode's carry NVIDIA's, Auto Mode's all of them. */
export const ownPlugins = (image: string, autoMode: boolean): readonly string[] =>
  autoMode ? plugins.flatMap(({ resources }) => resources) : /bottlerocket.*nvidia/i.test(image) ? ['nvidia.com/gpu'] : []

/** One round of the kubelets: a node's capacity holds the devices whose plugin runs there. A plugin that ends leaves them without any to give. */
export function advertiseDevices(cluster: RunningCluster): void {
  const { devices } = cluster.record
  if (Object.keys(devices).length === 0) return
  for (const node of nodesIn(cluster.objects)) {
    const own = devices[node.metadata.name]
    if (own !== undefined) advertise(cluster, node, own)
  }
}

function advertise(cluster: RunningCluster, node: Node, { found, builtIn }: { found: Devices; builtIn: readonly string[] }): void {
  const running = podsIn(cluster.objects, { fields: `spec.nodeName=${node.metadata.name}` }).filter((pod) => hasCondition(pod, 'Ready'))
  const told = [...builtIn, ...running.flatMap(pluginsIn)]
  const capacity = node.status?.capacity ?? {}
  const allocatable = node.status?.allocatable ?? {}
  const now = Object.entries(found).flatMap(([resource, count]): [string, number][] =>
    told.includes(resource) ? [[resource, count]] : capacity[resource] === undefined ? [] : [[resource, 0]],
  )
  if (now.every(([resource, count]) => allocatable[resource] === String(count))) return
  changeNode(cluster.objects, node.metadata.name, (draft) => {
    draft.status = {
      ...draft.status,
      capacity: { ...capacity, ...Object.fromEntries(now.map(([resource]) => [resource, String(found[resource])])) },
      allocatable: { ...allocatable, ...Object.fromEntries(now.map(([resource, count]) => [resource, String(count)])) },
    }
  })
}

const pluginsIn = (pod: Pod): string[] =>
  plugins
    .filter(({ container }) => pod.spec.containers.some(({ image = '' }) => container.test(image)))
    .flatMap(({ resources }) => resources)
