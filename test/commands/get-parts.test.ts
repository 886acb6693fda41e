import { expect, test } from 'vitest'
import type { Access, Addons, LiveAddon } from '#src/app.ts'
import type { Capabilities } from '#src/app/capabilities.ts'
import type { Clusters } from '#src/app/clusters.ts'
import type { Fargate } from '#src/app/fargate.ts'
import type { PodIdentities } from '#src/app/identities.ts'
import type { Kube, KubeApi } from '#src/app/kubernetes.ts'
import type { Stacks } from '#src/app/stacks.ts'
import { clustersOf } from '#sandbox/services/eks/state.ts'
import { inLab } from '../bad-input/lab.ts'
import { liveCluster, liveStack, play, port } from '../command/stage.ts'
import { crowded } from '../scale/crowded-account.ts'

const clusters = (more: Parameters<typeof liveCluster>[1] = {}): Clusters =>
  port<Clusters>({ find: async (name) => liveCluster(name, more) })

const addon: LiveAddon = {
  name: 'vpc-cni',
  version: 'v1.20.1-eksbuild.9',
  status: 'DEGRADED',
  issues: [{ code: 'InsufficientNumberOfReplicas', message: 'too few', resources: ['aws-node'] }],
  configurationValues: 'env:\n  A: "1"\n',
  serviceAccountRole: undefined,
  namespace: 'kube-system',
  podIdentities: ['a-1', 'a-gone'],
}
const association = {
  id: 'a-1',
  arn: 'arn:a-1',
  namespace: 'kube-system',
  serviceAccount: 'aws-node',
  roleArn: 'arn:role',
  targetRoleArn: undefined,
  disableSessionTags: false,
  policy: undefined,
  owner: undefined,
}
const version = (text: string) => ({ version: text, default: false, needsRole: false })
const addons = (one: Partial<LiveAddon> = {}): Addons =>
  port<Addons>({
    find: async () => ({ ...addon, ...one }),
    versionsOf: async () => ['v1.21.0-eksbuild.1', 'v1.20.1-eksbuild.10', 'v1.20.1-eksbuild.9', 'v1.20.1-eksbuild.2'].map(version),
  })
const podIdentities = port<PodIdentities>({ describe: async (_, id) => (id === 'a-1' ? association : undefined) })

test('an add-on: builds are compared as numbers, its issues stand below the table, an association that is gone is left out', async () => {
  const ports = { clusters: clusters(), addons: addons(), podIdentities }
  const [data]: unknown[] = JSON.parse((await play(['get', 'addon', '-c', 'dev', '--name', 'vpc-cni', '-ojson'], { ports })).stdout)
  expect(data).toMatchObject({
    NewerVersion: 'v1.21.0-eksbuild.1,v1.20.1-eksbuild.10',
    Issues: [{ Code: 'InsufficientNumberOfReplicas', Message: 'too few', ResourceIDs: ['aws-node'] }],
    PodIdentityAssociations: [{ AssociationID: 'a-1', Namespace: 'kube-system', ServiceAccount: 'aws-node', RoleARN: 'arn:role' }],
  })
  const { stdout } = await play(['get', 'addon', '-c', 'dev', '--name', 'vpc-cni'], { ports })
  expect(stdout.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^vpc-cni\tv1.20.1-eksbuild.9\tDEGRADED\t1\t.*\tenv: A: "1"\t+kube-system\tarn:role$/),
    'Issue: InsufficientNumberOfReplicas: too few',
    '',
  ])
})

test('a version that is none has no newer ones', async () => {
  const ports = { clusters: clusters(), addons: addons({ version: 'main' }), podIdentities }
  const [data]: unknown[] = JSON.parse((await play(['get', 'addon', '-c', 'dev', '--name', 'vpc-cni', '-ojson'], { ports })).stdout)
  expect(data).toMatchObject({ NewerVersion: '-' })
})

const awsAuth = (keys: Readonly<Record<string, string>> | undefined): { readonly kube: Kube } => ({
  kube: { connect: () => port<KubeApi>({ configMap: async () => keys }) },
})

