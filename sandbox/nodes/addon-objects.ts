import type { KubeObject } from '../kubernetes/objects.ts'
import { addressIn } from './default-objects.ts'
import type { PodSpec, Container, Toleration } from './kinds.ts'

/** What an add-on is asked to be: its version, its configuration values, the registry of its region. */
export interface AddonSettings {
  readonly version: string
  readonly namespace: string
  readonly registry: string
  readonly serviceCidr: string
  readonly configuration: Readonly<Record<string, unknown>>
  readonly serviceAccountRole: string | undefined
}

interface Shape {
  readonly kind: 'DaemonSet' | 'Deployment'
  readonly workload: string
  readonly account: string
  readonly app: string
  /** Its repository, where that is not eks/ and the add-on's name. */
  readonly image?: string
  readonly cpu: string
  readonly memory: string
  readonly hostNetwork?: boolean
  readonly replicas?: number
  /** Its service account never gets the add-on's role. */
  readonly withoutRole?: true
}

/** The workloads of the add-ons that EKS offers; by add-on, in the order they are made. */
const shapes: Readonly<Record<string, readonly Shape[]>> = {
  'vpc-cni': [
    {
      kind: 'DaemonSet',
      workload: 'aws-node',
      account: 'aws-node',
      app: 'aws-node',
      image: 'amazon-k8s-cni',
      cpu: '50m',
      memory: '0',
      hostNetwork: true,
    },
  ],
  'kube-proxy': [
    { kind: 'DaemonSet', workload: 'kube-proxy', account: 'kube-proxy', app: 'kube-proxy', cpu: '100m', memory: '0', hostNetwork: true },
  ],
  coredns: [{ kind: 'Deployment', workload: 'coredns', account: 'coredns', app: 'kube-dns', cpu: '100m', memory: '70Mi', replicas: 2 }],
  'metrics-server': [
    {
      kind: 'Deployment',
      workload: 'metrics-server',
      account: 'metrics-server',
      app: 'metrics-server',
      cpu: '100m',
      memory: '200Mi',
      replicas: 2,
    },
  ],
  'eks-pod-identity-agent': [
    {
      kind: 'DaemonSet',
      workload: 'eks-pod-identity-agent',
      account: 'eks-pod-identity-agent',
      app: 'eks-pod-identity-agent',
      cpu: '0',
      memory: '0',
      hostNetwork: true,
    },
  ],
  'aws-ebs-csi-driver': [
    {
      kind: 'Deployment',
      workload: 'ebs-csi-controller',
      account: 'ebs-csi-controller-sa',
      app: 'ebs-csi-controller',
      cpu: '60m',
      memory: '240Mi',
      replicas: 2,
    },
    {
      kind: 'DaemonSet',
      workload: 'ebs-csi-node',
      account: 'ebs-csi-node-sa',
      app: 'ebs-csi-node',
      cpu: '30m',
      memory: '120Mi',
      withoutRole: true,
    },
  ],
  'aws-efs-csi-driver': [
    {
      kind: 'Deployment',
      workload: 'efs-csi-controller',
      account: 'efs-csi-controller-sa',
      app: 'efs-csi-controller',
      cpu: '50m',
      memory: '100Mi',
      replicas: 2,
    },
    {
      kind: 'DaemonSet',
      workload: 'efs-csi-node',
      account: 'efs-csi-node-sa',
      app: 'efs-csi-node',
      cpu: '30m',
      memory: '100Mi',
      hostNetwork: true,
    },
  ],
  'eks-node-monitoring-agent': [
    {
      kind: 'DaemonSet',
      workload: 'eks-node-monitoring-agent',
      account: 'eks-node-monitoring-agent',
      app: 'eks-node-monitoring-agent',
      cpu: '10m',
      memory: '30Mi',
      hostNetwork: true,
    },
  ],
  'snapshot-controller': [
    {
      kind: 'Deployment',
      workload: 'snapshot-controller',
      account: 'snapshot-controller',
      app: 'snapshot-controller',
      cpu: '10m',
      memory: '32Mi',
      replicas: 2,
    },
  ],
}

/** The workloads whose pods say whether an add-on works. */
export function workloadsOf(addon: string): readonly { kind: 'DaemonSet' | 'Deployment'; name: string }[] {
  return (shapes[addon] ?? []).map(({ kind, workload: name }) => ({ kind, name }))
}

/** The Kubernetes objects of an add-on; none for those whose workloads are not modelled. */
export function addonObjects(addon: string, settings: AddonSettings): KubeObject[] {
  const objects = (shapes[addon] ?? []).flatMap((shape) => [accountOf(shape, settings), workloadOf(addon, shape, settings)])
  return addon === 'coredns'
    ? [...objects, ...namesObjects(settings)]
    : addon === 'metrics-server'
      ? [...objects, metricsService(settings), budget('metrics-server', 'metrics-server', settings)]
      : objects
}

