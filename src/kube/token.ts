import { createHash, createHmac } from 'node:crypto'
import { partitionOf } from '../tables/regions.ts'
import { environmentKeys, type Keys } from './keys.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface TokenRequest {
  /** The cluster's name, or the UUID of a local cluster on an Outpost. */
  readonly clusterId: string
  readonly region: string
  readonly clock: { now(): number }
  readonly env: Environment
  readonly credentials: () => Promise<Keys>
}

export interface ClusterToken {
  readonly token: string
  /** When it is to be renewed, in milliseconds since 1970. */
  readonly expires: number
}

/** EKS takes a token for 15 minutes from its date (EKS user guide); a minute is left for slow clocks. */
const lifetime = 14 * 60_000

/** The bearer token for a cluster's API: a presigned GetCallerIdentity, made without a call. As `aws eks get-token`, byte for byte. */
export async function clusterToken({ clusterId, region, clock, env, credentials }: TokenRequest): Promise<ClusterToken> {
  const keys = await credentials()
  const now = clock.now()
  const url = presign(stsEndpoint(region, env), clusterId, region, keys, new Date(now))
  const end = keys.expiration?.getTime() ?? Number.POSITIVE_INFINITY
  return { token: `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`, expires: Math.min(now + lifetime, end) }
}

/** Commercial regions where STS answers on an endpoint of its own for FIPS (AWS STS endpoints and quotas). */
const fipsRegions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2']

/** STS's regional endpoint, or the one that the environment puts in its place. */
export function stsEndpoint(region: string, env: Environment): URL {
  const configured =
    env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true' ? undefined : env['AWS_ENDPOINT_URL_STS'] || env['AWS_ENDPOINT_URL']
  if (configured) return new URL(configured)
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === 'true' && fipsRegions.includes(region)
  return new URL(`https://sts${fips ? '-fips' : ''}.${region}.${partitionOf(region).dnsSuffix}/`)
}

/** Signature version 4 in the query (AWS general reference), with the cluster's id as a signed header. */
function presign(endpoint: URL, clusterId: string, region: string, keys: Keys, date: Date): string {
  const time = date.toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`
  const path = endpoint.pathname || '/'
  const query: [string, string][] = [
    ['Action', 'GetCallerIdentity'],
    ['Version', '2011-06-15'],
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', '60'],
    ['X-Amz-SignedHeaders', 'host;x-k8s-aws-id'],
    ...(keys.sessionToken ? [['X-Amz-Security-Token', keys.sessionToken] as [string, string]] : []),
  ]
  const parts = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const headers = `host:${endpoint.host}\nx-k8s-aws-id:${clusterId}\n`
  const request = ['GET', path, parts.toSorted().join('&'), headers, 'host;x-k8s-aws-id', sha256('')].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n')
  const key = [time.slice(0, 8), region, 'sts', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${keys.secretAccessKey}`)
  return `${endpoint.origin}${path}?${parts.join('&')}&X-Amz-Signature=${hmac(key, text).toString('hex')}`
}

/** RFC 3986: all but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** What kubectl's exec plugins print. The version is the one that kubectl asks for in KUBERNETES_EXEC_INFO, v1beta1 unless said. */
export function execCredential({ token, expires }: ClusterToken, env: Environment): string {
  const expirationTimestamp = new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z')
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: askedVersion(env), spec: {}, status: { expirationTimestamp, token } })
}

const execVersions = ['client.authentication.k8s.io/v1beta1', 'client.authentication.k8s.io/v1']

function askedVersion(env: Environment): string | undefined {
  try {
    const { apiVersion } = JSON.parse(env['KUBERNETES_EXEC_INFO'] ?? '') as { apiVersion?: string }
    if (apiVersion !== undefined && execVersions.includes(apiVersion)) return apiVersion
  } catch {
    // No plugin call, or one that says nothing we can read: the oldest version that is still taken.
  }
  return execVersions[0]
}

export interface PluginRequest {
  readonly clusterId: string
  readonly region: string
  readonly profile?: string | undefined
  /** A role to take on first; this needs a call to STS. */
  readonly roleArn?: string | undefined
  readonly env: Environment
  readonly home: string
  readonly clock: { now(): number }
}

/** The whole of `eksx get-token`: finds the keys, makes the token, gives what to print. */
export async function pluginAnswer({ clusterId, region, profile, roleArn, env, home, clock }: PluginRequest): Promise<string> {
  const credentials = async () => {
    const own = profile === undefined && roleArn === undefined ? environmentKeys(env) : undefined
    return own ?? (await import('./credentials.ts')).findKeys({ env, home, profile, roleArn, region })
  }
  return execCredential(await clusterToken({ clusterId, region, clock, env, credentials }), env)
}