test('identity mappings: roles, users, accounts, as aws-auth has them; a map that is no list is named', async () => {
  const keys = {
    mapRoles: '- rolearn: arn:role\n  username: "system:node:{{EC2PrivateDNSName}}"\n  groups: [system:nodes]\n',
    mapUsers: '- {userarn: "arn:user", username: ""}\n',
    mapAccounts: '- 011122223333\n',
  }
  const line = ['get', 'iamidentitymapping', 'dev', '-o', 'json']
  const whole = await play(line, { ports: { clusters: clusters(), ...awsAuth(keys), identity: caller } })
  expect(JSON.parse(whole.stdout)).toEqual([
    { rolearn: 'arn:role', username: 'system:node:{{EC2PrivateDNSName}}', groups: ['system:nodes'] },
    { userarn: 'arn:user' },
    { account: '011122223333' },
  ])
  for (const mapUsers of ['userarn: "arn:user"', '- {']) {
    const broken = await play(line, { ports: { clusters: clusters(), ...awsAuth({ mapUsers }), identity: caller } })
    expect(broken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('mapUsers of config map kube-system/aws-auth') })
    expect(JSON.parse(broken.stdout)).toMatchObject({ error: { code: 'AwsAuthUnreadable' } })
  }
})

const caller = {
  caller: async () => ({ account: '111122223333', arn: 'arn:me', partition: { name: 'aws' } as never }),
  token: async () => ({ token: '', expires: 0 }),
}

test('where aws-auth alone lets people in there are no access entries: refused, with what switches them on', async () => {
  const ports = { clusters: clusters({ authenticationMode: 'CONFIG_MAP' }), access: port<Access>({}) }
  expect(await play(['get', 'accessentry', '--cluster', 'dev'], { ports })).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('update-authentication-mode --cluster dev'),
  })
})

test('an entry that goes while it is looked at is left out, and nothing empty is printed of the others', async () => {
  const ports = {
    clusters: clusters(),
    access: port<Access>({
      list: async () => ['arn:z', 'arn:gone', 'arn:a'],
      groups: async (_, who) => (who === 'arn:gone' ? undefined : []),
    }),
    capabilities: port<Capabilities>({ accessPolicies: async () => [] }),
  }
  const { stdout } = await play(['get', 'accessentry', '--cluster', 'dev', '-o', 'json'], { ports })
  expect(JSON.parse(stdout)).toEqual([{ principalARN: 'arn:a' }, { principalARN: 'arn:z' }])
})

test('service accounts are those whose stack’s tags name the cluster, whatever the stack is called', async () => {
  const tags = (cluster: string, account: string) => ({
    'alpha.eksctl.io/cluster-name': cluster,
    'alpha.eksctl.io/iamserviceaccount-name': account,
  })
  const all = [
    liveStack('eksctl-dev-addon-iamserviceaccount-b-x', tags('dev', 'b/x'), { outputs: { Role1: 'arn:x' } }),
    liveStack('eksctl-dev-addon-iamserviceaccount-a-y', tags('dev', 'a/y')),
    liveStack('eksctl-dev-addon-iamserviceaccount-z-cluster', tags('dev-addon-iamserviceaccount-z', 'c/z')),
    liveStack('eksctl-dev-addon-iamserviceaccount-a-moved', { 'alpha.eksctl.io/cluster-name': 'dev' }),
    liveStack('eksctl-dev-cluster', tags('dev', 'no/name')),
  ]
  const stacks = port<Stacks>({
    list: async (named) => all.filter(({ name }) => named(name)),
    find: async (id) => all.find((stack) => stack.id === id),
  })
  const { stdout } = await play(['get', 'iamserviceaccount', '--cluster', 'dev', '-o', 'name'], { ports: { clusters: clusters(), stacks } })
  expect(stdout).toBe('a/y\nb/x\n')
})

