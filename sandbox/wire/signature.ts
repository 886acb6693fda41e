import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WireRequest } from './request.ts'

/** What a request says of who signed it, for what, and when. */
export interface Signature {
  readonly accessKeyId: string
  /** `20260115` */
  readonly day: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20260115T000000Z` as sent. */
  readonly stamp: string
  /** ms since 1970 */
  readonly signedAt: number
  readonly sessionToken: string | undefined
  /** Seconds that a presigned URL says it lives. */
  readonly expires: number | undefined
  readonly presigned: boolean
}

/** The scope of a request's signature, from its headers or, where it is presigned, its query string; undefined where it is not signed. */
export function signatureOf(request: Pick<WireRequest, 'headers' | 'query'>): Signature | undefined {
  const header = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(request.headers['authorization'] ?? '')?.[1]
  if (header === undefined) return presignedSignature(request.query)
  const parts = new Map(header.split(/,\s*/).map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]))
  return scope({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    stamp: request.headers['x-amz-date'],
    sessionToken: request.headers['x-amz-security-token'],
    expires: undefined,
    presigned: false,
  })
}

function presignedSignature(query: URLSearchParams): Signature | undefined {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return undefined
  return scope({
    credential: query.get('X-Amz-Credential'),
    signedHeaders: query.get('X-Amz-SignedHeaders'),
    signature: query.get('X-Amz-Signature'),
    stamp: query.get('X-Amz-Date'),
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires: Number(query.get('X-Amz-Expires')),
    presigned: true,
  })
}

interface Stated {
  readonly credential: string | null | undefined
  readonly signedHeaders: string | null | undefined
  readonly signature: string | null | undefined
  readonly stamp: string | null | undefined
  readonly sessionToken: string | undefined
  readonly expires: number | undefined
  readonly presigned: boolean
}

function scope({ credential, signedHeaders, signature, stamp, sessionToken, expires, presigned }: Stated): Signature | undefined {
  const [accessKeyId, day, region, service, end] = (credential ?? '').split('/')
  if (!accessKeyId || !day || !region || !service || end !== 'aws4_request' || !signedHeaders || !signature || !stamp) return undefined
  const signedAt = readStamp(stamp)
  if (signedAt === undefined) return undefined
  return {
    accessKeyId,
    day,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
    stamp,
    signedAt,
    sessionToken,
    expires,
    presigned,
  }
}

function readStamp(stamp: string): number | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp)
  if (!found) return undefined
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hours, minutes, seconds)
}

/** Whether a request was signed with this secret: Signature Version 4 as AWS documents it, computed anew and compared. */
export function signedWith(
  secret: string,
  signature: Signature,
  request: Pick<WireRequest, 'method' | 'path' | 'rawQuery' | 'headers' | 'body'>,
): boolean {
  const scopeText = [signature.day, signature.region, signature.service, 'aws4_request'].join('/')
  const text = ['AWS4-HMAC-SHA256', signature.stamp, scopeText, sha256(canonicalRequest(signature, request))].join('\n')
  const key = [signature.day, signature.region, signature.service, 'aws4_request'].reduce<string | Buffer>(
    (from, part) => createHmac('sha256', from).update(part).digest(),
    `AWS4${secret}`,
  )
  const expected = createHmac('sha256', key).update(text).digest()
  const given = Buffer.from(signature.signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function canonicalRequest(signature: Signature, request: Pick<WireRequest, 'method' | 'path' | 'rawQuery' | 'headers' | 'body'>): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('')
  return [
    request.method,
    request.path.split('/').map(encode).join('/') || '/',
    canonicalQuery(request.rawQuery),
    headers,
    signature.signedHeaders.join(';'),
    signature.presigned ? sha256('') : sha256(request.body),
  ].join('\n')
}

function canonicalQuery(raw: string): string {
  const pairs = raw.split('&').flatMap((pair): [string, string][] => {
    if (pair === '') return []
    const [key = '', ...value] = pair.split('=')
    const name = encode(decodeURIComponent(key.replaceAll('+', '%20')))
    return name === 'X-Amz-Signature' ? [] : [[name, encode(decodeURIComponent(value.join('=').replaceAll('+', '%20')))]]
  })
  return pairs
    .toSorted(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** RFC 3986: encodeURIComponent leaves five characters alone that AWS encodes. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
const sha256 = (of: string | Buffer): string => createHash('sha256').update(of).digest('hex')
