import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignatureV4 } from '@smithy/signature-v4'
import { expect, test } from 'vitest'
import { clusterToken, execCredential, pluginAnswer, stsEndpoint } from '#src/kube/token.ts'

const now = Date.UTC(2026, 0, 15, 12, 30, 5)
const clock = { now: () => now }
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/+x' }

/** What the SDK's signer hashes with. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  update(chunk: string | Uint8Array): void {
    this.#hash.update(chunk)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

function urlOf(token: string): string {
  expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/)
  return Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString()
}

async function bySdk(cluster: string, region: string, hostname: string, credentials: object): Promise<Record<string, unknown>> {
  const signer = new SignatureV4({ service: 'sts', region, sha256: Sha256 as never, credentials: credentials as typeof keys })
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: hostname, 'x-k8s-aws-id': cluster },
  }
  const { query } = await signer.presign(request, {
    expiresIn: 60,
    signingDate: new Date(now),
    unhoistableHeaders: new Set(['x-k8s-aws-id']),
  })
  return { ...query }
}

test.each([
  { title: 'keys of a user', region: 'us-west-2', host: 'sts.us-west-2.amazonaws.com', credentials: keys },
  {
    title: 'keys of a session',
    region: 'eu-central-1',
    host: 'sts.eu-central-1.amazonaws.com',
    credentials: { ...keys, sessionToken: 'IQoJ/=+ (!)' },
  },
  { title: 'China', region: 'cn-north-1', host: 'sts.cn-north-1.amazonaws.com.cn', credentials: keys },
])('a token is signed as the SDK signs: $title', async ({ region, host, credentials }) => {
  const { token, expires } = await clusterToken({ clusterId: 'dev', region, clock, env: {}, credentials: async () => credentials })
  const url = new URL(urlOf(token))
  expect(url.host).toBe(host)
  expect(Object.fromEntries(url.searchParams)).toEqual(await bySdk('dev', region, host, credentials))
  expect(expires).toBe(now + 14 * 60_000)
})

test('the parts stand in the order in which the AWS CLI writes them', async () => {
  const { token } = await clusterToken({
    clusterId: 'dev',
    region: 'us-west-2',
    clock,
    env: {},
    credentials: async () => ({ ...keys, sessionToken: 's' }),
  })
  expect([...new URL(urlOf(token)).searchParams.keys()]).toEqual([
    'Action',
    'Version',
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
  ])
})

test('a token lives no longer than the keys behind it', async () => {
  const expiration = new Date(now + 60_000)
  const made = await clusterToken({
    clusterId: 'dev',
    region: 'us-west-2',
    clock,
    env: {},
    credentials: async () => ({ ...keys, expiration }),
  })
  expect(made.expires).toBe(expiration.getTime())
})

test.each([
  { env: {}, region: 'us-gov-west-1', url: 'https://sts.us-gov-west-1.amazonaws.com/' },
  { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, region: 'us-west-2', url: 'http://127.0.0.1:4566/' },
  { env: { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_STS: 'http://b:1' }, region: 'us-west-2', url: 'http://b:1/' },
  {
    env: { AWS_ENDPOINT_URL: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    region: 'us-west-2',
    url: 'https://sts.us-west-2.amazonaws.com/',
  },
  { env: { AWS_USE_FIPS_ENDPOINT: 'true' }, region: 'us-east-1', url: 'https://sts-fips.us-east-1.amazonaws.com/' },
  { env: { AWS_USE_FIPS_ENDPOINT: 'true' }, region: 'eu-west-1', url: 'https://sts.eu-west-1.amazonaws.com/' },
])('STS in $region with $env is $url', ({ env, region, url }) => {
  expect(stsEndpoint(region, env).href).toBe(url)
})

test.each([
  { asked: undefined, given: 'client.authentication.k8s.io/v1beta1' },
  { asked: '{"apiVersion":"client.authentication.k8s.io/v1"}', given: 'client.authentication.k8s.io/v1' },
  { asked: '{"apiVersion":"client.authentication.k8s.io/v9"}', given: 'client.authentication.k8s.io/v1beta1' },
  { asked: 'nonsense', given: 'client.authentication.k8s.io/v1beta1' },
])('kubectl gets the version it asks for: $asked', ({ asked, given }) => {
  const answer = JSON.parse(execCredential({ token: 't', expires: now }, { KUBERNETES_EXEC_INFO: asked })) as object
  expect(answer).toEqual({
    kind: 'ExecCredential',
    apiVersion: given,
    spec: {},
    status: { token: 't', expirationTimestamp: '2026-01-15T12:30:05Z' },
  })
})

async function keyId(request: { env: Record<string, string>; home?: string; profile?: string }): Promise<string | null> {
  const answer = await pluginAnswer({ clusterId: 'dev', region: 'us-west-2', clock, home: '/nowhere', ...request })
  const { status } = JSON.parse(answer) as { status: { token: string } }
  return new URL(urlOf(status.token)).searchParams.get('X-Amz-Credential')
}

function section(name: string, id: string): string {
  return `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key=s # mine\n`
}

test('keys are found as the AWS CLI finds them: stated profile, environment, AWS_PROFILE, default', async () => {
  const home = mkdtempSync(join(tmpdir(), 'eksx-keys-'))
  const file = join(home, 'keys')
  writeFileSync(file, section('default', 'DEFAULT') + section('work', 'WORK'))
  writeFileSync(join(home, 'config'), '[profile work]\nregion = us-west-2\n')
  const files = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(home, 'config') }
  const inEnvironment = { AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 's' }
  expect(await keyId({ env: files, home })).toMatch(/^DEFAULT\//)
  expect(await keyId({ env: { ...files, AWS_PROFILE: 'work' }, home })).toMatch(/^WORK\//)
  expect(await keyId({ env: { ...files, ...inEnvironment, AWS_PROFILE: 'work' }, home })).toMatch(/^ENV\//)
  expect(await keyId({ env: { ...files, ...inEnvironment }, profile: 'work', home })).toMatch(/^WORK\//)
})
