import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inventory } from '#sandbox/inventory.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'

/** What a run has come to, ids, addresses and times aside: equal for two runs that came to the same end. A line each, sorted. */
export function picture(sandbox: Sandbox, region: string, home: string, clusters: readonly string[]): string[] {
  const aws = inventory(sandbox, region).map(({ kind, id, record }) => `${kind} ${plain(id)} ${plain(JSON.stringify(settled(record)))}`)
  const kubernetes = clusters.flatMap((name) =>
    (kubernetesOf(sandbox.account, region, name)?.objects.all() ?? [])
      .filter(({ kind }) => kinds.has(kind))
      .map(({ kind, metadata, status }) => plain(`${name} ${kind} ${metadata.namespace ?? ''}/${metadata.name} ${readiness(status)}`)),
  )
  const kubeconfig = join(home, '.kube', 'config')
  const file = existsSync(kubeconfig) ? [plain(readFileSync(kubeconfig, 'utf8').replaceAll(home, '<home>'))] : []
  return [...aws, ...kubernetes, ...file].toSorted()
}

/** What is only in one of two pictures, as lines that a person can read; none where they are equal. */
export function differences(expected: readonly string[], actual: readonly string[]): string[] {
  const left = [...actual]
  const missing = expected.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [...missing.map((line) => `- ${line}`), ...left.map((line) => `+ ${line}`)].map((line) => line.slice(0, 600))
}

const kinds = new Set(['Node', 'Deployment', 'DaemonSet', 'Service', 'ConfigMap', 'Pod'])

/** Members that say when, in which order, or under which token something was done, not what there is. */
const passing =
  /^(events|created|updated|deleted|undo|before|token|changeSetId|before|createdAt|modifiedAt|updates|.*(Time|At|Date|Expiry|ClientToken|clientRequestToken|Etag))$/i

function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled).toSorted((a, b) => (plain(JSON.stringify(a)) < plain(JSON.stringify(b)) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name]) => !passing.test(name))
  return Object.fromEntries(
    members.map(([name, member]) => [plain(name), settled(member)]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
}

function readiness(status: unknown): string {
  const {
    phase,
    conditions = [],
    replicas,
    readyReplicas,
    numberReady,
  } = (status ?? {}) as {
    phase?: string
    conditions?: { type: string; status: string }[]
    replicas?: number
    readyReplicas?: number
    numberReady?: number
  }
  return JSON.stringify([phase, conditions.map(({ type, status: is }) => `${type}=${is}`).toSorted(), replicas, readyReplicas, numberReady])
}

/** What is made up anew in every run, by its form. */
const madeUp: readonly (readonly [RegExp, string])[] = [
  [/(?<="ThumbprintList":\[")[0-9a-f]{40}/g, '<thumbprint>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b([a-z]+)-[0-9a-f]{17}\b/g, '<$1>'],
  [/\b(eni|eksctl|lt|rtbassoc|sgr)-attach-[0-9a-f]+/g, '<$1>'],
  [/-[A-Z0-9]{12}\b/g, '-<suffix>'],
  [/\b(AROA|AIPA|ANPA|AIDA)[A-Z0-9]+/g, '<$1>'],
  [/\b\d+\.\d+\.\d+\.\d+(?!\/)\b/g, '<address>'],
  [/\b(?:ip|ec2)-\d+-\d+-\d+-\d+/g, '<host>'],
  [/\blocalhost:\d+|<address>:\d+/g, '<api>'],
  [/\/id\/[0-9A-F]{32}/g, '/id/<id>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?(?= )/g, '-<pod>'],
  [/[0-9a-f]{2}(:[0-9a-f]{2}){5}/g, '<mac>'],
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>'],
  [/LS0t[A-Za-z0-9+/=]+/g, '<certificate>'],
  [/[A-Za-z0-9+/]{200,}=*/g, '<user data>'],
]

const plain = (text: string): string => madeUp.reduce((left, [form, name]) => left.replace(form, name), text)
