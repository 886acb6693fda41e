import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guestKey } from '#sandbox/credentials.ts'
import type { Fault } from '#sandbox/faults.ts'
import { inLab, type Lab, put } from './lab.ts'

const head = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n'
const dev = `${head}metadata: {name: dev, region: us-west-2}\n`
const group = (fields: string): string => `${dev}managedNodeGroups:\n- name: a\n  ${fields}\n`

interface Row {
  readonly what: string
  readonly line: string
  /** Put beside the line as `cluster.yaml`. */
  readonly file?: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly fault?: Fault
  readonly before?: (lab: Lab) => void
  readonly exitCode: number
  readonly code: string
  /** The wrong value, and what to do. */
  readonly says: readonly string[]
}

const usage = { exitCode: 64 }
const create = 'create cluster --name dev'
const withFile = 'create cluster -f cluster.yaml'
const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
const guest = { AWS_ACCESS_KEY_ID: guestKey.accessKeyId, AWS_SECRET_ACCESS_KEY: guestKey.secretAccessKey }
const expired: Fault = { effect: { kind: 'expired-credentials' } }
const unreachable = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }

const rows: readonly Row[] = [
  { what: 'unknown command', line: 'create clutser', ...usage, code: 'UnknownCommand', says: ['"clutser"', 'eksx create cluster'] },
  { what: 'unknown flag', line: `${create} --zoness a,b`, ...usage, code: 'UnknownFlag', says: ['--zoness', '--zones'] },
  { what: 'flag of the wrong type', line: `${create} --nodes two`, ...usage, code: 'BadFlagValue', says: ['--nodes=two', 'whole number'] },
  {
    what: 'boolean of the wrong type',
    line: `${create} --managed=maybe`,
    ...usage,
    code: 'BadFlagValue',
    says: ['--managed=maybe', 'true or false'],
  },
  { what: 'duration of the wrong type', line: `${create} --timeout 5`, ...usage, code: 'BadFlagValue', says: ['--timeout=5', '25m'] },
  {
    what: 'range of addresses of the wrong type',
    line: `${create} --vpc-cidr 10.0.0.0`,
    ...usage,
    code: 'BadFlagValue',
    says: ['10.0.0.0', '192.168.0.0/16'],
  },
  { what: 'role that is no ARN', line: `${create} --cfn-role-arn me`, ...usage, code: 'BadFlagValue', says: ['--cfn-role-arn=me', 'ARN'] },
  {
    what: 'page size out of range',
    line: 'get cluster --chunk-size 0',
    ...usage,
    code: 'BadFlagValue',
    says: ['--chunk-size=0', '1 to 100'],
  },
  {
    what: 'conflicting flags',
    line: `${create} --auto-kubeconfig --kubeconfig k`,
    ...usage,
    code: 'FlagConflict',
    says: ['--auto-kubeconfig', '--kubeconfig'],
  },
  {
    what: 'flags that conflict with a file',
    line: `${withFile} --nodes 3`,
    file: dev,
    ...usage,
    code: 'FlagConflict',
    says: ['--nodes', 'into the file'],
  },
  {
    what: 'missing file',
    line: 'create cluster -f nowhere.yaml',
    ...usage,
    code: 'FileNotReadable',
    says: ['nowhere.yaml', 'no such file', 'name the file'],
  },
  {
    what: 'folder in place of a file',
    line: 'create cluster -f .',
    ...usage,
    code: 'FileNotReadable',
    says: ['it is a directory', 'name the file'],
  },
  {
    what: 'YAML syntax',
    line: withFile,
    file: 'metadata:\n\tname: dev\n',
    ...usage,
    code: 'ConfigInvalid',
    says: ['cluster.yaml:2:1', 'tabs'],
  },
  { what: 'empty file', line: withFile, file: '', ...usage, code: 'ConfigInvalid', says: ['cluster.yaml', 'empty'] },
  {
    what: 'unknown key',
    line: withFile,
    file: group('desiredCapacty: 2'),
    ...usage,
    code: 'ConfigInvalid',
    says: ['cluster.yaml:6:3', 'desiredCapacty', 'desiredCapacity'],
  },
  {
    what: 'wrong type',
    line: withFile,
    file: group('desiredCapacity: two'),
    ...usage,
    code: 'ConfigInvalid',
    says: ['cluster.yaml:6:3', 'desiredCapacity', '"two"'],
  },
  {
    what: 'value out of range',
    line: withFile,
    file: group('volumeSize: -5'),
    ...usage,
    code: 'ConfigInvalid',
    says: ['cluster.yaml:6:3', '-5', '1 GiB'],
  },
  { what: 'size out of range', line: `${create} --nodes -1`, ...usage, code: 'ConfigInvalid', says: ['--nodes', '-1'] },
  {
    what: 'placeholder',
    line: withFile,
    file: `${head}metadata: {name: dev, region: PLACEHOLDER_AWS_REGION}\n`,
    ...usage,
    code: 'ConfigInvalid',
    says: ['PLACEHOLDER_AWS_REGION', 'placeholder'],
  },
  { what: 'version that is none', line: `${create} --version banana`, ...usage, code: 'ConfigInvalid', says: ['"banana"', '1.33'] },
  {
    what: 'unsupported version',
    line: `${create} --version 1.22`,
    exitCode: 6,
    code: 'ConfigInvalid',
    says: ['1.22', 'supported are 1.3'],
  },
  { what: 'version to come', line: `${create} --version 1.99`, exitCode: 6, code: 'ConfigInvalid', says: ['1.99', 'supported are 1.3'] },
  { what: 'one zone only', line: `${create} --zones us-west-2a`, ...usage, code: 'ConfigInvalid', says: ['us-west-2a', 'two zones'] },
  {
    what: 'zone of another region',
    line: `${create} --zones us-west-2a,eu-west-1b`,
    ...usage,
    code: 'ConfigInvalid',
    says: ['eu-west-1b', 'us-west-2'],
  },
  {
    what: 'zone that is not there',
    line: `${create} --zones us-west-2a,us-west-2z`,
    exitCode: 6,
    code: 'ZoneUnknown',
    says: ['us-west-2z', 'describe-availability-zones'],
  },
  { what: 'unknown region', line: `${create} --region us-west2`, ...usage, code: 'ConfigInvalid', says: ['"us-west2"', 'us-west-2'] },
  {
    what: 'unknown region of a read',
    line: 'get cluster --region us-middle-1',
    ...usage,
    code: 'RegionUnknown',
    says: ['"us-middle-1"', 'us-west-1'],
  },
  {
    what: 'unknown region of a deletion',
    line: 'delete cluster --name dev --region us-middle-1',
    ...usage,
    code: 'RegionUnknown',
    says: ['"us-middle-1"'],
  },
  {
    what: 'bad name',
    line: 'create cluster --name my_cluster',
    ...usage,
    code: 'ConfigInvalid',
    says: ['"my_cluster"', 'letters, digits and dashes'],
  },
  {
    what: 'name too long',
    line: `create cluster --name ${'a'.repeat(101)}`,
    ...usage,
    code: 'ConfigInvalid',
    says: ['101 characters', '63'],
  },
  {
    what: 'bad nodegroup name',
    line: `${create} --nodegroup-name my_ng`,
    ...usage,
    code: 'ConfigInvalid',
    says: ['--nodegroup-name', '"my_ng"', 'letters, digits and dashes'],
  },
  {
    what: 'instance type that is not there',
    line: `${create} --node-type t9.huge`,
    exitCode: 6,
    code: 'InstanceTypeNotOffered',
    says: ['t9.huge', 'check its name'],
  },
  {
    what: 'add-on that is not there',
    line: withFile,
    file: `${dev}addons: [{name: vpc-cnii}]\n`,
    exitCode: 6,
    code: 'AddonUnknown',
    says: ['"vpc-cnii"', 'vpc-cni'],
  },
  {
    what: 'image that is not there',
    line: withFile,
    file: `${dev}nodeGroups: [{name: a, ami: ami-0123456789abcdef0, amiFamily: AmazonLinux2023}]\n`,
    fault: {
      service: 'ec2',
      operation: 'DescribeImages',
      effect: { kind: 'error', code: 'InvalidAMIID.NotFound', message: 'does not exist' },
    },
    exitCode: 6,
    code: 'ImageNotFound',
    says: ['ami-0123456789abcdef0', 'leave'],
  },
  {
    what: 'no credentials',
    line: create,
    env: noKeys,
    exitCode: 4,
    code: 'CredentialsMissing',
    says: ['no AWS credentials', 'AWS_PROFILE'],
  },
  {
    what: 'profile without credentials',
    line: 'get cluster --profile nobody',
    exitCode: 4,
    code: 'CredentialsMissing',
    says: ['"nobody"', 'list-profiles'],
  },
  {
    what: 'unknown keys',
    line: create,
    env: { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN000000000' },
    exitCode: 4,
    code: 'CredentialsRefused',
    says: ['does not accept', 'check the access key'],
  },
  {
    what: 'wrong secret',
    line: create,
    env: { AWS_SECRET_ACCESS_KEY: 'x' },
    exitCode: 4,
    code: 'CredentialsRefused',
    says: ['does not accept', 'its secret'],
  },
  { what: 'expired credentials', line: create, fault: expired, exitCode: 4, code: 'CredentialsExpired', says: ['expired', 'log in again'] },
  {
    what: 'expired credentials of a deletion',
    line: 'delete cluster --name dev',
    fault: expired,
    exitCode: 4,
    code: 'CredentialsExpired',
    says: ['log in again'],
  },
  {
    what: 'access denied',
    line: create,
    env: guest,
    exitCode: 5,
    code: 'AccessDenied',
    says: ['eks:DescribeClusterVersions', 'user/guest', 'allow'],
  },
  {
    what: 'access denied to one call',
    line: create,
    fault: { service: 'ec2', effect: { kind: 'denied' } },
    exitCode: 5,
    code: 'AccessDenied',
    says: ['ec2:DescribeAvailabilityZones', 'allow'],
  },
  {
    what: 'access denied for the kubeconfig',
    line: 'utils write-kubeconfig --cluster dev',
    env: guest,
    exitCode: 5,
    code: 'AccessDenied',
    says: ['eks:DescribeCluster'],
  },
  {
    what: 'endpoint that cannot be reached',
    line: create,
    env: unreachable,
    exitCode: 1,
    code: 'Unreachable',
    says: ['127.0.0.1:1', 'check the network'],
  },
  {
    what: 'endpoint without a host',
    line: create,
    env: { AWS_ENDPOINT_URL: 'http://no.such.host.invalid' },
    exitCode: 1,
    code: 'Unreachable',
    says: ['no.such.host.invalid', 'check the network'],
  },
  {
    what: 'endpoint that is no URL',
    line: create,
    env: { AWS_ENDPOINT_URL: 'banana' },
    ...usage,
    code: 'EndpointInvalid',
    says: ['AWS_ENDPOINT_URL', 'https://host:port'],
  },
  {
    what: 'stdin that is empty or closed',
    line: 'create cluster -f -',
    stdin: '',
    ...usage,
    code: 'ConfigInvalid',
    says: ['stdin', 'empty'],
  },
  {
    what: 'cluster that is not there',
    line: 'create nodegroup --cluster ghost',
    exitCode: 10,
    code: 'ClusterNotFound',
    says: ['"ghost"', 'eksx get cluster'],
  },
  {
    what: 'cluster to delete that is not there',
    line: 'delete cluster --name ghost',
    exitCode: 10,
    code: 'ClusterNotFound',
    says: ['"ghost"', 'eksx get cluster'],
  },
  {
    what: 'cluster for the kubeconfig that is not there',
    line: 'utils write-kubeconfig --cluster ghost',
    exitCode: 10,
    code: 'ClusterNotFound',
    says: ['"ghost"', 'eksx get cluster'],
  },
  {
    what: 'read-only kubeconfig',
    line: `${create} --kubeconfig k`,
    before: ({ path }) => {
      put(path('k'), '')
      chmodSync(path('k'), 0o400)
    },
    exitCode: 6,
    code: 'FileUnwritable',
    says: ["can't write k", 'read-only', 'name another'],
  },
  {
    what: 'kubeconfig that is not YAML',
    line: `${create} --kubeconfig k`,
    before: ({ path }) => put(path('k'), 'a: [b'),
    exitCode: 6,
    code: 'KubeconfigUnreadable',
    says: ['kubeconfig k', 'not YAML', 'mend the file'],
  },
  {
    what: 'kubeconfig that is something else',
    line: `${create} --kubeconfig k`,
    before: ({ path }) => put(path('k'), '- a'),
    exitCode: 6,
    code: 'KubeconfigUnreadable',
    says: ['kubeconfig k', 'not a kubeconfig', 'mend the file'],
  },
  {
    what: 'kubeconfig that is a directory',
    line: `${create} --kubeconfig k`,
    before: ({ path }) => mkdirSync(path('k')),
    exitCode: 6,
    code: 'KubeconfigUnreadable',
    says: ["can't read k", 'directory', '--kubeconfig'],
  },
  {
    what: 'kubeconfig below a file',
    line: `${create} --kubeconfig k/x`,
    before: ({ path }) => put(path('k'), ''),
    exitCode: 6,
    code: 'KubeconfigUnreadable',
    says: ['k/x', 'not a directory', '--kubeconfig'],
  },
  {
    what: 'kubeconfig that somebody keeps locked',
    line: `${create} --kubeconfig k`,
    before: ({ path }) => {
      put(path('k'), '')
      writeFileSync(path('k.lock'), '')
    },
    exitCode: 7,
    code: 'FileLocked',
    says: ['k is locked', 'rm k.lock'],
  },
  {
    what: 'stream of events that cannot be written',
    line: `${create} --events k/events`,
    before: ({ path }) => put(path('k'), ''),
    ...usage,
    code: 'EventsNotWritable',
    says: ['--events=k/events', 'name another'],
  },
]

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

test.each(rows)('$what: one clear sentence, exit $exitCode, and nothing was written: $line', async (row) => {
  await inLab({ files: row.file === undefined ? {} : { 'cluster.yaml': row.file } }, async (lab) => {
    row.before?.(lab)
    if (row.fault !== undefined) lab.sandbox.faults.set(row.fault)
    const disk = lab.disk()
    const found = { ...(row.stdin !== undefined && { stdin: row.stdin }), ...(row.env && { env: row.env }) }
    const { exitCode, stdout, stderr } = await lab.run(row.line, found)
    const errors = lines(stderr).filter((line) => /^(error|hint): /.test(line))
    for (const words of row.says) expect(errors.join('\n')).toContain(words)
    expect(lines(stderr).filter((line) => line.startsWith('error: '))).toHaveLength(1)
    expect(stderr).not.toMatch(/undefined|\[object|NaN|bug in eksx|\bat .*\.ts:/)
    expect({ exitCode, stdout, writes: lab.writes(), disk: lab.disk() }).toEqual({ exitCode: row.exitCode, stdout: '', writes: [], disk })

    const json = await lab.run(`${row.line} -o json`, found)
    const document: unknown = JSON.parse(json.stdout)
    expect(document).toEqual({ error: expect.objectContaining({ code: row.code, message: expect.any(String) }) })
    expect({ exitCode: json.exitCode, writes: lab.writes() }).toEqual({ exitCode: row.exitCode, writes: [] })
  })
})

test('a name taken by a cluster that differs from what was stated: what differs, exit 6, and nothing is written', async () => {
  await inLab({ sandbox: { durations: 0 } }, async (lab) => {
    const line = 'create cluster --name dev --without-nodegroup'
    expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
    const [before, disk] = [lab.writes().length, lab.disk()]
    const { exitCode, stdout, stderr } = await lab.run(`${line} --vpc-cidr 10.9.0.0/16 --version 1.33`)
    expect(stderr).toContain('vpc.cidr is "192.168.0.0/16", not "10.9.0.0/16"')
    expect(stderr).toContain('metadata.version is "1.34", not "1.33"')
    expect(stderr).toContain('hint: ')
    expect({ exitCode, stdout, writes: lab.writes().length, disk: lab.disk() }).toEqual({ exitCode: 6, stdout: '', writes: before, disk })
  })
})
