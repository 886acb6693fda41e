import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { floors, type Ran } from './case.ts'

/** What a refusal must name. */
const refusals: Readonly<Record<string, string>> = {
  801: 'instancetypo',
  802: 'desiredCapacity',
  803: 'metadata.version',
  804: '1.22',
  805: 'my_cluster',
  806: '--region',
  807: '--nodes',
  808: 'twin',
  809: '10.0.0.0',
  810: '/25',
  811: 'us-west-2a',
  812: 'us-middle-1',
  813: 'nowhere.yaml',
  814: 'NodeConfig',
  815: 'cluster.yaml:',
  816: 'metadata.name',
  817: 'autoModeConfig',
  829: 'teapot',
  832: '--name',
  833: '--kubeconfig',
  834: '--zoness',
  835: 'clutser',
  836: 'ghost',
}

/** What a failure that comes later must name; what it sent before counts as in any case. */
const failures: Readonly<Record<string, string>> = {
  620: '1.35',
  666: 'kube-proxy',
  671: 'faraway',
  689: 'coredns',
  690: 'vpc-cni',
  837: 'ghost',
  838: 'flux',
}

/** Outputs that are the test: as data, as cells, or by their keys. */
const asData = new Set(['036', '037', '653', '701', '703', '705', '707', '709', '710', '711', '716', '717', '718', '719', '720'])
const asCells = new Set(['702', '704', '706', '708', '712', '713'])
const byKeys = new Set(['714', '715'])

/** Differences that docs/differences.md lists, with their reasons. */
const agreed: Readonly<Record<string, RegExp>> = {
  145: /Capability\.Properties\.DeletePropagationPolicy: "RETAIN"$/,
  658: /^missing +iam:UpdateAssumeRolePolicy /,
  659: /^missing +iam:UpdateAssumeRolePolicy /,
  682: /^missing +(?:ec2:ModifySubnetAttribute |cloudformation:CreateChangeSet |changesets\/)/,
  625: /eks:UpdateAddon .*resolveConflicts=(?:preserve|PRESERVE)$/,
}

/** Where eksctl sends what CloudFormation refuses, and eksx does what was meant. Each stands in docs/differences.md. */
const better = new Set(['132'])

/** The number of a case: `002`. */
export const number = (name: string): string => name.slice(0, 3)

/** The commands answer; the world they ran in stays for a look at its files. */
export async function judge(name: string, ran: Ran): Promise<void> {
  const id = number(name)
  const { exitCode, stderr, stdout, expected } = ran
  if (id in refusals) {
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(refusals[id])
    expect(readFileSync(join(ran.folder, 'writes.txt'), 'utf8')).toBe('')
    return
  }
  if (better.has(id)) return expect(exitCode, stderr).toBe(0)
  expect(exitCode === 0, stderr).toBe(expected.exitCode === 0)
  if (id in failures) {
    expect(stderr).toContain(failures[id])
    expect(exitCode, 'none of these lines is wrong by itself').not.toBe(64)
  }
  if (floors().generated.cases.includes(name)) return expect(kinds(join(ran.folder))).toEqual(kinds(expected.folder))
  expect((await ran.differences()).filter((line) => agreed[id]?.test(line) !== true)).toEqual([])
  if (asData.has(id)) expect(plain(read(stdout), ran.ids)).toEqual(plain(read(expected.stdout), expected.ids))
  if (asCells.has(id)) expect(cells(stdout)).toEqual(cells(expected.stdout))
  if (byKeys.has(id)) expect(Object.keys(JSON.parse(stdout) as object)).toEqual(Object.keys(JSON.parse(expected.stdout) as object))
  await judgeKubeconfig(id, ran)
}

