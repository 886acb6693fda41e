import { createHmac, timingSafeEqual } from 'node:crypto'
import { bodyOf, type Answer, type ClusterApi, type Exchange } from './exchange.ts'
import { isoSeconds } from './objects.ts'
import { existing } from './operations.ts'
import { read } from './selectors.ts'
import type { Target } from './target.ts'

interface Claims {
  readonly iss: string
  readonly aud: readonly string[]
  readonly sub: string
  /** Seconds since 1970. */
  readonly exp: number
  readonly iat: number
  readonly 'kubernetes.io': { readonly namespace: string; readonly serviceaccount: { readonly name: string; readonly uid: string } }
}

const issuer = 'https://kubernetes.default.svc'

/** POST …/serviceaccounts/x/token: a token for the service account, an hour long unless stated. */
export function requestToken(exchange: Exchange, target: Target): Answer {
  const account = existing(exchange, target)
  const { api } = exchange
  const spec = bodyOf(exchange)['spec']
  const seconds = Number(read(spec, 'expirationSeconds') ?? 3600)
  const audiences = (read(spec, 'audiences') ?? [issuer]) as string[]
  const now = Math.floor(api.clock.now() / 1000)
  const { name, namespace = '', uid = '' } = account.metadata
  const claims: Claims = {
    iss: issuer,
    aud: audiences,
    sub: `system:serviceaccount:${namespace}:${name}`,
    exp: now + seconds,
    iat: now,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
  }
  const status = { token: signed(claims, api.secret), expirationTimestamp: isoSeconds((now + seconds) * 1000) }
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace },
    spec: { audiences, expirationSeconds: seconds },
    status,
  }
  return { status: 201, body }
}

/** Whose token it is; undefined where it is not one of ours, has expired, or its account is gone. */
export function serviceAccountOf(token: string, api: ClusterApi): { namespace: string; name: string } | undefined {
  const [header, payload, signature] = token.split('.')
  if (!header || !payload || !signature) return undefined
  const [given, made] = [Buffer.from(signature, 'base64url'), mac(`${header}.${payload}`, api.secret)]
  if (given.length !== made.length || !timingSafeEqual(given, made)) return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
  const { namespace, serviceaccount } = claims['kubernetes.io']
  const account = api.store.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: serviceaccount.name })
  if (claims.exp * 1000 <= api.clock.now() || account?.metadata.uid !== serviceaccount.uid) return undefined
  return { namespace, name: serviceaccount.name }
}

function signed(claims: Claims, secret: string): string {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${parts}.${mac(parts, secret).toString('base64url')}`
}

function mac(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}
