import { EksxError, exitCodes } from '../errors.ts'

/** The flags that were given, by name. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** Where flags and the rest of the line do not go together, the message names both. */
export const conflict = (first: string, second: string, hint?: string): EksxError =>
  new EksxError('FlagConflict', `${first} and ${second} cannot be used together`, { exitCode: exitCodes.usage, hint })

/** A flag that may not stand where it stands. */
export const badFlag = (message: string, hint?: string): EksxError => new EksxError('BadFlag', message, { exitCode: exitCodes.usage, hint })

/** What a command's flags have to do with `-f`. */
export interface FileRules {
  /** Refused with -f. */
  readonly without: readonly string[]
  /** Refused without -f. */
  readonly only?: readonly string[]
  /** Accepted with -f, as eksctl does, though the file alone counts. */
  readonly ignored?: readonly string[]
}

/** Refused with -f on every command whose reference does not say otherwise. */
export const cluster = ['cluster', 'name', 'region', 'support-type', 'version'] as const

/** Flags that describe a nodegroup, refused with -f. */
const nodegroup = [
  'managed',
  'spot',
  'enable-node-repair',
  'instance-types',
  'nodes',
  'nodes-min',
  'nodes-max',
  'node-type',
  'node-volume-size',
  'node-volume-type',
  'max-pods-per-node',
  'node-ami',
  'node-ami-family',
  'ssh-access',
  'ssh-public-key',
  'enable-ssm',
  'node-private-networking',
  'node-security-groups',
  'node-labels',
  'node-zones',
  'asg-access',
  'external-dns-access',
  'full-ecr-access',
  'instance-name',
  'instance-prefix',
] as const

const unusedNodegroup = [
  'disable-pod-imds',
  'node-repair-max-unhealthy-percentage',
  'node-repair-max-unhealthy-count',
  'node-repair-max-parallel-percentage',
  'node-repair-max-parallel-count',
  'instance-selector-vcpus',
  'instance-selector-memory',
  'instance-selector-cpu-architecture',
  'instance-selector-gpus',
  'instance-selector-neuron-devices',
  'alb-ingress-access',
  'appmesh-access',
  'appmesh-preview-access',
] as const

export const createClusterFile: FileRules = {
  without: [
    ...cluster,
    ...nodegroup,
    'tags',
    'zones',
    'fargate',
    'vpc-private-subnets',
    'vpc-public-subnets',
    'vpc-cidr',
    'vpc-nat-mode',
    'vpc-from-kops-cluster',
    'enable-auto-mode',
  ],
  only: ['install-vpc-controllers'],
  ignored: ['with-oidc', 'nodegroup-name', ...unusedNodegroup],
}

export const createNodegroupFile: FileRules = {
  without: [...cluster, ...nodegroup],
  only: ['only', 'include', 'exclude'],
  ignored: ['tags', 'subnet-ids', ...unusedNodegroup],
}

export const deleteNodegroupFile: FileRules = { without: cluster, only: ['only', 'include', 'exclude', 'only-missing', 'approve'] }

/** Of commands that take name and region from the file and nothing else. */
export const metadataFile: FileRules = { without: cluster }

/** Throws where a flag, or the name as a word, does not go with a file. Gives the flags that will have no effect. */
export function withFile(given: GivenFlags, name: string | undefined, rules: FileRules): string[] {
  const clash = rules.without.toSorted().find((flag) => given[flag] !== undefined)
  if (clash !== undefined) throw conflict(`--${clash}`, '--config-file/-f', 'write it into the file')
  if (name !== undefined && rules.without.includes('name'))
    throw conflict(`the name "${name}"`, '--config-file/-f', 'write it into the file')
  return (rules.ignored ?? []).filter((flag) => given[flag] !== undefined)
}

/** Throws where a flag needs a file. */
export function withoutFile(given: GivenFlags, rules: FileRules): void {
  const alone = rules.only?.find((flag) => given[flag] !== undefined)
  if (alone !== undefined) throw badFlag(`--${alone} needs --config-file/-f`)
}

/** The name, by its flag or as a word, but not both. An empty one is none, as in eksctl. */
export function nameOf(flag: string, flagValue: string | undefined, word: string | undefined): string | undefined {
  if (flagValue && word) throw conflict(`--${flag}=${flagValue}`, `the name "${word}"`)
  return flagValue || word || undefined
}

