import { createHash } from 'node:crypto'

/*
 * The EKS Connector: the agent by which EKS sees a cluster that runs elsewhere. Names, images, arguments and paths are those that AWS's
 * agent goes by (public.ecr.aws/eks-connector); the rest is ours.
 */

/** Who may run a connected cluster, in EKS's words. */
export const connectorProviders = ['AKS', 'ANTHOS', 'EC2', 'EKS_ANYWHERE', 'GKE', 'OPENSHIFT', 'OTHER', 'RANCHER', 'TANZU'] as const

/** Who may take the agent's role: it signs in through Systems Manager. */
export const connectorTrust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: ['ssm.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
}

/** The name that eksctl gives to the policy of the agent's role. */
export const connectorPolicyName = 'eks-connector-agent'

/** Of the role that is made for an agent: the same for the same cluster, so that a second run finds it. */
export const connectorRoleName = (cluster: string, region: string): string =>
  `eksctl-connector-${createHash('sha256').update(`${region}/${cluster}`).digest('hex').slice(0, 16)}`

/** What the agent may do: keep its channel to Systems Manager open. */
export const connectorPolicy = (partition: string): object => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['ssmmessages:CreateControlChannel'], Resource: [`arn:${partition}:eks:*:*:cluster/*`] },
    {
      Effect: 'Allow',
      Action: ['ssmmessages:CreateDataChannel', 'ssmmessages:OpenDataChannel', 'ssmmessages:OpenControlChannel'],
      Resource: ['*'],
    },
  ],
})

/** What an agent is told to be let in. */
export interface Activation {
  readonly id: string
  /** A secret. */
  readonly code: string
  readonly region: string
}

const name = 'eks-connector'
const namespace = name
const proxyImage = 'public.ecr.aws/eks-connector/eks-connector:0.0.11'
const agentImage = 'public.ecr.aws/amazon-ssm-agent/amazon-ssm-agent:3.2.2303.0'
const replicas = 2
const rbac = 'rbac.authorization.k8s.io'
const rbacVersion = `${rbac}/v1`
const agentAccount = { kind: 'ServiceAccount', name, namespace }
const labels = { app: name }
const rootless = { allowPrivilegeEscalation: false, capabilities: { add: ['DAC_OVERRIDE'], drop: ['all'] } }
const podName = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
const mount = (volume: string, mountPath: string, more: object = {}) => ({ name: volume, mountPath, ...more })
const token = mount('service-account-token', '/var/run/secrets/kubernetes.io/serviceaccount')
const vault = mount('eks-agent-vault', '/var/lib/amazon/ssm/Vault')
const shared = mount('eks-connector-shared', '/var/eks/shared')

const binding = (kind: 'RoleBinding' | 'ClusterRoleBinding', of: string, subject: object, bound = of): object => ({
  apiVersion: rbacVersion,
  kind,
  metadata: { name: bound, ...(kind === 'RoleBinding' && { namespace }) },
  subjects: [subject],
  roleRef: { apiGroup: rbac, kind: kind.replace('Binding', ''), name: of },
})

/** The agent itself, and what it needs to run in a cluster. */
export function connectorObjects({ id, code, region }: Activation): object[] {
  const stateSecrets = Array.from({ length: replicas }, (_, index) => `eks-connector-state-${index}`)
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'eks-connector-activation-config', namespace },
      type: 'Opaque',
      stringData: { code },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, automountServiceAccountToken: false },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'eks-connector-token', namespace, annotations: { 'kubernetes.io/service-account.name': name } },
      type: 'kubernetes.io/service-account-token',
    },
    {
      apiVersion: rbacVersion,
      kind: 'Role',
      metadata: { name: 'eks-connector-secret-access', namespace },
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'update'], resourceNames: stateSecrets },
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      ],
    },
    binding('RoleBinding', 'eks-connector-secret-access', agentAccount),
    {
      apiVersion: rbacVersion,
      kind: 'ClusterRole',
      metadata: { name: 'eks-connector-cluster-meta-access' },
      rules: [{ nonResourceURLs: ['/version'], verbs: ['get'] }],
    },
    binding('ClusterRoleBinding', 'eks-connector-cluster-meta-access', agentAccount),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'eks-connector-agent', namespace },
      data: { 'amazon-ssm-agent.json': JSON.stringify(agentSettings, undefined, 2) },
    },
    statefulSet(id, region),
  ]
}

