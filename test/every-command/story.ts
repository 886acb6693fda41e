import type { OwnCommand } from './commands.ts'

/** What a command's first example takes for granted besides the cluster `dev`. */
export interface Scene {
  /** The file that the example names, below the cluster's name and region. */
  readonly file?: string
  /** A command that must have had its hour before. */
  readonly after?: string
  /** Lines that are run before it. */
  readonly before?: readonly string[]
  /** Why its answer is no JSON. */
  readonly speaks?: string
  /** Why it is not run here, and where it is. */
  readonly elsewhere?: string
  /** It works on no cluster of EKS that has to be there. */
  readonly alone?: true
}

/** The day of a cluster: which verb comes when. A command that is not named comes with its verb. */
const day = [
  'create cluster',
  'utils associate-iam-oidc-provider',
  'create',
  'associate',
  'register',
  'get',
  'utils',
  'set',
  'unset',
  'scale',
  'update',
  'enable',
  'upgrade cluster',
  'upgrade',
  'drain',
  'disassociate',
  'deregister',
  'delete',
  'utils migrate-to-pod-identity',
  'utils migrate-to-access-entry',
  'delete nodegroup',
  'delete cluster',
]

const head = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n'

/** A file of the cluster, as an example names it. */
export const fileOf = (cluster: string, more = ''): string => `${head}metadata: {name: ${cluster}, region: us-west-2}\n${more}`

/** Where in the day a command comes. */
export const hour = ({ words }: OwnCommand): number => {
  const whole = day.indexOf(words)
  return whole >= 0 ? whole : day.indexOf(words.split(' ')[0] ?? '')
}

const script = { speaks: 'a script for a shell', alone: true } as const

/** What is special about a command; most need nothing. */
export const scenes: Readonly<Record<string, Scene>> = {
  'associate identityprovider': {
    file: 'identityProviders:\n- {name: gate, type: oidc, issuerURL: https://id.example.org, clientID: kubernetes}\n',
  },
  'create cluster': { alone: true },
  'create iamserviceaccount': { after: 'utils associate-iam-oidc-provider' },
  'create podidentityassociation': { before: ['create addon --cluster dev --name eks-pod-identity-agent'] },
  'enable flux': { elsewhere: 'test/examples.test.ts, with a flux on PATH' },
  'get-token': { alone: true },
  'register cluster': { alone: true },
  sandbox: { elsewhere: 'test/sandbox/serve.test.ts: it serves until it is stopped', alone: true },
  'sandbox env': { ...script, elsewhere: 'its line is one of the shell' },
  'utils schema': { alone: true },
  version: { alone: true },
  completion: script,
}

/** A command's scene. */
export const sceneOf = ({ words }: OwnCommand): Scene => scenes[words] ?? (words.startsWith('completion ') ? script : {})

/** The words of a command's first example, without eksx and what a shell would do with its answer. */
export function exampleOf({ examples }: OwnCommand): string[] {
  const [line = ''] = examples
  const words = line.replace(/ [>|] .*$/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? []
  return words.slice(1).map((word) => word.replaceAll(/^["']|["']$/g, ''))
}
