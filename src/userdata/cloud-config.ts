import { gzipSync } from 'node:zlib'
import { stringify } from 'yaml'
import { labelText, taintText, type Bootstrap } from './bootstrap.ts'
import { bootScripts, environmentScript, scriptFolder } from './boot-scripts.ts'
import { mimeMessage, shellPart } from './mime.ts'

/** Amazon Linux 2 and Ubuntu: cloud-init runs scripts; it reads YAML 1.1. EKS itself lets managed Amazon Linux 2 nodes join. */
export function cloudConfigUserData(node: Bootstrap): string | undefined {
  const { bootScript } = node.family
  return bootScript === 'al2' && node.kind === 'managed' ? beforeJoining(node) : joining(node, bootScript ?? 'ubuntu')
}

function beforeJoining(node: Bootstrap): string | undefined {
  const scripts = [
    ...node.before,
    ...(node.ownImage && node.override ? [node.override] : []),
    ...(!node.ownImage && node.maxPods ? [limitPods(node.maxPods)] : []),
  ]
  return scripts.length === 0 ? undefined : Buffer.from(mimeMessage(scripts.map(shellPart))).toString('base64')
}

/** EKS calls the image's own script without telling it a limit, so the script itself is changed. */
const limitPods = (limit: number) =>
  `#!/bin/sh\nset -ex\nsed -i 's/KUBELET_EXTRA_ARGS=$2/KUBELET_EXTRA_ARGS="$2 --max-pods=${limit}"/' /etc/eks/bootstrap.sh`

const shell = (command: string) => ['/bin/bash', '-c', command]

function joining(node: Bootstrap, family: 'al2' | 'ubuntu'): string {
  const bootScript = `${scriptFolder}/bootstrap.${family}.sh`
  const helper = `${scriptFolder}/bootstrap.helper.sh`
  const config = {
    packages: null,
    runcmd: [...node.before.map(shell), node.override ? shell(node.override) : [bootScript], [helper]],
    write_files: [
      file('/etc/eksctl/kubelet-extra.json', '0644', JSON.stringify(sortedKeys(node.kubeletConfig))),
      file('/etc/eksctl/kubelet.env', '0644', environment(node, family)),
      ...(node.override ? [] : [file(bootScript, '0755', bootScripts[family])]),
      file(helper, '0755', environmentScript),
    ],
  }
  return compressed(`#cloud-config\n${stringify(config, { version: '1.1', lineWidth: 0 })}`).toString('base64')
}

const file = (path: string, permissions: string, content: string) => ({ content, owner: 'root:root', path, permissions })

function environment(node: Bootstrap, family: 'al2' | 'ubuntu'): string {
  const { cluster } = node
  const runtime = family === 'al2' ? node.containerRuntime : undefined
  return [
    `CLUSTER_NAME=${cluster.name}`,
    `API_SERVER_URL=${cluster.endpoint}`,
    `B64_CLUSTER_CA=${cluster.certificateAuthority}`,
    `NODE_LABELS=${labelText(node)}`,
    `NODE_TAINTS=${taintText(node)}`,
    ...(cluster.outpostId ? [`CLUSTER_ID=${cluster.outpostId}`, 'ENABLE_LOCAL_OUTPOST=true'] : []),
    ...(node.maxPods ? [`MAX_PODS=${node.maxPods}`] : []),
    ...(node.clusterDns ? [`CLUSTER_DNS=${node.clusterDns}`] : []),
    ...(runtime ? [`CONTAINER_RUNTIME=${runtime}`] : []),
  ].join('\n')
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortedKeys(one)]),
  )
}

/** EC2 takes 16 KiB of user data. */
const limit = 16_384

/** Compressors differ between machines, so the text is packed as it is; only one that would not fit is made smaller. */
function compressed(text: string): Buffer {
  const stored = gzipSync(text, { level: 0 })
  const packed = stored.length <= limit ? stored : gzipSync(text, { level: 9 })
  // The operating system stands in the header's tenth byte; 255 is "unknown".
  packed[9] = 255
  return packed
}