/** The agent of Systems Manager in a container, signed in by its activation. */
const agentSettings = {
  Profile: { KeyAutoRotateDays: 7 },
  Agent: { ContainerMode: true },
  Identity: { ConsumptionOrder: ['OnPrem'] },
}

const statefulSet = (id: string, region: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace, labels },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    serviceName: name,
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: name,
        tolerations: [
          { key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' },
          { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          { key: 'CriticalAddonsOnly', operator: 'Exists' },
        ],
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 100, podAffinityTerm: { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' } },
            ],
          },
        },
        initContainers: [
          {
            name: 'connector-init',
            image: proxyImage,
            args: ['init', `--activation.id=${id}`, '--activation.code=$(EKS_ACTIVATION_CODE)', `--agent.region=${region}`],
            env: [
              podName,
              {
                name: 'EKS_ACTIVATION_CODE',
                valueFrom: { secretKeyRef: { name: 'eks-connector-activation-config', key: 'code' } },
              },
            ],
            volumeMounts: [token, vault],
            securityContext: rootless,
          },
        ],
        containers: [
          {
            name: 'connector-agent',
            image: agentImage,
            env: [{ name: 'AWS_EC2_METADATA_DISABLED', value: 'true' }],
            volumeMounts: [
              shared,
              vault,
              mount('eks-agent-config', '/etc/amazon/ssm/amazon-ssm-agent.json', { subPath: 'amazon-ssm-agent.json' }),
            ],
            securityContext: rootless,
          },
          {
            name: 'connector-proxy',
            image: proxyImage,
            args: ['server'],
            env: [podName],
            volumeMounts: [token, shared, vault],
            securityContext: rootless,
          },
        ],
        volumes: [
          { name: 'eks-connector-shared', emptyDir: {} },
          { name: 'eks-agent-vault', emptyDir: {} },
          { name: 'eks-agent-config', configMap: { name: 'eks-connector-agent' } },
          { name: 'service-account-token', secret: { secretName: 'eks-connector-token' } },
        ],
      },
    },
  },
})

/** Lets the agent speak for a person or role of AWS, under that ARN as a Kubernetes user. */
export const impersonationObjects = (principal: string): object[] => [
  {
    apiVersion: rbacVersion,
    kind: 'ClusterRole',
    metadata: { name: 'eks-connector-service' },
    rules: [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: [principal] }],
  },
  binding('ClusterRoleBinding', 'eks-connector-service', agentAccount),
]

const consoleRole = 'eks-connector-console-dashboard-full-access-clusterrole'

/** What the console shows, by API group. No secrets. */
const shownInConsole: Readonly<Record<string, string>> = {
  '': 'nodes namespaces pods configmaps endpoints events limitranges persistentvolumeclaims podtemplates replicationcontrollers resourcequotas serviceaccounts services',
  apps: 'deployments daemonsets statefulsets replicasets',
  batch: 'jobs cronjobs',
  'coordination.k8s.io': 'leases',
  'discovery.k8s.io': 'endpointslices',
  'events.k8s.io': 'events',
  'networking.k8s.io': 'ingresses networkpolicies',
  policy: 'poddisruptionbudgets',
  [rbac]: 'roles rolebindings',
  'storage.k8s.io': 'csistoragecapacities',
}

/** Lets a person or role of AWS see in the console what the cluster holds. */
export const consoleObjects = (principal: string): object[] => [
  {
    apiVersion: rbacVersion,
    kind: 'ClusterRole',
    metadata: { name: consoleRole },
    rules: Object.entries(shownInConsole).map(([group, resources]) => ({
      apiGroups: [group],
      resources: resources.split(' '),
      verbs: ['get', 'list'],
    })),
  },
  binding('ClusterRoleBinding', consoleRole, { kind: 'User', name: principal, apiGroup: rbac }, `${consoleRole}-binding`),
]
