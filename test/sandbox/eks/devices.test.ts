import { afterAll, beforeAll, expect, test } from 'vitest'
import { readyNodes, startLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
  await lab.eks('CreateAddon', { clusterName: 'dev', addonName: 'vpc-cni' })
  const make = (nodegroupName: string, more: object) =>
    lab.eks('CreateNodegroup', {
      clusterName: 'dev',
      nodegroupName,
      subnets: lab.privateSubnets,
      nodeRole: lab.roles.node,
      scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 },
      ...more,
    })
  await make('driver', { instanceTypes: ['g4dn.12xlarge'], amiType: 'AL2023_x86_64_NVIDIA' })
  await make('plain', { instanceTypes: ['g4dn.xlarge'], amiType: 'AL2023_x86_64_STANDARD' })
  await make('bottle', { instanceTypes: ['g4dn.xlarge'], amiType: 'BOTTLEROCKET_x86_64_NVIDIA' })
  await make('neuron', { instanceTypes: ['inf2.24xlarge'], amiType: 'AL2023_x86_64_NEURON' })
  const group = await clusterGroup()
  const { LaunchTemplate: template } = await lab.aws<{ LaunchTemplate: { LaunchTemplateId: string } }>('ec2', 'CreateLaunchTemplate', {
    LaunchTemplateName: 'fabric',
    LaunchTemplateData: {
      NetworkInterfaces: [0, 1].map((NetworkCardIndex) => ({
        InterfaceType: 'efa',
        DeviceIndex: NetworkCardIndex,
        NetworkCardIndex,
        DeleteOnTermination: true,
        Groups: [group],
      })),
    },
  })
  await make('fabric', { instanceTypes: ['c6in.32xlarge'], launchTemplate: { id: template.LaunchTemplateId, version: '1' } })
  await lab.until('its nodes are Ready', () => readyNodes(lab.objects()).length === 5)
})
afterAll(() => lab.close())

async function clusterGroup(): Promise<string> {
  const { cluster } = await lab.eks<{ cluster: { resourcesVpcConfig: { clusterSecurityGroupId: string } } }>('DescribeCluster', {
    name: 'dev',
  })
  return cluster.resourcesVpcConfig.clusterSecurityGroupId
}

/** The devices that the node of a nodegroup has to give. */
function allocatable(nodegroup: string): Record<string, string> {
  const [node] = lab.objects().list({ apiVersion: 'v1', kind: 'Node' }, { labels: `eks.amazonaws.com/nodegroup=${nodegroup}` })
  const { status } = JSON.parse(JSON.stringify(node ?? {}))
  return Object.fromEntries(Object.entries<string>(status.allocatable).filter(([name]) => name.includes('/')))
}

const plugin = { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'plugin' } as const

function install(image: string): void {
  const labels = { name: 'plugin' }
  lab.objects().put({
    apiVersion: plugin.apiVersion,
    kind: plugin.kind,
    metadata: { namespace: plugin.namespace, name: plugin.name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { tolerations: [{ operator: 'Exists' }], containers: [{ name: 'plugin', image }] } },
    },
    status: {},
  })
}

const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'default' } as const
function ask(name: string, limits: Record<string, string>): void {
  const containers = [{ name: 'main', image: 'train', resources: { limits } }]
  lab.objects().put({ apiVersion: pod.apiVersion, kind: pod.kind, metadata: { namespace: pod.namespace, name }, spec: { containers } })
}
const stateOf = (name: string) => JSON.parse(JSON.stringify(lab.objects().get({ ...pod, name }) ?? {}))

test('devices are told only where a plugin runs, or the image carries one', () => {
  expect(['driver', 'plain', 'neuron', 'fabric'].map(allocatable)).toEqual([{}, {}, {}, {}])
  expect(allocatable('bottle')).toEqual({ 'nvidia.com/gpu': '1' })
})

test('NVIDIA’s plugin tells the GPUs that the image’s driver finds; pods that ask for them run there, as many as there are', async () => {
  ask('eager', { 'nvidia.com/gpu': '3' })
  await lab.minutes(1)
  expect(stateOf('eager').status.conditions[0].message).toContain('Insufficient nvidia.com/gpu')
  install('nvcr.io/nvidia/k8s-device-plugin:v0.20.0')
  await lab.until('the GPUs are told', () => allocatable('driver')['nvidia.com/gpu'] === '4')
  expect(allocatable('plain')).toEqual({})
  await lab.until('the pod runs', () => stateOf('eager').status?.phase === 'Running')
  ask('late', { 'nvidia.com/gpu': '2' })
  await lab.minutes(1)
  expect(stateOf('late').status.phase).toBe('Pending')
  lab.objects().remove(plugin)
  await lab.until('there are none to give', () => allocatable('driver')['nvidia.com/gpu'] === '0')
})

test('Neuron’s plugin tells devices and cores, EFA’s the interfaces', async () => {
  install('public.ecr.aws/neuron/neuron-device-plugin:2.23.30.0')
  await lab.until('the devices are told', () => allocatable('neuron')['aws.amazon.com/neuron'] === '6')
  expect(allocatable('neuron')).toEqual({
    'aws.amazon.com/neuron': '6',
    'aws.amazon.com/neuroncore': '12',
    'aws.amazon.com/neurondevice': '6',
  })
  install('602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/aws-efa-k8s-device-plugin:v0.5.4')
  await lab.until('the interfaces are told', () => allocatable('fabric')['vpc.amazonaws.com/efa'] === '2')
  expect(allocatable('driver')).toEqual({ 'nvidia.com/gpu': '0' })
})
