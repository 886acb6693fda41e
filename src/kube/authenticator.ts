import { sep } from 'node:path'
import type { Files } from '../app.ts'
import type { KubeconfigEntry } from '../app/kubernetes.ts'

/** How this very program was started. */
export interface Self {
  readonly node: string
  readonly script: string
}

/** The program that kubectl runs for a token, as a kubeconfig's user. */
export interface Plugin {
  readonly user: object
  readonly warning?: string
}

type Kind = NonNullable<KubeconfigEntry['authenticator']>

/** What was stated; else eksx where it is installed for good, else the AWS CLI, else this very eksx by its path. */
export async function choosePlugin(files: Files, entry: KubeconfigEntry, self: Self): Promise<Plugin> {
  const installed = await files.which('eksx', isInstalled)
  const kind: Kind = entry.authenticator ?? (installed ? 'eksx' : (await files.which('aws')) ? 'aws' : 'eksx')
  if (kind === 'eksx') return eksxPlugin(entry, files, installed !== undefined, self)
  const warning = (await files.which(kind)) ? undefined : `${kind} is not on PATH; kubectl needs it to reach the cluster`
  return { user: kind === 'aws' ? awsUser(entry, files) : iamUser(entry, files), ...(warning !== undefined && { warning }) }
}

/** npx and package scripts put eksx on PATH for a while only. */
function isInstalled(path: string): boolean {
  return !path.split(sep).some((part) => part === 'node_modules' || part === '_npx')
}

function eksxPlugin(entry: KubeconfigEntry, files: Files, installed: boolean, self: Self): Plugin {
  const args = ['get-token', '--cluster-name', entry.tokenId, '--region', entry.region, ...roleArgs(entry, '--role-arn')]
  if (installed) return { user: execUser('eksx', args, profileOf(entry, files)) }
  const warning = `eksx is not on PATH: the kubeconfig names it as ${self.script}, which must stay there`
  return { user: execUser(self.node, [self.script, ...args], profileOf(entry, files)), warning }
}

function awsUser(entry: KubeconfigEntry, files: Files): object {
  const args = [
    'eks',
    'get-token',
    '--output',
    'json',
    '--cluster-name',
    entry.tokenId,
    '--region',
    entry.region,
    ...roleArgs(entry, '--role-arn'),
  ]
  return execUser('aws', args, [regional, ...profileOf(entry, files)])
}

function iamUser(entry: KubeconfigEntry, files: Files): object {
  const args = ['token', '-i', entry.tokenId, ...roleArgs(entry, '-r')]
  return execUser('aws-iam-authenticator', args, [
    regional,
    { name: 'AWS_DEFAULT_REGION', value: entry.region },
    ...profileOf(entry, files),
  ])
}

interface Variable {
  readonly name: string
  readonly value: string
}

const regional: Variable = { name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' }

function profileOf({ profile }: KubeconfigEntry, { env }: Files): Variable[] {
  const value = profile || env['AWS_PROFILE']
  return value ? [{ name: 'AWS_PROFILE', value }] : []
}

function roleArgs({ roleArn }: KubeconfigEntry, flag: string): string[] {
  return roleArn ? [flag, roleArn] : []
}

function execUser(command: string, args: readonly string[], env: readonly Variable[]): object {
  const apiVersion = 'client.authentication.k8s.io/v1beta1'
  return { exec: { apiVersion, args, command, ...(env.length > 0 && { env }), provideClusterInfo: false } }
}
