import { badFlag, type GivenFlags } from './conflicts.ts'

const selector = 'choosing instance types by what they have comes later; name a type with --node-type or --instance-types'
const plugins = 'device plugins come later; install them with kubectl, or give =false'
const subnets = 'a VPC that exists already comes later; leave it out and the cluster gets one of its own'

/** Flags whose work eksx cannot do yet, and what to do instead. */
const reasons: Readonly<Record<string, string>> = {
  'with-oidc': 'roles for service accounts come later',
  'install-vpc-controllers': 'Windows nodes come later',
  'vpc-private-subnets': subnets,
  'vpc-public-subnets': subnets,
  'vpc-from-kops-cluster': subnets,
  'subnet-ids': subnets,
  'install-neuron-plugin': plugins,
  'install-nvidia-plugin': plugins,
  'update-auth-configmap': 'nodes are let in by access entries; leave it out',
  'instance-selector-vcpus': selector,
  'instance-selector-memory': selector,
  'instance-selector-cpu-architecture': selector,
  'instance-selector-gpus': selector,
  'instance-selector-neuron-devices': selector,
}

/** What only fails once something would really be made: a dry run may show it. */
const reasonsToRun: Readonly<Record<string, string>> = {
  'ssh-access': 'keys for SSH come later; --dry-run shows the config',
  'ssh-public-key': 'keys for SSH come later; --dry-run shows the config',
}

/** Flags that a config file does not take the place of. */
export const besideFile = ['install-vpc-controllers', 'install-neuron-plugin', 'install-nvidia-plugin', 'update-auth-configmap'] as const

const isNew = (value: unknown): boolean => value !== undefined && value !== false

/** Throws, by name, at a flag whose work comes later. */
export function possibleNow(given: GivenFlags, flags: readonly string[] = Object.keys(given)): void {
  const table = given['dry-run'] === true ? reasons : { ...reasons, ...reasonsToRun }
  const first = flags.find((flag) => Object.hasOwn(table, flag) && isNew(given[flag]))
  if (first !== undefined) throw badFlag(`--${first} is not possible yet`, table[first])
}