/** An answer as data; eksctl's talk, which it may put before, is left out. */
function read(stdout: string): unknown {
  const answer = stdout.replaceAll(/^<time> \[.*\n/gm, '').trim()
  return /^[[{]/.test(answer) ? JSON.parse(answer) : parse(answer)
}

/** Stacks and calls without what is chosen at random. */
const kinds = (folder: string): string[] =>
  readFileSync(join(folder, 'writes.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line
        .split(' ')
        .slice(0, 2)
        .join(' ')
        .replace(/nodegroup-ng-\w+/, 'nodegroup')
        .replace(/StackName=eksctl-[\w-]+?-(cluster|nodegroup)/, '$1')
        .replace(/clusterName=\S+/, ''),
    )
    .map((line) => line.replace(/addonName=\S+/, '').trim())
    .toSorted()

/** What EKS says of a cluster beyond what was asked for, and the captures' account did not; and the tags that hold a version. */
const accountsOwn = new Set([
  'ControlPlaneScalingConfig',
  'ZonalShiftConfig',
  'ElasticLoadBalancing',
  'alpha.eksctl.io/eksctl-version',
  'eksx.dev/version',
])

/** What tells the items of a set from one another, and those of a list from a set. */
const keyOf = (item: unknown): string | undefined => {
  if (typeof item === 'string' && item.startsWith('<')) return item
  if (item === null || typeof item !== 'object') return undefined
  const key = 'OutputKey' in item ? item.OutputKey : 'Key' in item ? item.Key : undefined
  return typeof key === 'string' ? key : undefined
}

/** An add-on that no node carries. The captures' EKS called it ACTIVE; ours is as AWS. */
const isIdle = (value: unknown): value is object =>
  value !== null &&
  typeof value === 'object' &&
  'Issues' in value &&
  Array.isArray(value.Issues) &&
  value.Issues.length > 0 &&
  value.Issues.every((issue: { readonly Code?: string }) => issue.Code === 'InsufficientNumberOfReplicas')

/** Data in which what an account makes up has a name, times are gone, and sets are in order. */
function plain(value: unknown, ids: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) {
    const items = value.map((one) => ({ key: keyOf(plain(one, ids)), item: plain(one, ids) }))
    if (!items.every(({ key }) => key !== undefined)) return items.map(({ item }) => item)
    const own = items.filter(({ key = '' }) => !accountsOwn.has(key))
    return own.toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1)).map(({ item }) => item)
  }
  if (isIdle(value)) return plain({ ...value, Status: 'ACTIVE', Issues: null }, ids)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (accountsOwn.has(key) ? [] : [[key, plain(one, ids)]])))
  }
  if (typeof value !== 'string') return value
  const named = Object.entries(ids).reduce((text, [literal, meaning]) => text.replaceAll(literal, meaning), value)
  return named
    .replace(/^(?:<[^<>]+>,)+<[^<>]+>$/, (list) => list.split(',').toSorted().join(','))
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, '<time>')
    .replace(/\b(vpc|sg|subnet|ami|lt)-[0-9a-f]{8,17}\b/g, '$1-<id>')
    .replace(/\/a-[0-9a-z]{17}$/, '/a-<id>')
    .replace(/-[A-Z0-9]{12,13}$/, '-<random>')
    .replace(/(eksctl-\w+-nodegroup)-[\w-]*-(NodeGroup|NodeInstanceRole)-<random>$/, '$1-$2')
    .replace(/(eksctl-\w+-addon)-[\w-]*-(Role1)-<random>$/, '$1-$2')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/^\d\.\d\d\.\d+$/, '<patch>')
    .replace(/eks\.\d+$/, 'eks.<platform>')
    .replace(/\/id\/[0-9A-F]{32}$/, '/id/<oidc>')
}

/** The cells of a table. The captures' EKS was never done with what it had begun; ours is. */
const cells = (table: string): string[][] =>
  table
    .trimEnd()
    .split('\n')
    .map((row) => row.split(/\t+/).map((cell) => (cell === 'CREATING' ? 'ACTIVE' : (plain(cell, {}) as string))))

async function judgeKubeconfig(id: string, { home, work, expected, ids }: Ran): Promise<void> {
  const standard = join(home, '.kube', 'config')
  if (id === '027') {
    const written = parse(readFileSync(join(work, 'keyring.yaml'), 'utf8')) as {
      'current-context'?: string
      users: { user: { exec: { args: string[] } } }[]
    }
    expect(written['current-context'] ?? '').toBe('')
    expect(JSON.stringify(written.users[0]?.user.exec)).toContain('arn:aws:iam::111122223333:role/cluster-admins')
    expect(existsSync(standard)).toBe(false)
  }
  if (id === '028') expect(existsSync(standard)).toBe(false)
  if (id === '029') expect(existsSync(join(home, '.kube', 'eksctl', 'clusters', 'autokeys'))).toBe(true)
  if (id === '002' || id === '652') {
    const theirs = parse(readFileSync(join(expected.folder, 'kubeconfig.yaml'), 'utf8')) as unknown
    expect(plain(parse(readFileSync(standard, 'utf8')), ids)).toEqual(plain(theirs, expected.ids))
  }
}
