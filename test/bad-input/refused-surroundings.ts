import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { guestKey } from '#sandbox/credentials.ts'
import type { Fault } from '#sandbox/faults.ts'
import { put } from './lab.ts'
import { create, type Row, usage } from './row.ts'

const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
const guest = { AWS_ACCESS_KEY_ID: guestKey.accessKeyId, AWS_SECRET_ACCESS_KEY: guestKey.secretAccessKey }
const expired: Fault = { effect: { kind: 'expired-credentials' } }
const unreachable = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }

/** Lines that are right, where the keys, the endpoint or the files around them are not. */
export const surroundings: readonly Row[] = [
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
