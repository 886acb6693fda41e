import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import type { World } from '#sandbox/service.ts'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { cli } from '../cli.ts'
import { capture, madeUpIds, type KubernetesWrite } from './capture.ts'
import { nodesForGranted, plainGroups, withNodes } from './granted-nodes.ts'
import { grantNetwork, withZones } from './granted-network.ts'
import { inOneSpelling, stackInOneSpelling } from './spelling.ts'

/** Where captures of eksctl lie, where there are any. */
const corpus = resolve(process.env['EKSX_CONFORMANCE'] ?? '../shared/conformance')
export const hasCorpus = existsSync(join(corpus, 'floors.json'))

export interface Floors {
  readonly 'main-job': readonly string[]
  readonly 'every-cluster': readonly string[]
  readonly 'every-day-after': readonly string[]
  readonly generated: { readonly cases: readonly string[] }
}

/** A floor of the project, as the corpus names it. */
export type Floor = 'main-job' | 'every-cluster' | 'every-day-after'

export const floors = (): Floors => json(join(corpus, 'floors.json')) as Floors

export interface CaseFile {
  readonly argv: readonly string[]
  readonly setup?: readonly (readonly string[])[]
  readonly seed?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** What eksctl did in a case. */
export interface Expected {
  readonly exitCode: number
  readonly stdout: string
  readonly ids: Readonly<Record<string, string>>
  readonly folder: string
}

/** What eksx did in it. */
export interface Ran {
  readonly case: CaseFile
  readonly expected: Expected
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** `stacks/`, `changesets/`, `writes.txt`. */
  readonly folder: string
  readonly home: string
  readonly work: string
  readonly ids: Readonly<Record<string, string>>
  /** Differences between the folders, a line each. */
  differences(): Promise<string[]>
}

interface Compare {
  readonly compareStack: (expected: unknown, actual: unknown, name: string, expectedIds: object, actualIds: object) => string[]
  readonly compareWrites: (expected: string, actual: string, expectedIds: object, actualIds: object) => string[]
  readonly counts: (line: string) => boolean
}

const comparison = async (): Promise<Compare> => (await import(join(corpus, 'compare.mjs'))) as Compare

/** Runs a case on a sandbox of its own, with the invented account of the captures, and hands over what came of it. `more` is added to its line. */
export async function runCase(name: string, judge: (ran: Ran) => Promise<void>, more: readonly string[] = []): Promise<void> {
  // It looks for its own needs in the folder that it is loaded from.
  await comparison()
  const source = join(corpus, 'cases', name)
  const one = json(join(source, 'case.json')) as CaseFile
  const temporary = mkdtempSync(join(tmpdir(), 'eksx-case-'))
  const [work, home, folder] = ['work', 'home', 'sent'].map((part) => join(temporary, part)) as [string, string, string]
  for (const path of [home, folder]) mkdirSync(path)
  cpSync(source, work, { recursive: true })
  const clock = new DrivenClock()
  const named = [
    JSON.stringify(one),
    ...readdirSync(source)
      .filter((file) => /\.(yaml|json)$/.test(file))
      .map((file) => readFileSync(join(source, file), 'utf8')),
  ].join('\n')
  const sandbox = await startSandbox({
    clock,
    world: withNodes(withZones(json(join(corpus, 'world.json')) as World, named), source, named),
    durations: 0,
  })
  const origin = process.cwd()
  process.chdir(work)
  try {
    for (const seed of one.seed ?? []) await sandbox.seed(seed)
    await takenForGranted(sandbox, named)
    await nodesForGranted(sandbox, named)
    await grantNetwork(sandbox, named)
    const eksx = cli({ clock, home, env: { ...sandbox.env(), ...one.env } })
    for (const line of one.setup ?? []) {
      const { exitCode, stderr } = await eksx.run(line)
      if (exitCode !== 0) throw new Error(`the setup ${line.join(' ')} ended with ${exitCode}: ${stderr}`)
    }
    // What the command deletes has a name before it.
    const stood = await idsOf(sandbox)
    const known = sandbox.requests.length
    const apis = kubernetesLogs(sandbox)
    const result = await eksx.run([...one.argv, ...more])
    const kubernetes = [
      ...apis,
      ...kubernetesLogs(sandbox).flatMap(({ log }) => (apis.some((before) => before.log === log) ? [] : [{ log, from: 0 }])),
    ]
    capture(
      folder,
      sandbox.requests.slice(known),
      kubernetes.flatMap(({ log, from }) => log.slice(from)),
    )
    const ids = { ...stood, ...(await idsOf(sandbox)) }
    const expected = {
      exitCode: Number(read(source, 'exit.txt') || 0),
      stdout: read(source, 'stdout.txt'),
      ids: JSON.parse(read(source, 'ids.json') || '{}') as Record<string, string>,
      folder: join(source, 'expected'),
    }
    await judge({ case: one, expected, ...result, folder, home, work, ids, differences: () => differences(expected, folder, ids) })
  } finally {
    process.chdir(origin)
    await sandbox.close()
    clock.close()
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** The captures' account took every role and policy that a case names; ours has to have them. */
async function takenForGranted(sandbox: Sandbox, named: string): Promise<void> {
  const call = sandbox.account.call('us-west-2')
  const services = ['cloudformation', 'eks', 'ec2', 'eks-fargate-pods', 'pods.eks', 'capabilities.eks'].map(
    (name) => `${name}.amazonaws.com`,
  )
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: services } }],
  })
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
  for (const [, kind, name = ''] of named.matchAll(/arn:aws[\w-]*:iam::111122223333:(role|policy|user)\/([\w/+=,.@-]+)/g)) {
    const at = name.lastIndexOf('/') + 1
    const Path = `/${name.slice(0, at)}`
    const making: Readonly<Record<string, () => Promise<unknown>>> = {
      role: () => call.aws('iam', 'CreateRole', { RoleName: name.slice(at), Path, AssumeRolePolicyDocument: trust }),
      policy: () => call.aws('iam', 'CreatePolicy', { PolicyName: name.slice(at), Path, PolicyDocument: document }),
      user: () => call.aws('iam', 'CreateUser', { UserName: name.slice(at), Path }),
    }
    const made = Promise.resolve(making[kind ?? '']?.())
    await made.catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EntityAlreadyExists')) throw error
    })
    if (kind === 'role') await call.aws('iam', 'PutRolePolicy', { RoleName: name.slice(at), PolicyName: 'all', PolicyDocument: document })
  }
}

