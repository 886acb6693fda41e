import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'

/** What an instance's user data tells its kubelet. */
export interface NodeSettings {
  readonly clusterName: string
  readonly endpoint: string | undefined
  /** PEM in base64. */
  readonly certificateAuthority: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly NodeTaint[]
  readonly maxPods: number | undefined
}

interface NodeTaint {
  readonly key: string
  readonly value?: string
  readonly effect: string
}

interface Draft {
  clusterName?: string | undefined
  endpoint?: string | undefined
  certificateAuthority?: string | undefined
  labels: Record<string, string>
  taints: NodeTaint[]
  maxPods?: number | undefined
}

/** Reads user data (base64, perhaps of gzip) in any of the forms that EKS images take; undefined where it names no cluster. */
export function readUserData(base64: string | undefined): NodeSettings | undefined {
  if (base64 === undefined || base64 === '') return undefined
  const draft: Draft = { labels: {}, taints: [] }
  for (const part of partsOf(textOf(base64))) readPart(part, draft)
  if (draft.clusterName === undefined) return undefined
  const { clusterName, endpoint, certificateAuthority, labels, taints, maxPods } = draft
  return { clusterName, endpoint, certificateAuthority, labels, taints, maxPods }
}

function textOf(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** The parts of a MIME multipart text, without their headers; the text itself where it is none. */
export function partsOf(text: string): string[] {
  const boundary = /^Content-Type:\s*multipart\/[^;]+;\s*boundary="?([^"\s;]+)"?/im.exec(text)?.[1]
  if (boundary === undefined) return [text]
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.replace(/^\r?\n?(?:[\w-]+:[^\n]*\n)*\r?\n/, '').trim())
}

