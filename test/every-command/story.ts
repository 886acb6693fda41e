import type { OwnCommand } from './commands.ts'

/** What a command's first example takes for granted besides the cluster `dev`. */
export interface Scene {
  /** The file that the example names, below the cluster's name and region. */
  readonly file?: string
  /** Lines that are run before it. */
  readonly before?: readonly string[]
  /** Why its answer is no JSON. */
  readonly speaks?: string
  /** Why it is not run here, and where it is. */
  readonly elsewhere?: string
  /** What it works on: no cluster that has to be there, or nothing beyond this machine. */
  readonly on?: 'no cluster' | 'this machine'
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

const script = { speaks: 'a script for a shell', on: 'this machine' } as const

const notByEks = 'test/scripts/core-addons.txt, on a cluster whose add-ons EKS does not run'

/** What is special about a command; most need nothing. */
const scenes: Readonly<Record<string, Scene>> = {
  'associate identityprovider': {
    file: 'identityProviders:\n- {name: gate, type: oidc, issuerURL: https://id.example.org, clientID: kubernetes}\n',
  },
  anywhere: {
    speaks: 'what eksctl-anywhere says',
    elsewhere: 'test/commands/programs.test.ts, with its program on PATH',
    on: 'this machine',
  },
  'create cluster': { on: 'no cluster' },
  'create podidentityassociation': { before: ['create addon --cluster dev --name eks-pod-identity-agent'] },
  'enable flux': {
    file: 'gitops: {flux: {gitProvider: github, flags: {owner: example, repository: fleet}}}\n',
    elsewhere: 'test/examples.test.ts, with a flux on PATH',
  },
  'get-token': { on: 'this machine' },
  explain: { on: 'this machine' },
  mcp: { speaks: 'a protocol, with a client', elsewhere: 'test/mcp/serve.test.ts', on: 'this machine' },
  info: { on: 'this machine' },
  'register cluster': { on: 'no cluster' },
  'scale nodegroup': { before: ['scale nodegroup --cluster dev --name workers --nodes-max 5'] },
  sandbox: { elsewhere: 'test/sandbox/state.slow.test.ts: it serves until it is stopped', on: 'this machine' },
  'sandbox env': { ...script, elsewhere: 'its line is one of the shell' },
  'update podidentityassociation': {
    file: 'iam: {podIdentityAssociations: [{namespace: jobs, serviceAccountName: reader, wellKnownPolicies: {certManager: true}}]}\n',
  },
  'update nodegroup': { file: 'managedNodeGroups:\n- {name: workers, updateConfig: {maxUnavailable: 2}}\n' },
  'update auto-mode-config': { file: 'autoModeConfig: {enabled: true}\n' },
  'utils describe-addon-configuration': { on: 'no cluster' },
  'utils describe-addon-versions': { on: 'no cluster' },
  'utils describe-cluster-versions': { on: 'no cluster' },
  'utils schema': { on: 'this machine' },
  'utils update-aws-node': { elsewhere: notByEks },
  'utils update-coredns': { elsewhere: notByEks },
  'utils update-kube-proxy': { elsewhere: notByEks },
  'utils update-control-plane-component-config': { file: 'kubeAPIServerConfig: {eventTTL: 30m}\n' },
  version: { on: 'this machine' },
  completion: script,
}

/** A command's scene. */
export const sceneOf = ({ words }: OwnCommand): Scene => scenes[words] ?? (words.startsWith('completion ') ? script : {})

/** The words of an example of a command, the first one if none is named; without eksx and what a shell would do with its answer. */
export function exampleOf({ examples }: OwnCommand, line = examples[0] ?? ''): string[] {
  const words = line.replace(/ [>|] .*$/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? []
  return words.slice(1).map((word) => word.replaceAll(/^["']|["']$/g, ''))
}
