import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EksxError, exitCodes } from '../errors.ts'
import { environmentKeys, type Keys } from './keys.ts'

export interface KeysRequest {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly profile: string | undefined
  readonly roleArn: string | undefined
  readonly region: string
}

/**
 * Keys for a token, as the AWS CLI finds them: a stated profile, else the environment, else AWS_PROFILE or `default`. Plain keys in the
 * credentials file are read here; the SDK is loaded for all else (SSO, processes, roles, web identity, instances).
 */
export async function findKeys(request: KeysRequest): Promise<Keys> {
  try {
    return await (request.roleArn === undefined ? baseKeys(request) : roleKeys(request, request.roleArn))
  } catch (cause) {
    if (cause instanceof EksxError) throw cause
    throw new EksxError('CredentialsMissing', `no AWS credentials: ${(cause as Error).message}`, {
      exitCode: exitCodes.credentials,
      hint: 'see `aws sts get-caller-identity`; a session that has ended is renewed by `aws sso login`',
      cause,
    })
  }
}

async function baseKeys(request: KeysRequest): Promise<Keys> {
  const { env, profile } = request
  const own = profile === undefined ? environmentKeys(env) : undefined
  return own ?? (await plainProfile(request)) ?? chain(request)
}

async function chain({ profile, env, region }: KeysRequest): Promise<Keys> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  const name = profile ?? env['AWS_PROFILE']
  return fromNodeProviderChain({ ...(name && { profile: name }), clientConfig: { region } })()
}

async function roleKeys(request: KeysRequest, roleArn: string): Promise<Keys> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
  const params = { RoleArn: roleArn, RoleSessionName: 'EKSGetTokenAuth' }
  const masterCredentials = async () => spreadable(await baseKeys(request))
  return fromTemporaryCredentials({ params, masterCredentials, clientConfig: { region: request.region } })()
}

/** The SDK takes absent fields, not undefined ones. */
function spreadable({ accessKeyId, secretAccessKey, sessionToken, expiration }: Keys) {
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), ...(expiration && { expiration }) }
}

/** Anything in the profile that says its keys are made, not written down. */
const indirect = [
  'role_arn',
  'sso_session',
  'sso_start_url',
  'credential_process',
  'web_identity_token_file',
  'login_session',
  'source_profile',
]

async function plainProfile({ env, home, profile }: KeysRequest): Promise<Keys | undefined> {
  const name = profile ?? (env['AWS_PROFILE'] || 'default')
  const [credentials, config] = await Promise.all([
    section(env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'), [name]),
    section(env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'), [`profile ${name}`, ...(name === 'default' ? [name] : [])]),
  ])
  const all = { ...config, ...credentials }
  if (indirect.some((key) => key in all)) return undefined
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: session } = all
  return environmentKeys({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session })
}

/** The settings of the first of the named sections of an INI file; none where the file or the section is missing. */
async function section(path: string, names: readonly string[]): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const settings: Record<string, string> = {}
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    const title = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1]
    if (title !== undefined) inside = names.includes(title.replace(/\s+/g, ' '))
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line) ?? []
    if (inside && key !== undefined && value !== undefined) settings[key.toLowerCase()] = value
  }
  return settings
}
