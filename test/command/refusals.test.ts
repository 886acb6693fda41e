import { describe, expect, test } from 'vitest'
import { play } from './stage.ts'

const refusals: readonly (readonly [line: string, ...words: readonly string[]])[] = [
  ['crate cluster', 'no command "crate"', 'eksx create'],
  ['create clutser', '"clutser"', 'did you mean `eksx create cluster`?'],
  ['get clutser', '"clutser"', 'did you mean `eksx get cluster'],
  ['create', 'needs to be told what', 'cluster, fargateprofile'],
  ['create cluster --zoness a,b', '--zoness', '--zones'],
  ['create cluster --nodes two', '--nodes=two', 'whole number'],
  ['create cluster a b', '"b"'],
  ['create cluster a --name b', '--name=b', '"a"'],
  ['create cluster -f a.yaml --nodes 3', '--nodes', '--config-file/-f'],
  ['create cluster -f a.yaml --region eu-west-1', '--region', '--config-file/-f'],
  ['create cluster -f a.yaml dev', '"dev"', '--config-file/-f'],
  ['create cluster -f nowhere.yaml', 'nowhere.yaml', 'no such file'],
  ['create cluster --dry-run --kubeconfig x.yaml', '--kubeconfig', '--dry-run'],
  ['create cluster --dry-run --profile dev', '--profile', 'AWS_PROFILE'],
  ['create cluster --dry-run --timeout 5m', '--timeout', '--dry-run'],
  ['create cluster --auto-kubeconfig --kubeconfig x.yaml', '--auto-kubeconfig', '--kubeconfig'],
  ['create cluster --managed=false --spot', '--spot', '--managed=false'],
  ['create cluster --managed=false --instance-types a,b', '--instance-types', '--managed=false'],
  ['create cluster --managed=false --node-volume-type io1', 'io1', '--managed=false'],
  ['create cluster --managed=false --ssh-public-key=', '--ssh-public-key'],
  ['create cluster --enable-auto-mode --nodes 2', '--nodes', '--enable-auto-mode'],
  ['create cluster --enable-auto-mode --fargate', '--fargate', '--enable-auto-mode'],
  ['create cluster --enable-auto-mode --without-nodegroup', '--without-nodegroup', '--enable-auto-mode'],
  ['create cluster --zones a,b --node-zones c', '"c"', '--zones'],
  ['create cluster --node-zones c', '"c"', '--zones'],
  ['create cluster --install-vpc-controllers', '--install-vpc-controllers', '--config-file/-f'],
  ['create cluster -v 7', '--verbose=7', '0 to 5'],
  ['create cluster --vpc-nat-mode None', '--vpc-nat-mode=None', 'HighlyAvailable, Single, Disable'],

  ['create nodegroup', '--cluster'],
  ['create ng --cluster dev --version 1.33', '--version=1.33', '--managed=false'],
  ['create nodegroup --cluster dev --include a', '--include', '--config-file/-f'],
  ['create nodegroup --cluster dev --dry-run --update-auth-configmap', '--update-auth-configmap', '--dry-run'],
  ['delete cluster', '--name'],
  ['delete nodegroup --cluster dev', '--name'],
  ['delete nodegroup --cluster dev --name a --approve', '--approve', '--config-file/-f'],
  ['delete nodegroup --cluster dev --name a --only-missing', '--only-missing', '--config-file/-f'],
  ['delete nodegroup --cluster dev --name a --parallel 26', '--parallel=26', '1 to 25'],
  ['get cluster dev --all-regions', '--all-regions', '"dev"'],
  ['get nodegroup', '--cluster'],
  ['get cluster -o xml', '--output=xml', 'table, json, yaml'],
  ['utils write-kubeconfig', '--cluster'],
  ['utils write-kubeconfig --cluster a --name b', '--cluster=a', '--name=b'],
  ['get-token', '--cluster'],
  ['get-token --cluster a', 'region'],
]

describe('wrong by itself: exit code 64, what is wrong by name, and no port is asked', () => {
  test.each(refusals)('%s', async (line, ...words) => {
    const { exitCode, stdout, stderr } = await play(line.split(' '))
    expect(stderr).toMatch(/^error: /m)
    for (const word of words) expect(stderr).toContain(word)
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
  })
})

test('under -o json a refusal is JSON on stdout, and words on stderr', async () => {
  const { stdout, stderr, exitCode } = await play(['get', 'cluster', '--bogus', '-o', 'json'])
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'UnknownFlag', message: 'unknown flag --bogus', hint: 'see `eksx get cluster --help` for the flags there are' },
  })
  expect(stderr).toContain('error: unknown flag --bogus')
  expect(exitCode).toBe(64)
})

test('under -o yaml a refusal is YAML', async () => {
  const { stdout } = await play(['get', 'cluster', '--bogus', '--output=yaml'])
  expect(stdout).toContain('code: UnknownFlag')
})

test('a bug says so, with exit code 3', async () => {
  const { exitCode, stderr } = await play(['get', 'cluster'])
  expect(stderr).toContain('nothing may ask for clusters here')
  expect(stderr).toContain('this is a bug in eksx')
  expect(exitCode).toBe(3)
})

test('flags may stand before the command, as in cobra', async () => {
  const { stderr } = await play(['-v', '4', '--region', 'eu-west-1', 'create', 'clutser'])
  expect(stderr).toContain('"clutser"')
})

test('with --dumpLogs a failure is written into a log as well', async () => {
  const { files } = await play(['create', 'cluster', '--bogus', '--dumpLogs'])
  expect([...files]).toEqual([['logs/eksctl-failure-02-Jan-26.logs', expect.stringContaining('unknown flag --bogus')]])
})