const parts = [
  'nodegroup',
  'addon',
  'fargateprofile',
  'iamserviceaccount',
  'podidentityassociation',
  'accessentry',
  'identityprovider',
  'capability',
]
const states = ['CREATING', 'FAILED', 'DELETING', 'UPDATING', 'PENDING'] as const

test('a cluster in any state answers with what there is of its parts; what only its API knows waits for the cluster', async () => {
  const region = 'us-west-2'
  await inLab({ region }, async ({ sandbox, run }) => {
    await crowded(sandbox, region, { clusters: 1, roles: 0, others: 1 })
    const record = clustersOf(sandbox.account.call(region))['team-0']
    for (const status of states) {
      if (record !== undefined) record.cluster.status = status
      for (const part of parts)
        expect({ part, status, ...(await run(`get ${part} --cluster team-0 -o json`)) }).toMatchObject({ exitCode: 0, stdout: '[]\n' })
      expect((await run('get cluster team-0')).stdout).toContain(status)
      const mapping = await run('get iamidentitymapping team-0 -o json')
      if (status !== 'UPDATING') expect(mapping).toMatchObject({ exitCode: 6, stderr: expect.stringContaining(`is ${status}`) })
    }
  })
})

test('a cluster that EKS only shows has no parts to list', async () => {
  const ports = { clusters: clusters({ connector: 'GKE' }) }
  for (const part of parts)
    expect(await play(['get', part, '--cluster', 'dev'], { ports })).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('GKE') })
})

test.each(['fargateprofile', 'capability', 'iamserviceaccount'])(
  'get %s: a name by its flag and as a word is refused before any call',
  async (part) => {
    const line = ['get', part, 'one', '--name', 'two', '--cluster', 'dev']
    expect(await play(line)).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--name=two and the name "one"') })
  },
)

const file = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2}\n'
const refused: readonly (readonly [part: string, flag: string, value: string])[] = [
  ...parts.filter((part) => part !== 'podidentityassociation').map((part) => [part, 'region', 'eu-west-1'] as const),
  ...[...parts, 'labels', 'iamidentitymapping'].map((part) => [part, 'cluster', 'dev'] as const),
  ...['nodegroup', 'addon', 'iamserviceaccount', 'identityprovider', 'capability'].map((part) => [part, 'name', 'one'] as const),
  ['accessentry', 'principal-arn', 'arn:aws:iam::111122223333:role/one'],
]

test.each(refused)('get %s: --%s has no place beside a file', async (part, flag, value) => {
  const line = ['get', part, '-f', 'a.yaml', `--${flag}`, value]
  expect(await play(line, { files: { 'a.yaml': file } })).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(`--${flag}`) })
})

test('beside a file a profile can be named, associations be chosen, and mappings too', async () => {
  const files = { 'a.yaml': file }
  const fargate = port<Fargate>({ find: async () => undefined })
  const named = await play(['get', 'fargateprofile', 'fp', '-f', 'a.yaml'], { files, ports: { clusters: clusters(), fargate } })
  expect(named).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('no Fargate profile "fp" in cluster "dev"') })
  const asked: unknown[] = []
  const listing = port<PodIdentities>({ list: async (...all) => (asked.push(all), []) })
  const chosen = ['get', 'podidentityassociation', '-f', 'a.yaml', '--namespace', 'hives', '--chunk-size', '7', '--region', 'eu-west-1']
  const { stdout, stderr } = await play(chosen, { files, ports: { clusters: clusters(), podIdentities: listing } })
  expect(asked).toEqual([['dev', { namespace: 'hives', serviceAccount: undefined }, 7]])
  expect({ stdout, stderr }).toMatchObject({
    stdout: 'No podidentityassociations found\n',
    stderr: expect.stringContaining('--region: no effect'),
  })
  const mapping = ['get', 'iamidentitymapping', '-f', 'a.yaml', '--role', 'arn:x']
  const ports = { clusters: clusters(), identity: caller, ...awsAuth({ mapRoles: '- {rolearn: "arn:x", username: x}' }) }
  expect((await play(mapping, { files, ports })).stdout).toContain('arn:x')
})
