import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../scripts/bundle.ts'

const scratch = mkdtempSync(join(tmpdir(), 'eksx-bundle-'))
const installed = join(scratch, 'node_modules', 'eksx')
const home = join(scratch, 'home')
let packed = ''

beforeAll(async () => {
  const out = join(scratch, 'dist')
  await bundle(out)
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['pack', '--silent', '--pack-destination', scratch], { cwd: out, stdio: ['ignore', 'ignore', 'inherit'] })
  packed = join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? '')
  for (const folder of [installed, home]) mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xzf', packed, '-C', installed, '--strip-components=1'])
}, 60_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const fact = (key: string): unknown => (JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>)[key]

/** The installed program, in an environment that has nothing else. */
function eksx(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_EC2_METADATA_DISABLED: 'true' }
  const env = { ...keys, PATH: process.env['PATH'], HOME: home, TMPDIR: scratch }
  return spawnSync(process.execPath, [join(installed, 'bin', 'eksx.cjs'), ...argv], { env, cwd: home, encoding: 'utf8' })
}

test('the package is the bundle alone: no dependencies, no scripts, under 6 MB packed and unpacked', () => {
  for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies', 'scripts', 'private'])
    expect(fact(key), key).toBeUndefined()
  const unpacked = readdirSync(installed, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + statSync(join(installed, name)).size,
    0,
  )
  expect(statSync(packed).size).toBeLessThan(6_000_000)
  expect(unpacked).toBeLessThan(6_000_000)
  expect(readdirSync(installed)).toEqual(expect.arrayContaining(['LICENSE', 'CHANGELOG.md', 'oclif.manifest.json']))
})

test('--version is the version of the package', () => {
  expect(eksx('--version')).toMatchObject({ status: 0, stdout: `${String(fact('version'))}\n`, stderr: '' })
})

test('--help lists the commands', () => {
  const { status, stdout, stderr } = eksx('--help')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('create cluster')
})

test('the help of a command has its examples and flags', () => {
  const { status, stdout } = eksx('create', 'cluster', '--help')
  expect(status).toBe(0)
  expect(stdout).toContain('eksx create cluster --name dev --nodes 2')
  expect(stdout).toContain('--nodegroup-name')
})

test('get-token makes a token without a call', () => {
  const { status, stdout } = eksx('get-token', '--cluster', 'dev', '--region', 'eu-west-1')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'ExecCredential', status: { token: expect.stringMatching(/^k8s-aws-v1\./) } })
})

test('get-token takes keys that are written in a profile, and those that a program of a profile prints', () => {
  mkdirSync(join(home, '.aws'))
  const made = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAMADE', SecretAccessKey: 'secret' })
  writeFileSync(join(home, 'keys.json'), made)
  writeFileSync(
    join(home, '.aws', 'config'),
    [
      '[profile plain]',
      'aws_access_key_id = AKIAPLAIN',
      'aws_secret_access_key = secret',
      '[profile made]',
      'credential_process = cat keys.json',
      '',
    ].join('\n'),
  )
  expect(signer('plain')).toBe('AKIAPLAIN')
  expect(signer('made')).toBe('AKIAMADE')
})

/** Whose key signed the token that a profile gives. */
function signer(profile: string): string | undefined {
  const { stdout } = eksx('get-token', '--cluster', 'dev', '--region', 'eu-west-1', '--profile', profile)
  const { token } = (JSON.parse(stdout) as { status: { token: string } }).status
  const url = Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString()
  return /X-Amz-Credential=(\w+)/.exec(url)?.[1]
}

test('utils schema prints the schema', () => {
  const { status, stdout } = eksx('utils', 'schema')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object' })
})

test('a dry run reads a config and says what is wrong with it', () => {
  const { status, stderr } = eksx('create', 'cluster', '--dry-run', '--region', 'nowhere-1')
  expect(status).toBe(64)
  expect(stderr).toContain('nowhere-1')
})

test('an unknown command is refused', () => {
  expect(eksx('create', 'clutser')).toMatchObject({ status: 64, stderr: expect.stringContaining('did you mean') })
})
