import { partsOf } from '../../nodes/user-data.ts'
import type { NodeFamily } from './node-images.ts'

/** What the nodes of a managed nodegroup are told. */
export interface NodeFacts {
  readonly clusterName: string
  readonly endpoint: string
  readonly certificateAuthority: string
  readonly serviceCidr: string
  readonly labels: Readonly<Record<string, string>>
  /** `key=value:Effect` */
  readonly taints: readonly string[]
}

/** The user data that EKS starts a nodegroup's instances with: its own settings, and the customer's beside them. Base64. */
export function managedUserData(family: NodeFamily, facts: NodeFacts, customers: string | undefined): string | undefined {
  if (family === 'custom') return customers
  const own = customers === undefined ? '' : Buffer.from(customers, 'base64').toString('utf8')
  return Buffer.from(texts[family](facts, own)).toString('base64')
}

const texts: Readonly<Record<Exclude<NodeFamily, 'custom'>, (facts: NodeFacts, own: string) => string>> = {
  al2023: (facts, own) => multipart([...(own === '' ? [] : partsOf(own)), nodeConfig(facts)]),
  al2: (facts, own) => multipart([...(own === '' ? [] : partsOf(own)), script(facts)]),
  bottlerocket: (facts, own) => `${withoutCluster(own)}\n${toml(facts)}`,
  windows: (facts, own) =>
    `${own}\n<powershell>\n& "$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1" ${powershell(facts)}\n</powershell>\n`,
}

const boundary = '//'

const multipart = (parts: readonly string[]): string =>
  [
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [
      `--${boundary}`,
      `Content-Type: ${part.includes('node.eks.aws/') ? 'application/node.eks.aws' : 'text/x-shellscript; charset="us-ascii"'}`,
      '',
      part,
      '',
    ]),
    `--${boundary}--`,
  ].join('\n')

const flags = (facts: NodeFacts): string[] => [
  `--node-labels=${Object.entries(facts.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')}`,
  ...(facts.taints.length > 0 ? [`--register-with-taints=${facts.taints.join(',')}`] : []),
]

const nodeConfig = (facts: NodeFacts): string =>
  [
    '---',
    'apiVersion: node.eks.aws/v1alpha1',
    'kind: NodeConfig',
    'spec:',
    '  cluster:',
    `    apiServerEndpoint: ${facts.endpoint}`,
    `    certificateAuthority: ${facts.certificateAuthority}`,
    `    cidr: ${facts.serviceCidr}`,
    `    name: ${facts.clusterName}`,
    '  kubelet:',
    '    flags:',
    ...flags(facts).map((flag) => `    - ${JSON.stringify(flag)}`),
  ].join('\n')

const script = (facts: NodeFacts): string =>
  [
    '#!/bin/bash',
    'set -ex',
    `B64_CLUSTER_CA=${facts.certificateAuthority}`,
    `API_SERVER_URL=${facts.endpoint}`,
    `/etc/eks/bootstrap.sh ${facts.clusterName} --kubelet-extra-args '${flags(facts).join(' ')}' --b64-cluster-ca ${facts.certificateAuthority} --apiserver-endpoint ${facts.endpoint}`,
  ].join('\n')

const toml = (facts: NodeFacts): string =>
  [
    '[settings.kubernetes]',
    `api-server = "${facts.endpoint}"`,
    `cluster-certificate = "${facts.certificateAuthority}"`,
    `cluster-name = "${facts.clusterName}"`,
    '[settings.kubernetes.node-labels]',
    ...Object.entries(facts.labels).map(([key, value]) => `"${key}" = "${value}"`),
    '[settings.kubernetes.node-taints]',
    ...facts.taints.map((taint) => `"${taint.split('=')[0]}" = ["${taint.split('=').slice(1).join('=')}"]`),
  ].join('\n')

/** What the customer says of the cluster is EKS's to say. */
const withoutCluster = (own: string): string => own.replaceAll(/^\s*(?:api-server|cluster-certificate|cluster-name)\s*=.*$/gm, '')

const powershell = (facts: NodeFacts): string =>
  `-EKSClusterName "${facts.clusterName}" -APIServerEndpoint "${facts.endpoint}" -Base64ClusterCA "${facts.certificateAuthority}" -KubeletExtraArgs "${flags(facts).join(' ')}"`
