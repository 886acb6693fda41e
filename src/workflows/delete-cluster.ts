import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import type { Step } from '../plan/step.ts'
import type { Doomed } from '../survey/doomed.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { goneNodegroup } from './delete-nodegroup.ts'
import { goneStack } from './delete-stack.ts'
import { drainSteps, type DrainWish } from './drain-step.ts'
import { fargateLane } from './fargate.ts'
import { goneOidcProvider } from './gone-oidc-provider.ts'
import { goneStep } from './gone.ts'
import { goneLoadBalancers } from './load-balancers.ts'
import { orphansOf } from './orphans.ts'
import { isImportedKey, keyPrefix } from '../tables/key-names.ts'

export interface DeleteClusterOptions {
  readonly wait: boolean
  /** Failures to reach or empty the cluster become warnings. */
  readonly force: boolean
  readonly roleArn?: string | undefined
  readonly drain: DrainWish
}

/** Everything of a cluster goes, its users first: pods, load balancers and profiles, then nodes, then the control plane and its network. */
export function deleteCluster(doomed: Doomed, options: DeleteClusterOptions): Step[] {
  const { name, region, cluster, nodegroups } = doomed
  const { roleArn } = options
  const ifItFails = options.force ? ('warn' as const) : undefined
  const operable =
    cluster !== undefined && cluster.status !== 'CREATING' && cluster.status !== 'DELETING' && cluster.status !== 'FAILED'
      ? cluster
      : undefined

  const drained =
    operable === undefined
      ? []
      : drainSteps(
          operable,
          nodegroups.filter((ng) => ng.kind === 'self-managed'),
          { ...options.drain, clusterGoes: true },
          ifItFails,
        )
  const balancers = operable === undefined ? [] : [goneLoadBalancers(operable, ifItFails)]
  const profiles = doomed.fargateProfiles.map((profile) =>
    goneStep({
      name: `Fargate profile ${profile}`,
      lane: fargateLane,
      after: balancers,
      wait: true,
      usual: 90_000,
      status: async (app) => (await app.fargate.find(name, profile))?.status,
      delete: (app, signal) => app.fargate.delete(name, profile, signal),
    }),
  )
  const network = operable !== undefined && nodegroups.length > 0 ? goneNetwork(doomed, [...drained, ...balancers]) : []
  const keys = goneKeys(doomed, drained)
  const users = [...drained, ...balancers, ...profiles, ...network, ...keys]
  const nodes = nodegroups.map((nodegroup) =>
    goneNodegroup({ cluster: name, region, nodegroup, roleArn, wait: true, after: users, orphans: orphansOf(doomed) }),
  )
  const others = goneOthers(doomed, [...users, ...nodes], roleArn)
  const provider = goneOidcProvider(cluster, doomed.caller, region, [...users, ...nodes, ...others])
  const controlPlane = goneControlPlane(doomed, options, [...users, ...nodes, ...others, ...provider])
  const role = doomed.autoModeRole
  const autoModeRole =
    role === undefined
      ? []
      : [
          goneStack({
            name: `stack ${role.name}`,
            stack: role,
            cluster: name,
            region,
            after: controlPlane,
            roleArn,
            wait: true,
            usual: 30_000,
          }),
        ]
  return [...users, ...nodes, ...others, ...provider, ...controlPlane, ...autoModeRole, goneKubeconfig(name, region, controlPlane)]
}

/** What holds the roles and policies that other stacks of the cluster still use goes after them. */
const last: readonly (readonly [tag: string, waitsFor: (stack: Stack) => boolean])[] = [
  [tagKeys.capabilityRoleName, ({ tags }) => tags[tagKeys.capabilityName] !== undefined],
  [tagKeys.karpenterName, ({ tags }) => tags[tagKeys.serviceAccountName] !== undefined],
]

function goneOthers({ name, region, otherStacks }: Doomed, users: readonly Step[], roleArn: string | undefined): Step[] {
  const gone = (stack: Stack, after: readonly Step[]): Step =>
    goneStack({ name: `stack ${stack.name}`, stack, cluster: name, region, after, roleArn, wait: true, usual: 60_000 })
  const isLast = ({ tags }: Stack): boolean => last.some(([tag]) => tags[tag] !== undefined)
  const first = otherStacks.filter((stack) => !isLast(stack)).map((stack) => ({ stack, step: gone(stack, users) }))
  const later = otherStacks.filter(isLast).map((stack) => {
    const [, waitsFor] = last.find(([tag]) => stack.tags[tag] !== undefined) ?? ['', () => false]
    return gone(stack, [...users, ...first.filter((one) => waitsFor(one.stack)).map(({ step }) => step)])
  })
  return [...first.map(({ step }) => step), ...later]
}

/** Its stack where it has one, else the cluster itself. */
function goneControlPlane(doomed: Doomed, { wait, roleArn }: DeleteClusterOptions, after: readonly Step[]): Step[] {
  const { name, region, clusterStack, cluster } = doomed
  if (clusterStack !== undefined) {
    return [
      goneStack({
        name: `cluster ${name}`,
        stack: clusterStack,
        cluster: name,
        region,
        after,
        roleArn,
        wait,
        usual: 420_000,
        orphans: orphansOf(doomed),
      }),
    ]
  }
  if (cluster === undefined) return []
  const status = async (app: App): Promise<string | undefined> => (await app.clusters.find(name))?.status
  return [
    goneStep({ name: `cluster ${name}`, after, wait, usual: 240_000, status, delete: (app, signal) => app.clusters.delete(name, signal) }),
  ]
}

/** The network add-on goes before its nodes do, so that it leaves no interfaces behind. */
function goneNetwork({ name, addons }: Doomed, after: readonly Step[]): Step[] {
  if (!addons.includes('vpc-cni')) return []
  return [
    goneStep({
      name: 'add-on vpc-cni',
      after,
      wait: false,
      ifItFails: 'warn',
      usual: 20_000,
      status: async (app) => (await app.addons.find(name, 'vpc-cni'))?.status,
      delete: (app, signal) => app.addons.delete(name, 'vpc-cni', signal),
    }),
  ]
}

/** Public keys that were imported for the nodegroups go while their nodegroups still tell whose they are. */
function goneKeys({ name, nodegroups }: Doomed, after: readonly Step[]): Step[] {
  if (nodegroups.length === 0) return []
  const names = nodegroups.map((nodegroup) => nodegroup.name)
  const ours = async (app: App): Promise<string[]> =>
    (await app.machines.keyPairs(keyPrefix(name))).filter((pair) => isImportedKey(name, names, pair)).map((pair) => pair.name)
  return [
    {
      name: 'SSH keys',
      after,
      ifItFails: 'warn',
      look: async (app) => {
        const left = await ours(app)
        return left.length === 0 ? { so: true } : { so: false, change: { kind: 'delete', why: left.map((path) => ({ path })) } }
      },
      act: async (_change, app, run) => {
        for (const key of await ours(app)) await app.machines.deleteKey(key, run.signal)
      },
    },
  ]
}

/** kubectl forgets the cluster: its own entries, and no other's. */
function goneKubeconfig(cluster: string, region: string, after: readonly Step[]): Step {
  return {
    name: 'kubeconfig',
    after,
    ifItFails: 'warn',
    look: async (app) =>
      (await app.kubeconfigs.holding(cluster, region)).length === 0 ? { so: true } : { so: false, change: { kind: 'delete' } },
    act: (_change, app) => app.kubeconfigs.remove(cluster, region),
  }
}
