import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { KubeconfigEntry, Kubeconfigs } from '#src/app/kubernetes.ts'
import { realFiles } from '#src/kube/files.ts'
import { kubeconfigsOn } from '#src/kube/kubeconfig.ts'

const clock = { now: () => 0, sleep: () => Promise.reject(new Error('nobody sleeps here')) }
const self = { node: '/opt/node', script: '/opt/eksx/main.js' }

let home = ''
let file = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'eksx-kube-'))
  file = join(home, '.kube', 'config')
})

function on(env: Record<string, string> = {}): Kubeconfigs {
  return kubeconfigsOn(realFiles({ HOME: home, PATH: '', ...env }, clock), self)
}

const entry: KubeconfigEntry = {
  cluster: 'mycluster',
  region: 'ap-south-1',
  endpoint: 'https://127.0.0.1:5601',
  certificateAuthority: 'Q0E=',
  tokenId: 'mycluster',
  user: 'someone',
  setContext: true,
  authenticator: 'aws',
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function installed(name: string, folder: string): string {
  mkdirSync(join(home, folder), { recursive: true })
  writeFileSync(join(home, folder, name), '', { mode: 0o755 })
  return join(home, folder)
}

test('a new file is laid out as client-go lays it out, with the names of eksctl', async () => {
  expect(await on().write(entry)).toMatchObject({ path: file })
  expect(readFileSync(file, 'utf8')).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://127.0.0.1:5601
  name: mycluster.ap-south-1.eksctl.io
contexts:
- context:
    cluster: mycluster.ap-south-1.eksctl.io
    user: someone@mycluster.ap-south-1.eksctl.io
  name: someone@mycluster.ap-south-1.eksctl.io
current-context: someone@mycluster.ap-south-1.eksctl.io
kind: Config
users:
- name: someone@mycluster.ap-south-1.eksctl.io
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - eks
      - get-token
      - --output
      - json
      - --cluster-name
      - mycluster
      - --region
      - ap-south-1
      command: aws
      env:
      - name: AWS_STS_REGIONAL_ENDPOINTS
        value: regional
      provideClusterInfo: false
`)
})

const foreign = `# mine
apiVersion: v1
kind: Config
preferences: {colors: true}
clusters:
- {name: other, cluster: {server: "https://other", extra: 0123, odd: 1_000}}
- name: mycluster.ap-south-1.eksctl.io.evil
  cluster: {server: https://evil}
contexts:
- name: other
  context: {cluster: other, user: yes, namespace: on}
users:
- name: yes
  user:
    token: "007"
    client-key-data: ${'A'.repeat(300)}
current-context: other
later-field:
  - 1
`

test('what others have written keeps its meaning to the letter, and the context only moves when asked', async () => {
  put(file, foreign)
  await on().write({ ...entry, setContext: false })
  const text = readFileSync(file, 'utf8')
  for (const kept of [
    '# mine',
    'extra: 0123',
    'odd: 1_000',
    'token: "007"',
    'A'.repeat(300),
    'user: yes',
    'namespace: on',
    'current-context: other\n',
    'later-field:',
  ]) {
    expect(text).toContain(kept)
  }
  const [before, after] = [parse(foreign), parse(text)] as Record<string, object[]>[]
  expect(after?.['clusters']?.slice(0, 2)).toEqual(before?.['clusters'])
  expect(after?.['clusters']).toHaveLength(3)
  await on().remove('mycluster', 'ap-south-1')
  expect(parse(readFileSync(file, 'utf8'))).toEqual(parse(foreign))
})

test('names that another YAML would take for numbers are quoted', async () => {
  await on().write({ ...entry, tokenId: '0123', user: '1e3' })
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('- "0123"')
  expect(parse(text, { version: '1.1' })).toMatchObject({
    users: [
      {
        user: {
          exec: {
            args: ['eks', 'get-token', '--output', 'json', '--cluster-name', '0123', '--region', 'ap-south-1'],
            provideClusterInfo: false,
          },
        },
      },
    ],
  })
})

test('an entry that stands there just so is seen, and writing it again leaves the file alone', async () => {
  const kubeconfigs = on()
  expect(await kubeconfigs.has(entry)).toBe(false)
  await kubeconfigs.write(entry)
  expect(await kubeconfigs.has(entry)).toBe(true)
  expect(await kubeconfigs.has({ ...entry, endpoint: 'https://new' })).toBe(false)
  const text = readFileSync(file, 'utf8').replace('kind: Config', 'kind: Config # by hand')
  put(file, text)
  await kubeconfigs.write(entry)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('empty and null files and lists are filled', async () => {
  for (const text of [
    '',
    '\n',
    'apiVersion: v1\nkind: Config\nclusters: null\ncontexts:\nusers: ~\ncurrent-context: ""\n',
    '{"apiVersion":"v1","kind":"Config","clusters":[]}',
  ]) {
    put(file, text)
    await on().write(entry)
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
      kind: 'Config',
      clusters: [{ name: 'mycluster.ap-south-1.eksctl.io' }],
      users: [{}],
      contexts: [{}],
    })
  }
})

test.each(['a: [', 'just words', '- a\n- b', 'clusters: {a: b}'])('%j is refused before anything is written', async (text) => {
  put(file, text)
  await expect(on().check(entry)).rejects.toMatchObject({
    code: 'KubeconfigUnreadable',
    exitCode: 6,
    message: expect.stringContaining(file) as string,
  })
  await expect(on().write(entry)).rejects.toMatchObject({ code: 'KubeconfigUnreadable' })
  expect(readFileSync(file, 'utf8')).toBe(text)
  expect(existsSync(`${file}.lock`)).toBe(false)
})

test('a check of a file that is not there makes nothing', async () => {
  await on().check(entry)
  expect(existsSync(join(home, '.kube'))).toBe(false)
})

test('a stated file, and a file of the cluster’s own', async () => {
  const [stated, own] = [join(home, 'mine.yaml'), join(home, '.kube', 'eksctl', 'clusters', 'mycluster')]
  expect((await on().write({ ...entry, path: stated, setContext: false })).path).toBe(stated)
  expect(parse(readFileSync(stated, 'utf8'))).toMatchObject({ 'current-context': '' })
  expect((await on().write({ ...entry, auto: true })).path).toBe(own)
  expect(existsSync(file)).toBe(false)
})

test('KUBECONFIG with several files: the first that exists, else the last; an entry is replaced where it stands', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(home, name)) as [string, string, string]
  const kubeconfigs = on({ KUBECONFIG: ['', a, b, c, b].join(delimiter) })
  expect(await kubeconfigs.path(entry)).toBe(c)
  put(b, '')
  expect(await kubeconfigs.path(entry)).toBe(b)
  put(a, 'current-context: other\n')
  await on({ KUBECONFIG: c }).write(entry)
  expect((await kubeconfigs.write({ ...entry, endpoint: 'https://moved' })).path).toBe(c)
  expect(readFileSync(c, 'utf8')).toContain('https://moved')
  expect(readFileSync(b, 'utf8')).toBe('')
  expect(parse(readFileSync(a, 'utf8'))).toEqual({ 'current-context': 'someone@mycluster.ap-south-1.eksctl.io' })
  expect(await kubeconfigs.has({ ...entry, endpoint: 'https://moved' })).toBe(true)
})

test('removal goes by exact names, in every file that kubectl reads', async () => {
  const other = join(home, 'other')
  const kubeconfigs = on({ KUBECONFIG: [file, other].join(delimiter) })
  await on({ KUBECONFIG: file }).write({ ...entry, cluster: 'a-mycluster' })
  const neighbour = readFileSync(file, 'utf8')
  await on({ KUBECONFIG: other }).write(entry)
  await on({ KUBECONFIG: other }).write({ ...entry, user: 'else' })
  await on().write({ ...entry, auto: true })
  const own = join(home, '.kube', 'eksctl', 'clusters', 'mycluster')
  expect(await kubeconfigs.holding('mycluster', 'ap-south-1')).toEqual([own, other])
  await kubeconfigs.remove('mycluster', 'ap-south-1')
  expect(existsSync(own)).toBe(false)
  expect(readFileSync(file, 'utf8')).toBe(neighbour)
  expect(parse(readFileSync(other, 'utf8'))).toEqual({
    apiVersion: 'v1',
    clusters: [],
    contexts: [],
    'current-context': '',
    kind: 'Config',
    users: [],
  })
  expect(await kubeconfigs.holding('mycluster', 'ap-south-1')).toEqual([])
})

test('a context that was given another name goes with its cluster; a user that something else uses stays', async () => {
  await on().write(entry)
  put(
    file,
    readFileSync(file, 'utf8')
      .replace(
        '  name: someone@mycluster.ap-south-1.eksctl.io\ncurrent',
        '  name: prod\n- context: {cluster: other, user: someone@mycluster.ap-south-1.eksctl.io}\n  name: odd\ncurrent',
      )
      .replace(/current-context: .*/, 'current-context: prod'),
  )
  await on().remove('mycluster', 'ap-south-1')
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
    clusters: [],
    contexts: [{ name: 'odd' }],
    'current-context': '',
    users: [{ name: 'someone@mycluster.ap-south-1.eksctl.io' }],
  })
})

interface Exec {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: readonly object[]
}

async function execOf(env: Record<string, string>, more: Partial<KubeconfigEntry>): Promise<{ exec: Exec; warning: string | undefined }> {
  const { warning } = await on(env).write({ ...entry, authenticator: undefined, ...more })
  const { users } = parse(readFileSync(file, 'utf8')) as { users: { user: { exec: Exec } }[] }
  return { exec: users[0]?.user.exec as Exec, warning }
}

test('eksx is the plugin where it is installed, else the AWS CLI, else this eksx by its path', async () => {
  const [global, aws, npx] = [installed('eksx', 'bin'), installed('aws', 'aws'), installed('eksx', '.npm/_npx/1/node_modules/.bin')]
  const args = ['get-token', '--cluster-name', 'mycluster', '--region', 'ap-south-1']
  expect(await execOf({ PATH: [npx, global, aws].join(delimiter) }, {})).toMatchObject({
    exec: { command: 'eksx', args },
    warning: undefined,
  })
  expect(await execOf({ PATH: [npx, aws].join(delimiter) }, {})).toMatchObject({ exec: { command: 'aws' }, warning: undefined })
  const last = await execOf({ PATH: npx }, {})
  expect(last.exec).toMatchObject({ command: self.node, args: [self.script, ...args] })
  expect(last.exec.env).toBeUndefined()
  expect(last.warning).toContain(self.script)
})

test('--authenticator chooses, roles and profiles are passed on', async () => {
  const iam = await execOf({ AWS_PROFILE: 'work' }, { authenticator: 'aws-iam-authenticator', roleArn: 'arn:role' })
  expect(iam.exec).toMatchObject({
    command: 'aws-iam-authenticator',
    args: ['token', '-i', 'mycluster', '-r', 'arn:role'],
    env: [
      { name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' },
      { name: 'AWS_DEFAULT_REGION', value: 'ap-south-1' },
      { name: 'AWS_PROFILE', value: 'work' },
    ],
  })
  expect(iam.warning).toContain('aws-iam-authenticator is not on PATH')
  const aws = await execOf({ AWS_PROFILE: 'work' }, { authenticator: 'aws', roleArn: 'arn:role', profile: 'stated' })
  expect(aws.exec.args.slice(-2)).toEqual(['--role-arn', 'arn:role'])
  expect(aws.exec.env?.at(-1)).toEqual({ name: 'AWS_PROFILE', value: 'stated' })
  const eksx = await execOf({ PATH: installed('eksx', 'bin') }, { authenticator: 'eksx', roleArn: 'arn:role', tokenId: 'uuid' })
  expect(eksx.exec.args).toEqual(['get-token', '--cluster-name', 'uuid', '--region', 'ap-south-1', '--role-arn', 'arn:role'])
})

test('KUBECONFIG_USE_SYSTEM_CA leaves the authority out', async () => {
  await on({ KUBECONFIG_USE_SYSTEM_CA: '' }).write(entry)
  expect(readFileSync(file, 'utf8')).not.toContain('certificate-authority-data')
})