function accountOf(shape: Shape, { namespace, serviceAccountRole }: AddonSettings): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: shape.account,
      namespace,
      labels: labelsOf(shape),
      ...(serviceAccountRole !== undefined &&
        shape.withoutRole !== true && { annotations: { 'eks.amazonaws.com/role-arn': serviceAccountRole } }),
    },
  }
}

const labelsOf = (shape: Shape): Record<string, string> =>
  shape.app === 'kube-dns'
    ? { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns', 'kubernetes.io/name': 'CoreDNS' }
    : { 'app.kubernetes.io/name': shape.workload, 'k8s-app': shape.app }

function workloadOf(addon: string, shape: Shape, settings: AddonSettings): KubeObject {
  const { configuration, namespace } = settings
  const replicas = typeof configuration['replicaCount'] === 'number' ? configuration['replicaCount'] : shape.replicas
  const selector = shape.app === 'kube-dns' ? { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns' } : { 'k8s-app': shape.app }
  const annotations = annotationsOf(shape, configuration)
  return {
    apiVersion: 'apps/v1',
    kind: shape.kind,
    metadata: { name: shape.workload, namespace, labels: labelsOf(shape) },
    spec: {
      ...(shape.kind === 'Deployment' && {
        replicas,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
      }),
      ...(shape.kind === 'DaemonSet' && { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } } }),
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: { ...labelsOf(shape), ...selector }, ...(Object.keys(annotations).length > 0 && { annotations }) },
        spec: podSpec(addon, shape, settings),
      },
    },
    status: {},
  }
}

/** CoreDNS stays on EC2 unless its configuration or a patch says otherwise. */
function annotationsOf(shape: Shape, configuration: Readonly<Record<string, unknown>>): Record<string, string> {
  if (shape.app !== 'kube-dns') return {}
  const type = typeof configuration['computeType'] === 'string' ? configuration['computeType'].toLowerCase() : 'ec2'
  return { 'eks.amazonaws.com/compute-type': type }
}

function podSpec(addon: string, shape: Shape, settings: AddonSettings): PodSpec {
  const container: Container = {
    name: shape.workload,
    image: `${settings.registry}/${shape.image ?? `eks/${addon}`}:${settings.version}`,
    resources: { requests: { cpu: shape.cpu, ...(shape.memory !== '0' && { memory: shape.memory }) } },
  }
  return {
    containers: [container],
    serviceAccountName: shape.account,
    priorityClassName: shape.kind === 'DaemonSet' ? 'system-node-critical' : 'system-cluster-critical',
    tolerations: tolerationsOf(shape, settings.configuration),
    ...(shape.hostNetwork === true && { hostNetwork: true }),
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: expressionsOf(shape) }] } },
    },
  }
}

function tolerationsOf(shape: Shape, configuration: Readonly<Record<string, unknown>>): Toleration[] {
  if (Array.isArray(configuration['tolerations'])) return configuration['tolerations']
  if (shape.kind === 'DaemonSet') return [{ operator: 'Exists' }]
  return [
    { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule', operator: 'Exists' },
    { key: 'CriticalAddonsOnly', operator: 'Exists' },
  ]
}

function expressionsOf(shape: Shape): { key: string; operator: string; values: string[] }[] {
  const linux = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }
  return shape.kind === 'DaemonSet'
    ? [linux, { key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate', 'hybrid', 'auto'] }]
    : [linux]
}

function namesObjects(settings: AddonSettings): KubeObject[] {
  const address = addressIn(settings.serviceCidr, 10)
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
    { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
    { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
  ]
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kube-dns',
        namespace: settings.namespace,
        labels: {
          'eks.amazonaws.com/component': 'kube-dns',
          'k8s-app': 'kube-dns',
          'kubernetes.io/cluster-service': 'true',
          'kubernetes.io/name': 'CoreDNS',
        },
      },
      spec: {
        type: 'ClusterIP',
        clusterIP: address,
        clusterIPs: [address],
        selector: { 'k8s-app': 'kube-dns' },
        ports,
        sessionAffinity: 'None',
      },
      status: { loadBalancer: {} },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'coredns',
        namespace: settings.namespace,
        labels: { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns' },
      },
      data: { Corefile: '.:53 {\n    errors\n    health\n}\n' },
    },
    budget('coredns', 'kube-dns', settings),
  ]
}

function metricsService(settings: AddonSettings): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'metrics-server', namespace: settings.namespace, labels: { 'k8s-app': 'metrics-server' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: addressIn(settings.serviceCidr, 20),
      selector: { 'k8s-app': 'metrics-server' },
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 10_251 }],
    },
    status: { loadBalancer: {} },
  }
}

function budget(name: string, app: string, { namespace }: AddonSettings): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels: { 'k8s-app': app } },
    spec: { maxUnavailable: 1, selector: { matchLabels: { 'k8s-app': app } } },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  }
}
