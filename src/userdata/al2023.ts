import { parse, stringify } from 'yaml'
import { labelText, taintText, type Bootstrap } from './bootstrap.ts'
import { mimeMessage, shellPart, type Part } from './mime.ts'

/** Amazon Linux 2023: nodeadm reads NodeConfig documents and merges them in order. Undefined where there is nothing to say. */
export function al2023UserData(node: Bootstrap): string | undefined {
  const parts = [
    ...node.before.map((command) => shellPart(`#!/bin/bash\n${command}`)),
    ...(node.kind === 'self-managed' || node.ownImage ? [nodeConfig(joining(node))] : []),
    ...(node.maxPods ? [nodeConfig({ kubelet: { config: { maxPods: node.maxPods } } })] : []),
    ...(node.override ? [nodeConfig(overriding(node.override))] : []),
  ]
  return parts.length === 0 ? undefined : Buffer.from(mimeMessage(parts)).toString('base64')
}

type Spec = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is Spec => typeof value === 'object' && value !== null && !Array.isArray(value)

function joining(node: Bootstrap): Spec {
  const { cluster } = node
  const taints = taintText(node)
  return {
    cluster: {
      apiServerEndpoint: cluster.endpoint,
      certificateAuthority: cluster.certificateAuthority,
      cidr: cluster.serviceCidr,
      name: cluster.name,
      ...(cluster.outpostId && { enableOutpost: true, id: cluster.outpostId }),
    },
    kubelet: {
      config: { ...node.kubeletConfig, clusterDNS: node.clusterDns ? [node.clusterDns] : [] },
      flags: [`--node-labels=${labelText(node)}`, ...(taints ? [`--register-with-taints=${taints}`] : [])],
    },
  }
}

/** A NodeConfig of the user's own. */
function overriding(text: string): Spec {
  const document: unknown = parse(text, yaml11)
  return isMap(document) && isMap(document['spec']) ? document['spec'] : {}
}

/** nodeadm reads YAML 1.1, where a bare `yes` is a boolean. */
const yaml11 = { version: '1.1' } as const

function nodeConfig(spec: Spec): Part {
  const document = {
    apiVersion: 'node.eks.aws/v1alpha1',
    kind: 'NodeConfig',
    metadata: {},
    spec: {
      cluster: {},
      containerd: {},
      kubelet: {},
      ...spec,
      instance: { localStorage: {}, network: {}, ...(isMap(spec['instance']) && spec['instance']) },
    },
  }
  return {
    headers: ['Content-Type: application/node.eks.aws'],
    body: stringify(document, { ...yaml11, lineWidth: 0, sortMapEntries: true }),
  }
}