const read = (source: string, name: string): string => {
  const path = join(source, 'expected', name)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** The logs of the Kubernetes APIs that run, and how long each is by now. */
function kubernetesLogs({ account, requests }: Sandbox): { readonly log: readonly KubernetesWrite[]; readonly from: number }[] {
  const regions = new Set(requests.map(({ region }) => region))
  const names = new Set(requests.map(({ input }) => input['clusterName'] ?? input['name']).filter((name) => typeof name === 'string'))
  return [...regions].flatMap((region) =>
    [...names].flatMap((name) => {
      const log = kubernetesOf(account, region, name)?.requests
      return log === undefined ? [] : [{ log, from: log.length }]
    }),
  )
}

async function idsOf(sandbox: Sandbox): Promise<Record<string, string>> {
  const regions = [...new Set(sandbox.requests.map(({ region }) => region))].filter((region) => region !== '')
  return Object.assign({}, ...(await Promise.all(regions.map((region) => madeUpIds(sandbox, region))))) as Record<string, string>
}

async function differences(
  { folder: source, ids: stated }: Expected,
  folder: string,
  ids: Readonly<Record<string, string>>,
): Promise<string[]> {
  const { compareStack, compareWrites, counts } = await comparison()
  // Where its address stands in compressed user data only, the list of ids lacks it.
  const addressed = Object.values(stated).includes('<endpoint>') ? stated : { ...stated, 'https://127.0.0.1:5601': '<endpoint>' }
  const expectedIds = { ...issuerOf(source, ids), ...addressed }
  const kinds = ['stacks', 'changesets'].flatMap((kind) => {
    const names = new Set([source, folder].flatMap((one) => listed(join(one, kind))))
    return [...names].flatMap((name) => {
      const [theirs, ours] = [source, folder].map((one) => join(one, kind, name)) as [string, string]
      if (!existsSync(ours)) return [`missing ${kind}/${name}`]
      if (!existsSync(theirs)) return [`extra ${kind}/${name}`]
      return compareStack(stackInOneSpelling(json(theirs)), stackInOneSpelling(json(ours)), name, expectedIds, ids)
    })
  })
  const theirs = join(source, 'writes.txt')
  const writes = existsSync(theirs)
    ? compareWrites(
        inOneSpelling(plainGroups(readFileSync(theirs, 'utf8'))),
        inOneSpelling(plainGroups(readFileSync(join(folder, 'writes.txt'), 'utf8'))),
        expectedIds,
        ids,
      )
    : []
  return [...kinds, ...writes].filter(counts)
}

/** The id of the captured cluster's issuer, for the lists that lack it; it means what ours means. */
function issuerOf(source: string, ours: Expected['ids']): Expected['ids'] {
  const meaning = Object.values(ours).find((one) => one.startsWith('<oidc-id '))
  const writes = join(source, 'writes.txt')
  const [, id] = /\/id\/([0-9A-F]{32})/.exec(existsSync(writes) ? readFileSync(writes, 'utf8') : '') ?? []
  return meaning === undefined || id === undefined ? {} : { [id]: meaning }
}

const listed = (path: string): string[] => (existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.json')) : [])
