import type { StackRequest } from '#src/app/stacks.ts'
import { isMap } from '#src/config/plain.ts'
import type { Trace } from './trace.ts'
import type { Call } from './world.ts'

/** One thing that a run did: which, where in AWS that lands, and what was said. */
interface Deed {
  readonly id: string
  readonly place: string
  readonly value: string
}

/** AWS's and Kubernetes' names for what the ports ask. */
const operations: Readonly<Record<string, string>> = {
  'clusters.configure': 'UpdateClusterConfig',
  'addons.create': 'CreateAddon',
  'addons.update': 'UpdateAddon',
  'fargate.create': 'CreateFargateProfile',
  'access.create': 'CreateAccessEntry',
  'oidcProviders.create': 'CreateOpenIDConnectProvider',
  'podIdentities.create': 'CreatePodIdentityAssociation',
  'identityProviders.associate': 'AssociateIdentityProviderConfig',
  'capabilities.associateAccessPolicy': 'AssociateAccessPolicy',
  'logs.keep': 'PutRetentionPolicy',
  'tags.set': 'CreateTags',
  'groups.suspend': 'SuspendProcesses',
  'groups.tag': 'CreateOrUpdateTags',
  'machines.importKey': 'ImportKeyPair',
}

const inKubernetes: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => string>> = {
  'kube.createObject': ({ kind }) => `Kubernetes: ${String(kind)}`,
  'kube.writeConfigMap': ({ name }) => `Kubernetes: ConfigMap ${String(name)}`,
  'kube.patchObject': ({ kind, name }) => `Kubernetes: ${String(kind)} ${String(name)}`,
  'kubeconfigs.write': () => 'the kubeconfig',
  'programs.flux': () => 'the line of flux',
  'programs.helm': () => 'the line of helm',
}

/** Where two runs differ, in words of AWS: `AWS::EKS::Cluster.Version`, `CreateAddon`. In order, each once; none where nothing differs. */
export function landings(one: Trace, other: Trace): string[] {
  const wrote = differing(accountOf(one.calls), accountOf(other.calls))
  return wrote.length > 0 || one.plan.join('\n') === other.plan.join('\n') ? wrote : ['the plan']
}

/** Where the deeds of two runs differ. Of what only one of them has, its largest part is named alone: the stack, or the resource. */
function differing(one: Account, other: Account): string[] {
  const sides = [only(one, other), only(other, one)] as const
  const renamed = sides.every((list) => list.some(({ value }) => value === wholeStack))
  const places = new Set(sides.flat().map(({ place, value }) => (renamed && value === wholeStack ? 'the name of its stack' : place)))
  return [...places].toSorted()
}

/** The deeds of one run that another did not, or did otherwise; their parts go without saying. */
const only = (one: Account, other: Account): Deed[] =>
  one.deeds.filter((deed) => other.saying.get(deed.id) !== deed.value && holders(deed.id).every((holder) => other.saying.has(holder)))

/** What a deed is a part of: `stack/resource/property` is one of `stack/resource` and of `stack`. */
const holders = (id: string): string[] => [...id.matchAll(/\0/g)].map(({ index }) => id.slice(0, index))

/** A run's deeds, and what each says by its id. */
interface Account {
  readonly deeds: readonly Deed[]
  readonly saying: ReadonlyMap<string, string>
}

/** Of runs that have been looked at: many are held against one. */
const known = new WeakMap<readonly Call[], Account>()

function accountOf(calls: readonly Call[]): Account {
  const deeds = known.has(calls) ? [] : deedsOf(calls)
  const account = known.get(calls) ?? { deeds, saying: new Map(deeds.map(({ id, value }) => [id, value])) }
  known.set(calls, account)
  return account
}

const deedsOf = (calls: readonly Call[]): Deed[] =>
  calls.flatMap((call) => (call.name === 'stacks.create' ? stackDeeds(call.input as StackRequest) : [callDeed(call)]))

function callDeed({ name, input }: Call): Deed {
  const place = operations[name] ?? inKubernetes[name]?.((input ?? {}) as Readonly<Record<string, unknown>>)
  if (place === undefined) throw new Error(`${name} has no name in AWS's words: write one in landings.ts`)
  return { id: `${place} ${JSON.stringify(input)}`, place, value: '' }
}

/** A stack is itself, its tags, capabilities and outputs, its resources, and each of their properties. */
function stackDeeds({ name, tags, capabilities, template }: StackRequest): Deed[] {
  const of = (part: string, place: string, value: unknown): Deed => ({ id: `${name}\0${part}`, place, value: JSON.stringify(value) })
  const resources = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {}, UpdatePolicy, DependsOn }]) => [
    of(id, Type, Type),
    ...properties(Type, Properties).map(([place, value]) => of(`${id}\0${place}`, place, value)),
    of(`${id}\0UpdatePolicy`, `${Type} UpdatePolicy`, UpdatePolicy),
    of(`${id}\0DependsOn`, `${Type} DependsOn`, DependsOn),
  ])
  return [
    { id: name, place: `stack ${withoutHash(name)}`, value: wholeStack },
    of('tags', 'tags of the stack', tags),
    of('capabilities', 'capabilities of the stack', capabilities),
    of('description', 'description of the stack', template.Description),
    ...Object.entries(template.Outputs ?? {}).map(([key, value]) => of(`output ${key}`, `output ${key}`, value)),
    ...resources,
  ]
}

const wholeStack = 'a stack'

const withoutHash = (name: string): string => name.replace(/-[A-Z2-7]{32}$/, '-…').replace('eksctl-dev-', 'eksctl-‹cluster›-')

/** Properties with their values; sections three levels deep, lists and intrinsics whole. */
function properties(place: string, value: object, depth = 3): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    const path = `${place}.${key}`
    return depth > 1 && isSection(one) ? properties(path, one, depth - 1) : [[path, one] as const]
  })
}

const isSection = (value: unknown): value is object =>
  isMap(value) && !Object.keys(value).some((key) => /^(?:Ref$|Fn::|Statement$|[a-z]|.*[./])/.test(key))
