import { eksAccount } from './eks-accounts.ts'
import { instanceClass } from './instances.ts'

/** What a device plugin is installed for, and of what objects it is made. Names, images and paths are those of the plugins' makers. */
export interface DevicePlugin {
  readonly name: 'NVIDIA' | 'Neuron' | 'EFA'
  objects(region: string): readonly PluginObject[]
}

/** An object of Kubernetes as its API takes it. */
export interface PluginObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly [more: string]: unknown
}

const namespace = 'kube-system'
const kubeletFolder = '/var/lib/kubelet/device-plugins'
const unprivileged = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
const critical = { key: 'CriticalAddonsOnly', operator: 'Exists' }
const tolerates = (key: string) => ({ key, operator: 'Exists', effect: 'NoSchedule' })

function daemonSet(name: string, labels: Readonly<Record<string, string>>, spec: object): PluginObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate' },
      template: { metadata: { labels }, spec: { priorityClassName: 'system-node-critical', ...spec } },
    },
  }
}

/** Only on nodes of these types, and not on those that someone else brings the devices to. */
const onTypes = (types: readonly string[], notOn: readonly string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            { key: 'node.kubernetes.io/instance-type', operator: 'In', values: types },
            { key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: notOn },
          ],
        },
      ],
    },
  },
})

const volume = (name: string, path: string, more: object = {}) => ({ name, hostPath: { path, ...more } })
const mount = (name: string, mountPath: string, more: object = {}) => ({ name, mountPath, ...more })

const nvidia: DevicePlugin = {
  name: 'NVIDIA',
  objects: () => [
    daemonSet(
      'nvidia-device-plugin-daemonset',
      { name: 'nvidia-device-plugin-ds' },
      {
        tolerations: [tolerates('nvidia.com/gpu')],
        containers: [
          {
            name: 'nvidia-device-plugin-ctr',
            image: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0',
            securityContext: unprivileged,
            volumeMounts: [mount('kubelet-device-plugins-dir', kubeletFolder)],
          },
        ],
        volumes: [volume('kubelet-device-plugins-dir', kubeletFolder, { type: 'Directory' })],
      },
    ),
  ],
}

const neuronTypes = words(
  'inf1: xlarge 2xlarge 6xlarge 24xlarge; inf2: xlarge 8xlarge 24xlarge 48xlarge; trn1: 2xlarge 32xlarge; trn1n: 32xlarge; trn2: 48xlarge; trn2u: 48xlarge; ' +
    'ml.inf2: xlarge 8xlarge 24xlarge 48xlarge; ml.trn1: 2xlarge 32xlarge; ml.trn1n: 32xlarge',
)

const neuronName = 'neuron-device-plugin'
const rbac = 'rbac.authorization.k8s.io'
const rule = (resource: string, verbs: string) => ({ apiGroups: [''], resources: [resource], verbs: verbs.split(' ') })

const neuron: DevicePlugin = {
  name: 'Neuron',
  objects: () => [
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: neuronName },
      rules: [
        rule('nodes', 'get list watch'),
        rule('events', 'create patch'),
        rule('pods', 'update patch get list watch'),
        rule('nodes/status', 'patch update'),
      ],
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: neuronName, namespace } },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: neuronName },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: neuronName },
      subjects: [{ kind: 'ServiceAccount', name: neuronName, namespace }],
    },
    daemonSet(
      neuronName,
      { name: 'neuron-device-plugin-ds', 'app.kubernetes.io/name': neuronName },
      {
        serviceAccountName: neuronName,
        affinity: onTypes(neuronTypes, ['fargate', 'hybrid', 'auto']),
        tolerations: [
          critical,
          tolerates('aws.amazon.com/neuron'),
          { key: 'sagemaker.amazonaws.com/node-health-status', operator: 'Equal', value: 'Unschedulable', effect: 'NoSchedule' },
        ],
        containers: [
          {
            name: neuronName,
            image: 'public.ecr.aws/neuron/neuron-device-plugin:2.23.30.0',
            imagePullPolicy: 'IfNotPresent',
            env: [
              { name: 'KUBECONFIG', value: '/etc/kubernetes/kubelet.conf' },
              { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            ],
            securityContext: unprivileged,
            volumeMounts: [
              mount('device-plugin', kubeletFolder),
              mount('infa-map', '/run'),
              mount('aws-config', '/opt/aws', { readOnly: true }),
            ],
          },
        ],
        volumes: [volume('device-plugin', kubeletFolder), volume('infa-map', '/run'), volume('aws-config', '/opt/aws')],
      },
    ),
  ],
}