/** The cluster, by its flag, by that flag's old name, or as a word; but by one of them only. */
export function clusterOf(
  given: { readonly cluster?: string | undefined; readonly name?: string | undefined },
  word: string | undefined,
): string | undefined {
  if (given.cluster && given.name) throw conflict(`--cluster=${given.cluster}`, `--name=${given.name}`)
  return nameOf('cluster', given.cluster || given.name, word)
}

const dry = ['cfn-disable-rollback', 'cfn-role-arn', 'install-neuron-plugin', 'install-nvidia-plugin', 'profile', 'timeout'] as const

/** What a config can't express is refused by --dry-run of create cluster. */
export const createClusterDry = [
  ...dry,
  'authenticator-role-arn',
  'auto-kubeconfig',
  'install-vpc-controllers',
  'kubeconfig',
  'set-kubeconfig-context',
  'write-kubeconfig',
] as const

/** The same for create nodegroup. */
export const createNodegroupDry = [...dry, 'update-auth-configmap'] as const

/** Throws where --dry-run stands beside a flag that no config can express. */
export function dryRunAllows(given: GivenFlags, refused: readonly string[]): void {
  const clash = given['dry-run'] === true ? refused.toSorted().find((flag) => given[flag] !== undefined) : undefined
  if (clash !== undefined)
    throw conflict(`--${clash}`, '--dry-run', clash === 'profile' ? 'set AWS_PROFILE instead' : 'a config has no place for it')
}

const managedOnly = [
  'spot',
  'enable-node-repair',
  'instance-types',
  'node-repair-max-unhealthy-percentage',
  'node-repair-max-unhealthy-count',
  'node-repair-max-parallel-percentage',
  'node-repair-max-parallel-count',
] as const

/** The rules among the flags of a nodegroup that is stated by flags. */
export function nodegroupFlagsAgree(given: GivenFlags): void {
  if (given['managed'] !== false) return
  const clash = managedOnly.find((flag) => given[flag] !== undefined)
  if (clash !== undefined) throw conflict(`--${clash}`, '--managed=false', 'only managed nodegroups have it')
  if (given['ssh-public-key'] === '') throw badFlag('--ssh-public-key must not be empty')
  const volume = given['node-volume-type']
  if (volume === 'io1' || volume === 'io2')
    throw badFlag(`--node-volume-type=${volume} cannot be used with --managed=false`, 'state it in a file, with its IOPS')
}

/** The rules among the flags of create cluster without a file. */
export function clusterFlagsAgree(given: GivenFlags): void {
  if (given['enable-auto-mode'] === true) {
    const clash = [...nodegroup, 'fargate', 'without-nodegroup']
      .toSorted()
      .find((flag) => given[flag] !== undefined && given[flag] !== false)
    if (clash !== undefined)
      throw conflict(`--${clash}`, '--enable-auto-mode', 'with Auto Mode, EKS brings the nodes; add nodegroups when the cluster stands')
  }
  nodegroupFlagsAgree(given)
  networkFlagsAgree(given)
  const zones = listed(given['zones'])
  const stray = listed(given['node-zones']).find((zone) => !zones.includes(zone))
  if (stray === undefined) return
  throw badFlag(
    `--node-zones: "${stray}" is not among --zones${zones.length === 0 ? '' : ` (${zones.join(', ')})`}`,
    'state it in --zones too',
  )
}

/** A network that exists says its zones and its range itself, and is named one way. */
function networkFlagsAgree(given: GivenFlags): void {
  const names = ['vpc-from-kops-cluster', 'vpc-private-subnets', 'vpc-public-subnets'] as const
  const network = names.filter((flag) => given[flag] !== undefined && given[flag] !== '')
  const [first, second] = network
  if (first === undefined) return
  if (first === 'vpc-from-kops-cluster' && second !== undefined)
    throw conflict(`--${first}`, `--${second}`, 'the subnets are those of the kops cluster')
  const clash = (['zones', 'vpc-cidr'] as const).find((flag) => given[flag] !== undefined)
  if (clash !== undefined) throw conflict(`--${clash}`, `--${first}`, 'subnets that exist have their zones and ranges already')
}

const listed = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

/** Throws where the kubeconfig is told two places. */
export function kubeconfigFlagsAgree(given: GivenFlags): void {
  if (given['auto-kubeconfig'] === true && given['kubeconfig'] !== undefined) throw conflict('--kubeconfig', '--auto-kubeconfig')
}
