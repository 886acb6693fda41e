import type { SandboxAccount } from '../../account.ts'
import { isTimely, signatureWindow } from '../../authenticate.ts'
import { credentialSlot } from '../../credentials.ts'
import type { Principal } from '../../service.ts'
import { signatureOf, signedWith } from '../../wire/signature.ts'
import { originSlot } from './origin.ts'

/** Whose token it is, or why it is nobody's. */
export type TokenCheck =
  | { readonly principal: Principal; readonly reason?: undefined }
  | { readonly reason: string; readonly principal?: undefined }

const prefix = 'k8s-aws-v1.'
const stsHost = /^sts(\.[a-z]{2}(-[a-z]+)+-\d)?\.(amazonaws\.com(\.cn)?)$/
/** The longest that a token's URL may say it lives, in seconds. */
const longestLife = 900

/**
 * Checks a bearer token of a cluster's API as EKS does: a presigned GetCallerIdentity whose signature covers the cluster's id
 * (`x-k8s-aws-id`), made for STS or for the sandbox itself, at most 15 minutes ago.
 */
export function verifyToken(account: SandboxAccount, token: string, clusterId: string): TokenCheck {
  if (!token.startsWith(prefix)) return { reason: 'the token does not begin with k8s-aws-v1.' }
  const text = Buffer.from(token.slice(prefix.length), 'base64url').toString('utf8')
  if (!URL.canParse(text)) return { reason: 'the token holds no URL' }
  const url = new URL(text)
  const badly = misplaced(url, account.state(originSlot, '').origin)
  if (badly) return { reason: badly }
  const headers = { host: url.host, 'x-k8s-aws-id': clusterId }
  const signature = signatureOf({ headers, query: url.searchParams })
  if (!signature || signature.service !== 'sts') return { reason: 'the URL is not signed for STS' }
  if (!signature.signedHeaders.includes('x-k8s-aws-id')) return { reason: 'the signature does not cover x-k8s-aws-id' }
  if (!((signature.expires ?? Infinity) <= longestLife)) return { reason: 'the URL lives longer than 15 minutes' }
  if (!isTimely(signature.signedAt, account.clock.now(), signatureWindow)) return { reason: 'the token has expired' }
  const credential = account.state(credentialSlot, '')[signature.accessKeyId]
  if (!credential || credential.sessionToken !== signature.sessionToken) return { reason: 'the key is unknown' }
  if (credential.expires !== undefined && credential.expires <= account.clock.now()) return { reason: 'the session has expired' }
  const request = { method: 'GET', path: url.pathname, rawQuery: url.search.slice(1), headers, body: Buffer.alloc(0) }
  return signedWith(credential.secretAccessKey, signature, request)
    ? { principal: credential.principal }
    : { reason: 'the signature does not match' }
}

function misplaced(url: URL, origin: string): string | undefined {
  if (url.origin !== origin && !(url.protocol === 'https:' && stsHost.test(url.hostname))) return `the URL is for ${url.host}`
  if (url.pathname !== '/') return `the URL has the path ${url.pathname}`
  if (url.searchParams.get('Action') !== 'GetCallerIdentity') return 'the URL does not ask GetCallerIdentity'
  return undefined
}