function readPart(part: string, draft: Draft): void {
  if (/^\s*apiVersion:\s*node\.eks\.aws\//m.test(part)) readNodeConfig(part, draft)
  else if (/^\s*\[settings/m.test(part)) readBottlerocket(part, draft)
  else if (part.includes('<powershell>')) readPowershell(part, draft)
  else if (part.startsWith('#cloud-config')) readCloudConfig(part, draft)
  else if (/bootstrap\.sh/.test(part)) readShell(part, draft)
}

interface NodeConfig {
  spec?: {
    cluster?: { name?: string; apiServerEndpoint?: string; certificateAuthority?: string }
    kubelet?: { config?: { maxPods?: number; registerWithTaints?: NodeTaint[] }; flags?: string[] }
  }
}

function readNodeConfig(part: string, draft: Draft): void {
  const config: NodeConfig = parse(part)
  const { cluster, kubelet } = config.spec ?? {}
  draft.clusterName = cluster?.name ?? draft.clusterName
  draft.endpoint = cluster?.apiServerEndpoint ?? draft.endpoint
  draft.certificateAuthority = cluster?.certificateAuthority ?? draft.certificateAuthority
  draft.maxPods = kubelet?.config?.maxPods ?? draft.maxPods
  draft.taints.push(...(kubelet?.config?.registerWithTaints ?? []))
  readFlags((kubelet?.flags ?? []).join(' '), draft)
}

/** Kubelet's flags: labels, taints, pods. */
function readFlags(text: string, draft: Draft): void {
  Object.assign(draft.labels, labelsOf(/--node-labels[= ]["']?([^\s"']+)/.exec(text)?.[1]))
  draft.taints.push(...taintsOf(/--register-with-taints[= ]["']?([^\s"']+)/.exec(text)?.[1]))
  const pods = /--max-pods[= ](\d+)/.exec(text)?.[1]
  if (pods !== undefined) draft.maxPods = Number(pods)
}

const labelsOf = (list: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (list ?? '')
      .split(',')
      .filter(Boolean)
      .map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]),
  )

function taintsOf(list: string | undefined): NodeTaint[] {
  return (list ?? '')
    .split(',')
    .filter((taint) => taint.includes(':'))
    .map((taint) => {
      const [key = '', value] = taint.slice(0, taint.lastIndexOf(':')).split('=')
      return { key, ...(value !== undefined && value !== '' && { value }), effect: taint.slice(taint.lastIndexOf(':') + 1) }
    })
}

function readBottlerocket(part: string, draft: Draft): void {
  let section = ''
  for (const line of part.split('\n').map((text) => text.trim())) {
    const header = /^\[([^\]]+)\]$/.exec(line)?.[1]
    if (header !== undefined) section = header.replaceAll('"', '').trim()
    const [, key = '', value = ''] = /^"?([^"=#]+?)"?\s*=\s*(.+)$/.exec(line) ?? []
    if (key !== '') readSetting(section, key, value, draft)
  }
}

function readSetting(section: string, key: string, value: string, draft: Draft): void {
  const texts = [...value.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
  if (section === 'settings.kubernetes.node-labels') draft.labels[key] = texts[0] ?? ''
  else if (section === 'settings.kubernetes.node-taints') draft.taints.push(...texts.flatMap((text) => taintsOf(`${key}=${text}`)))
  else if (section !== 'settings.kubernetes') return
  else if (key === 'cluster-name') draft.clusterName = texts[0]
  else if (key === 'api-server') draft.endpoint = texts[0]
  else if (key === 'cluster-certificate') draft.certificateAuthority = texts[0]
  else if (key === 'max-pods') draft.maxPods = Number(value)
}

function readPowershell(part: string, draft: Draft): void {
  const named = (name: string): string | undefined =>
    new RegExp(`\\$${name}\\s*=\\s*['"]([^'"]*)['"]`).exec(part)?.[1] ?? new RegExp(`-${name}\\s+['"]?([^\\s'"]+)`).exec(part)?.[1]
  draft.clusterName = named('EKSClusterName') ?? draft.clusterName
  draft.endpoint = named('APIServerEndpoint') ?? draft.endpoint
  draft.certificateAuthority = named('Base64ClusterCA') ?? draft.certificateAuthority
  readFlags(part, draft)
}

interface CloudConfig {
  readonly write_files?: readonly { readonly path?: string; readonly content?: string }[] | null
  readonly runcmd?: readonly (string | readonly string[])[] | null
}

/** What cloud-init would run: only a command that comes to the image's own script lets the node join, with the variables of the environment files that it sources. */
function readCloudConfig(part: string, draft: Draft): void {
  const { write_files: written, runcmd }: CloudConfig = parse(part)
  const files = new Map((written ?? []).map(({ path = '', content = '' }) => [path, content]))
  for (const command of runcmd ?? []) {
    const words = typeof command === 'string' ? [command] : command
    readBootstrap(words.map((word) => files.get(word) ?? word).join(' '), files, draft)
  }
}

const sourcing = /^\s*(?:source|\.)\s+(\S+).*$/gm

/** A call of the image's own script; what the helper has put together stands behind `KUBELET_EXTRA_ARGS`. A variable that nothing sets is empty. */
function readBootstrap(script: string, files: ReadonlyMap<string, string>, draft: Draft): void {
  const whole = [1, 2].reduce((text) => text.replaceAll(sourcing, (line, path: string) => files.get(path) ?? line), script)
  const call = /^[^#\n]*\/etc\/eks\/bootstrap\.sh\s[^\n]*/m.exec(whole.replaceAll(/\\\n/g, ' '))?.[0]
  if (call === undefined) return
  const variables = new Map([...whole.matchAll(/^(\w+)=([^"'\s(]\S*)$/gm)].map(([, name, value]) => [name, value]))
  readShell(
    call.replaceAll(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (_, braced: string | undefined, bare: string | undefined) => variables.get(braced ?? bare) ?? '',
    ),
    draft,
  )
  if (!call.includes('KUBELET_EXTRA_ARGS')) return
  Object.assign(draft.labels, labelsOf(variables.get('NODE_LABELS')))
  draft.taints.push(...taintsOf(variables.get('NODE_TAINTS')))
  if (variables.has('MAX_PODS')) draft.maxPods = Number(variables.get('MAX_PODS'))
}

/** Assignments that a script of the user's own may make. */
function readEnvironment(text: string, draft: Draft): void {
  const named = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1]?.replaceAll(/^["']|["']$/g, '')
  const clusterName = named('CLUSTER_NAME')
  if (clusterName === undefined || clusterName === '') return
  draft.clusterName = clusterName
  draft.endpoint = named('API_SERVER_URL')
  draft.certificateAuthority = named('B64_CLUSTER_CA')
  Object.assign(draft.labels, labelsOf(named('NODE_LABELS')))
  draft.taints.push(...taintsOf(named('NODE_TAINTS')))
  const pods = named('MAX_PODS')
  if (pods !== undefined && pods !== '') draft.maxPods = Number(pods)
}

function readShell(part: string, draft: Draft): void {
  const text = part.replaceAll(/\\\n/g, ' ')
  readEnvironment(text, draft)
  const name = /bootstrap\.sh\s+["']?([\w-]+)["']?/.exec(text)?.[1]
  draft.clusterName = draft.clusterName ?? name
  const flag = (key: string): string | undefined => new RegExp(`--${key}[= ]["']?([^\\s"']+)`).exec(text)?.[1]
  draft.endpoint = flag('apiserver-endpoint') ?? draft.endpoint
  draft.certificateAuthority = flag('b64-cluster-ca') ?? draft.certificateAuthority
  readFlags(text, draft)
}