const fabricTypes = words(
  'm5dn: 24xlarge metal; m5n: 24xlarge metal; m5zn: 12xlarge metal; m6a: 48xlarge metal; m6i: 32xlarge metal; m6id: 32xlarge metal; m6idn: 32xlarge metal; m6in: 32xlarge metal; ' +
    'm7a: 48xlarge metal-48xl; m7g: 16xlarge metal; m7gd: 16xlarge; m7i: 48xlarge metal-48xl; c5n: 9xlarge 18xlarge metal; c6a: 48xlarge metal; c6gn: 16xlarge; c6i: 32xlarge metal; ' +
    'c6id: 32xlarge metal; c6in: 32xlarge metal; c7a: 48xlarge metal-48xl; c7g: 16xlarge metal; c7gd: 16xlarge; c7gn: 16xlarge; c7i: 48xlarge metal-48xl; r5dn: 24xlarge metal; ' +
    'r5n: 24xlarge metal; r6a: 48xlarge metal; r6i: 32xlarge metal; r6idn: 32xlarge metal; r6in: 32xlarge metal; r6id: 32xlarge metal; r7a: 48xlarge metal-48xl; r7g: 16xlarge metal; ' +
    'r7gd: 16xlarge; r7i: 48xlarge metal-48xl; r7iz: 32xlarge metal-32xl; x2idn: 32xlarge metal; x2iedn: 32xlarge metal; x2iezn: 12xlarge metal; i3en: 12xlarge 24xlarge metal; ' +
    'i4g: 16xlarge; i4i: 32xlarge metal; im4gn: 16xlarge; dl1: 24xlarge; dl2q: 24xlarge; g4dn: 8xlarge 12xlarge 16xlarge metal; g5: 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge; ' +
    'g6: 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge; g6e: 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge; gr6: 8xlarge; inf1: 24xlarge; p3dn: 24xlarge; p4d: 24xlarge; p4de: 24xlarge; ' +
    'p5: 48xlarge; p5e: 48xlarge; p5en: 48xlarge; trn1: 32xlarge; trn1n: 32xlarge; trn2: 48xlarge; vt1: 24xlarge; hpc6a: 48xlarge; hpc6id: 32xlarge; hpc7a: 12xlarge 24xlarge 48xlarge 96xlarge; ' +
    'hpc7g: 4xlarge 8xlarge 16xlarge',
)

const fabricName = 'aws-efa-k8s-device-plugin'

const fabric: DevicePlugin = {
  name: 'EFA',
  objects: (region) => [
    daemonSet(
      fabricName,
      { name: fabricName },
      {
        hostNetwork: true,
        affinity: onTypes(fabricTypes, ['auto']),
        tolerations: [critical, tolerates('aws.amazon.com/efa')],
        containers: [
          {
            name: fabricName,
            image: `${eksAccount(region)}.dkr.ecr.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}/eks/${fabricName}:v0.5.4`,
            securityContext: { ...unprivileged, runAsNonRoot: false },
            resources: { requests: { cpu: '10m', memory: '20Mi' } },
            volumeMounts: [mount('device-plugin', kubeletFolder), mount('infiniband-volume', '/dev/infiniband/')],
          },
        ],
        volumes: [volume('device-plugin', kubeletFolder), volume('infiniband-volume', '/dev/infiniband/')],
      },
    ),
  ],
}

/** `m5: large xlarge; c5: large` as the names of types. */
function words(families: string): string[] {
  return families.split('; ').flatMap((one) => {
    const [family = '', sizes = ''] = one.split(': ')
    return sizes.split(' ').map((size) => `${family}.${size}`)
  })
}

/** What decides the plugins that a nodegroup needs. */
export interface PluginNeeds {
  readonly types: readonly string[]
  /** Images of NVIDIA's own driver need the plugin; Bottlerocket brings it along. */
  readonly amazonLinux: boolean
  readonly efa: boolean
}

/** The plugins that at least one of the nodegroups needs. */
export function devicePlugins(nodegroups: readonly PluginNeeds[]): readonly DevicePlugin[] {
  const has = (accelerator: 'nvidia' | 'neuron') => (one: PluginNeeds) =>
    one.types.some((type) => instanceClass(type).accelerator === accelerator)
  return [
    ...(nodegroups.some(has('neuron')) ? [neuron] : []),
    ...(nodegroups.some((one) => one.amazonLinux && has('nvidia')(one)) ? [nvidia] : []),
    ...(nodegroups.some(({ efa }) => efa) ? [fabric] : []),
  ]
}
