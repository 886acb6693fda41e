import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
} from '@smithy/core/config'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { EksxError, exitCodes } from '../errors.ts'
import type { ClientConfig, Credentials, Keys } from './caller.ts'
import { mustKnowProxies } from './proxy.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** How to reach AWS: whose keys, through which proxy, trusting whom. */
export interface ConnectionOptions {
  readonly env: Environment
  readonly profile?: string | undefined
  /** Our own version, for the user agent. */
  readonly version: string
}

/** The region that flags and file leave open: the environment's, else the profile's. */
export async function defaultRegion({ profile }: Pick<ConnectionOptions, 'profile'>): Promise<string | undefined> {
  try {
    return await loadConfig(NODE_REGION_CONFIG_OPTIONS, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) })()
  } catch {
    return undefined
  }
}

/** One client config for every service of a region; agents and credentials are shared by all regions of a run. */
export function connection(options: ConnectionOptions): (region: string) => Promise<ClientConfig> {
  const requestHandler = handler(options.env)
  const credentials = credentialsOf(options)
  const endpoints = Promise.all([
    loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS)(),
    loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS)(),
  ])
  endpoints.catch(() => undefined)
  return async (region) => {
    const [fips, dualStack] = await endpoints
    return {
      region,
      maxAttempts: 1,
      credentials,
      requestHandler,
      customUserAgent: [['eksx', options.version]],
      ...(fips && { useFipsEndpoint: true }),
      ...(dualStack && { useDualstackEndpoint: true }),
    }
  }
}

const connectionTimeout = 10_000
const requestTimeout = 60_000

/** Node's agents read HTTPS_PROXY and NO_PROXY, which the SDK does not. */
function handler(env: Environment): NodeHttpHandler {
  mustKnowProxies(env, process.versions.node)
  const proxyEnv = { ...env }
  const shared = { keepAlive: true, maxSockets: 50, proxyEnv }
  return new NodeHttpHandler({
    connectionTimeout,
    requestTimeout,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(shared),
    httpsAgent: new HttpsAgent({ ...shared, ...(env['AWS_CA_BUNDLE'] && { ca: bundle(env['AWS_CA_BUNDLE']) }) }),
  })
}

function bundle(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new EksxError('CaBundleUnreadable', `AWS_CA_BUNDLE ${path} can't be read`, {
      exitCode: exitCodes.usage,
      hint: 'point it to a PEM file, or unset it',
      cause: error,
    })
  }
}

/** Keys are asked for once and kept while they live; the providers are loaded only where the environment holds none. */
function credentialsOf({ env, profile }: ConnectionOptions): Credentials {
  let kept: Promise<Keys> | undefined
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  const chain = async (): Promise<Keys> => {
    if (profile === undefined && accessKeyId && secretAccessKey)
      return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    return fromNodeProviderChain({ logger: silent, ...(profile !== undefined && { profile }) })()
  }
  return async (request) => {
    if (request?.forceRefresh === true) kept = undefined
    kept ??= chain().catch((error: unknown) => {
      throw withoutKeys(error, profile ?? env['AWS_PROFILE'])
    })
    const keys = await kept.catch((error: unknown) => {
      kept = undefined
      throw error
    })
    return keys
  }
}

/** The SDK would warn on stderr of keys in the environment beside a profile; the profile that was asked for is taken, as is said. */
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** A profile without keys is named; all else is judged where calls fail. */
function withoutKeys(error: unknown, profile: string | undefined): unknown {
  const nothing =
    error instanceof Error &&
    /from any providers|Could not resolve credentials using profile|Profile .* (not found|could not be found)/i.test(error.message)
  if (!nothing || profile === undefined || profile === '') return error
  return new EksxError('CredentialsMissing', `profile "${profile}" has no AWS credentials`, {
    exitCode: exitCodes.credentials,
    hint: 'see `aws configure list-profiles`, or name another with --profile',
    cause: error,
  })
}
