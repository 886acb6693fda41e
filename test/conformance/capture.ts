import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedRequest } from '#sandbox/request-log.ts'
import type { Call } from '#sandbox/service.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'

/** A mutating request of Kubernetes, as its server logged it. */
export interface KubernetesWrite {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** Writes what was sent in the corpus's form: stacks, change sets, `writes.txt`. */
export function capture(folder: string, requests: readonly LoggedRequest[], kubernetes: readonly KubernetesWrite[]): void {
  mkdirSync(join(folder, 'stacks'), { recursive: true })
  mkdirSync(join(folder, 'changesets'), { recursive: true })
  const writes = requests.filter((request) => request.mutating)
  const counts = new Map<string, number>()
  const templates = new Map<unknown, string>()
  for (const { operation, input, status } of writes) {
    if (status >= 400 || status === 0) continue
    const name = String(input['StackName'])
    if (operation === 'CreateStack') write(folder, `stacks/${name}.json`, stackOf(input))
    if (operation !== 'CreateChangeSet') continue
    const number = (counts.get(name) ?? 0) + 1
    counts.set(name, number)
    const path = `changesets/${nameOf(name)}-${number}.json`
    write(folder, path, changeSetOf(input))
    templates.set(input, path)
  }
  const lines = [
    ...writes.map((one) => writeLine(one, templates.get(one.input))),
    ...kubernetes.map((one) => `kubernetes:${one.method} ${one.path}${one.status >= 400 ? ` -> ${one.status}` : ''}`),
  ]
  writeFileSync(join(folder, 'writes.txt'), lines.join('\n'))
}

const write = (folder: string, path: string, content: object): void =>
  writeFileSync(join(folder, path), JSON.stringify(content, undefined, 1))

type Input = Readonly<Record<string, unknown>>
type Tag = { readonly Key?: string; readonly Value?: string }

/** A list of tags as a map, its keys in order. */
export const tagMap = (tags: unknown): Record<string, string> =>
  Object.fromEntries(
    ((tags ?? []) as readonly Tag[]).map(({ Key = '', Value = '' }) => [Key, Value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/** The name inside a stack's ARN, or the name itself. */
const nameOf = (stack: string): string => stack.split('/')[1] ?? stack

const changeSetOf = (input: Input): object => ({
  capabilities: input['Capabilities'] ?? [],
  changeSetName: input['ChangeSetName'],
  changeSetType: input['ChangeSetType'],
  description: input['Description'],
  ok: true,
  operation: 'CreateChangeSet',
  parameters: input['Parameters'] ?? [],
  ...(input['RoleARN'] !== undefined && { roleARN: input['RoleARN'] }),
  stackName: nameOf(String(input['StackName'])),
  tags: tagMap(input['Tags']),
  template: JSON.parse(String(input['TemplateBody'])) as object,
})

const stackOf = (input: Input): object => ({
  capabilities: input['Capabilities'] ?? [],
  changeSetName: null,
  disableRollback: input['DisableRollback'] ?? null,
  enableTerminationProtection: input['EnableTerminationProtection'] ?? null,
  ok: true,
  operation: 'CreateStack',
  parameters: input['Parameters'] ?? [],
  ...(input['RoleARN'] !== undefined && { roleARN: input['RoleARN'] }),
  stackName: input['StackName'],
  tags: tagMap(input['Tags']),
  template: JSON.parse(String(input['TemplateBody'])) as object,
})

/** Tokens differ from run to run, and a null says what absence says. */
const left = new Set(['ClientRequestToken', 'clientRequestToken', 'ClientToken', 'clientToken'])

function writeLine({ service, operation, input, error, status }: LoggedRequest, template: string | undefined): string {
  const words = Object.entries(input)
    .filter(([key, value]) => !left.has(key) && value !== undefined)
    .map(
      ([key, value]) =>
        `${key}=${key === 'TemplateBody' ? `@${template ?? `stacks/${String(input['StackName'])}.json`}` : text(key, value)}`,
    )
  return [`${service}:${operation}`, ...words].join(' ') + (status >= 400 || status === 0 ? ` -> ${error}` : '')
}

function text(key: string, value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  // Auto Scaling's tags name the group that they are on.
  if (key === 'Tags' && Array.isArray(value) && !JSON.stringify(value).includes('"ResourceId"')) return JSON.stringify(tagMap(value))
  if (typeof value !== 'string') return JSON.stringify(sorted(value))
  return /["\s]/.test(value) ? JSON.stringify(value) : value
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value

/** The words of a line in the order of the alphabet: clients send the same members in orders of their own. A refusal stays at the end. */
export const inOneOrder = (writes: string): string =>
  writes
    .split('\n')
    .map((line) => {
      const [, sent = '', refusal = ''] = /^(.*?)( -> \S+)?$/.exec(line) ?? []
      const [call = '', ...words] = sent.split(/ (?=[A-Za-z]+=)/)
      return line.startsWith('kubernetes:') ? line : [call, ...words.toSorted()].join(' ') + refusal
    })
    .join('\n')

/** What the account made up, and what it stands for: subnets by their blocks, endpoints, authorities, issuers. */
export async function madeUpIds(sandbox: Sandbox, region: string): Promise<Record<string, string>> {
  const call = sandbox.account.call(region)
  const { Subnets = [] } = await call.aws<{ Subnets?: { SubnetId?: string; CidrBlock?: string; Tags?: Tag[] }[] }>(
    'ec2',
    'DescribeSubnets',
    {},
  )
  const subnets = Subnets.flatMap(({ SubnetId = '', CidrBlock = '', Tags }) => {
    const stack = tagMap(Tags)['aws:cloudformation:stack-name']
    return stack === undefined ? [] : [[SubnetId, `<${stack} ${CidrBlock}>`] as const]
  })
  const { clusters = [] } = await call.aws<{ clusters?: string[] }>('eks', 'ListClusters', {})
  const found = await Promise.all(clusters.map((name) => call.aws<{ cluster?: LiveCluster }>('eks', 'DescribeCluster', { name })))
  return Object.fromEntries([...subnets, ...(await stackIds(call)), ...found.flatMap(({ cluster }) => clusterIds(cluster))])
}

/** VPCs and security groups by the stack and the name in it. */
async function stackIds(call: Call): Promise<(readonly [string, string])[]> {
  const { StackSummaries = [] } = await call.aws<{ StackSummaries?: { StackName?: string; StackStatus?: string }[] }>(
    'cloudformation',
    'ListStacks',
    {},
  )
  const alive = StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
  const lists = await Promise.all(
    alive.map(async ({ StackName = '' }) => {
      const { StackResourceSummaries = [] } = await call.aws<{ StackResourceSummaries?: StackResource[] }>(
        'cloudformation',
        'ListStackResources',
        { StackName },
      )
      return StackResourceSummaries.filter(({ ResourceType }) => /::(VPC|SecurityGroup)$/.test(ResourceType ?? '')).map(
        ({ LogicalResourceId, PhysicalResourceId = '' }) => [PhysicalResourceId, `<${StackName}.${LogicalResourceId}>`] as const,
      )
    }),
  )
  return lists.flat().filter(([id]) => id !== '')
}

interface StackResource {
  readonly LogicalResourceId?: string
  readonly PhysicalResourceId?: string
  readonly ResourceType?: string
}

interface LiveCluster {
  readonly name?: string
  readonly endpoint?: string
  readonly certificateAuthority?: { readonly data?: string }
  readonly identity?: { readonly oidc?: { readonly issuer?: string } }
  readonly resourcesVpcConfig?: { readonly clusterSecurityGroupId?: string }
}

function clusterIds(cluster: LiveCluster | undefined): (readonly [string, string])[] {
  const { name, endpoint, certificateAuthority, identity, resourcesVpcConfig } = cluster ?? {}
  const pairs: readonly (readonly [string | undefined, string])[] = [
    [endpoint, '<endpoint>'],
    [certificateAuthority?.data, '<ca>'],
    [identity?.oidc?.issuer?.split('/').at(-1), `<oidc-id ${name}>`],
    [resourcesVpcConfig?.clusterSecurityGroupId, `<cluster security group of ${name}>`],
  ]
  return pairs.filter((pair): pair is readonly [string, string] => pair[0] !== undefined && pair[0] !== '')
}
