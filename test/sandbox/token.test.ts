import { SignatureV4 } from '@smithy/signature-v4'
import { expect, test } from 'vitest'
import type { SandboxAccount } from '#sandbox/account.ts'
import { guestKey } from '#sandbox/credentials.ts'
import { verifyToken } from '#sandbox/services/sts/token.ts'
import { testSandbox, type TestSandbox } from '../sandbox.ts'
import { Hash } from './sha256.ts'

interface Making {
  readonly cluster?: string
  readonly host?: string
  readonly protocol?: 'https:' | 'http:'
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly expires?: number
  readonly at?: number
  readonly action?: string
}

async function token(
  sandbox: TestSandbox,
  {
    cluster = 'dev',
    host = 'sts.us-west-2.amazonaws.com',
    protocol = 'https:',
    credentials = sandbox.client().credentials,
    expires = 60,
    at = sandbox.clock.now(),
    action = 'GetCallerIdentity',
  }: Making = {},
): Promise<string> {
  const [hostname = '', port] = host.split(':')
  const signer = new SignatureV4({ service: 'sts', region: 'us-west-2', credentials, sha256: Hash })
  const headers: Record<string, string> = { host, ...(cluster && { 'x-k8s-aws-id': cluster }) }
  const request = {
    method: 'GET',
    protocol,
    hostname,
    ...(port !== undefined && { port: Number(port) }),
    path: '/',
    query: { Action: action, Version: '2011-06-15' },
    headers,
  }
  const { query = {} } = await signer.presign(request, {
    expiresIn: expires,
    signingDate: new Date(at),
    unhoistableHeaders: new Set(['x-k8s-aws-id']),
  })
  const search = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
  return `k8s-aws-v1.${Buffer.from(`${protocol}//${host}/?${search.join('&')}`).toString('base64url')}`
}

const check = (sandbox: TestSandbox, made: string, cluster = 'dev') => verifyToken(sandbox.account as SandboxAccount, made, cluster)

test('a token of the owner, the guest, or for the sandbox’s own address says who it is', async () => {
  const sandbox = await testSandbox()
  expect(check(sandbox, await token(sandbox)).principal?.arn).toBe('arn:aws:iam::111122223333:user/owner')
  expect(check(sandbox, await token(sandbox, { credentials: guestKey })).principal?.arn).toBe('arn:aws:iam::111122223333:user/guest')
  expect(check(sandbox, await token(sandbox, { host: sandbox.url.slice(7), protocol: 'http:' })).principal?.arn).toBe(
    'arn:aws:iam::111122223333:user/owner',
  )
  expect(check(sandbox, await token(sandbox, { host: 'sts.amazonaws.com' })).principal?.arn).toBe('arn:aws:iam::111122223333:user/owner')
})

test.each([
  ['of another cluster', { cluster: 'other' }, 'the signature does not match'],
  ['for another host', { host: 'sts.evil.example' }, 'the URL is for sts.evil.example'],
  ['with a wrong secret', { credentials: { accessKeyId: guestKey.accessKeyId, secretAccessKey: 'x' } }, 'the signature does not match'],
  ['with an unknown key', { credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }, 'the key is unknown'],
  ['that lives an hour', { expires: 3600 }, 'the URL lives longer than 15 minutes'],
  ['without a cluster', { cluster: '' }, 'the signature does not cover x-k8s-aws-id'],
  ['for another action', { action: 'GetSessionToken' }, 'the URL does not ask GetCallerIdentity'],
] satisfies [string, Making, string][])('a token %s is refused', async (_, making, reason) => {
  const sandbox = await testSandbox()
  expect(check(sandbox, await token(sandbox, making))).toEqual({ reason })
})

test('a token is good for 15 minutes from its date, whatever its URL says', async () => {
  const sandbox = await testSandbox({ start: Date.UTC(2050, 0, 1) })
  const now = sandbox.clock.now()
  const made = await token(sandbox, { at: now })
  await sandbox.clock.sleep(14 * 60_000)
  expect(check(sandbox, made).principal).toBeDefined()
  expect(check(sandbox, 'nonsense').reason).toBe('the token does not begin with k8s-aws-v1.')
})

test('a token from 16 minutes ago has expired', async () => {
  const sandbox = await testSandbox({ start: Date.UTC(2020, 0, 1) })
  const made = await token(sandbox, { at: sandbox.clock.now() - 16 * 60_000 })
  expect(check(sandbox, made)).toEqual({ reason: 'the token has expired' })
})
