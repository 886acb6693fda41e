import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import type { Step } from '../plan/step.ts'
import type { Doomed } from '../survey/doomed.ts'
import { clusterStates, verdictOn } from '../tables/eks-states.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { busyCapability, goneCapability } from './delete-capabilities.ts'
import { goneProfile } from './gone-profile.ts'
import { goneNodegroup } from './delete-nodegroup.ts'
import { type GoneStack, goneStack } from './delete-stack.ts'
import { drainSteps, type DrainWish } from './drain-step.ts'
import { goneOidcProvider } from './gone-oidc-provider.ts'
import { goneAccounts, goneKeys, goneKubeconfig, goneNetwork } from './gone-traces.ts'
import { goneStep, underWay } from './gone.ts'
import { goneLoadBalancers } from './load-balancers.ts'
import { orphansOf } from './orphans.ts'
import { holdersIn, whatIsLeft } from './what-is-left.ts'

export interface DeleteClusterOptions {
  readonly wait: boolean
  /** Failures to reach or empty the cluster become warnings. */
  readonly force: boolean
  readonly roleArn?: string | undefined
  readonly drain: DrainWish
}

/**
 * Everything of a cluster goes, its users first: load balancers while their controllers still run, then pods and profiles, nodes, what is
 * kept in stacks of its own, and at last the control plane with its network. What is left then is told.
 */
export function deleteCluster(doomed: Doomed, options: DeleteClusterOptions): Step[] {
  const { name, region } = doomed
  const api = operable(doomed)
  const balancers = api === undefined ? [] : [goneLoadBalancers(api, options.force ? 'warn' : undefined)]
  const drained = api === undefined ? [] : drainedNodes(doomed, api, options, balancers)
  const profiles = doomed.fargateProfiles.map((profile) => goneProfile(name, profile, { wait: true, after: balancers }))
  const network = api === undefined || doomed.nodegroups.length === 0 ? [] : goneNetwork(doomed, api, [...drained, ...balancers])
  const users = [...balancers, ...drained, ...profiles, ...network, ...goneKeys(doomed, drained)]
  const nodes = goneNodes(doomed, options, users)
  const others = goneOthers(doomed, [...users, ...nodes], options.roleArn)
  const accounts = api === undefined ? [] : goneAccounts(doomed, api, others)
  const provider = goneOidcProvider(doomed.cluster, doomed.caller, region, [...users, ...nodes, ...others])
  const inside = [...users, ...nodes, ...others, ...accounts, ...provider]
  const controlPlane = goneControlPlane(doomed, options, inside)
  const all = [...inside, ...controlPlane, ...goneAutoModeRole(doomed, options, controlPlane), goneKubeconfig(name, region, controlPlane)]
  return [...all, whatIsLeft({ name, vpcId: vpcOf(doomed), gone: options.wait }, all)]
}

/** The cluster, where its API can be worked with: not any more when AWS has begun to delete it. */
function operable({ cluster, clusterStack }: Doomed): LiveCluster | undefined {
  const stands = cluster !== undefined && ['update', 'follow'].includes(verdictOn(clusterStates, cluster.status).update)
  return stands && clusterStack?.status !== 'DELETE_IN_PROGRESS' ? cluster : undefined
}

const vpcOf = ({ cluster, clusterStack }: Doomed): string | undefined => cluster?.vpcId ?? clusterStack?.outputs['VPC']

/** Self-managed nodes are emptied; managed ones EKS empties itself. */
const drainedNodes = (
  { nodegroups }: Doomed,
  cluster: LiveCluster,
  { drain, force }: DeleteClusterOptions,
  after: readonly Step[],
): Step[] =>
  drainSteps(
    cluster,
    nodegroups.filter(({ kind }) => kind === 'self-managed'),
    { ...drain, clusterGoes: true, otherwise: '--disable-nodegroup-eviction' },
    force ? 'warn' : undefined,
  ).map((step) => ({ ...step, after }))

const goneNodes = (doomed: Doomed, { roleArn }: DeleteClusterOptions, after: readonly Step[]): Step[] =>
  doomed.nodegroups.map((nodegroup) =>
    goneNodegroup({
      cluster: doomed.name,
      region: doomed.region,
      nodegroup,
      roleArn,
      wait: true,
      after,
      orphans: orphansOf(doomed),
      holders: holdersIn(doomed.name, vpcOf(doomed)),
    }),
  )

/** What holds the roles and policies that other stacks of the cluster still use goes after them. */
const last: readonly (readonly [tag: string, waitsFor: (stack: Stack) => boolean])[] = [
  [tagKeys.capabilityRoleName, ({ tags }) => tags[tagKeys.capabilityName] !== undefined],
  [tagKeys.karpenterName, ({ tags }) => tags[tagKeys.serviceAccountName] !== undefined],
]

/** Capabilities, and the stacks of roles and access that a cluster has besides; and capabilities that somebody made by hand, since EKS deletes no cluster that has one. */
function goneOthers({ name, region, otherStacks, capabilities }: Doomed, users: readonly Step[], roleArn: string | undefined): Step[] {
  const gone = (stack: Stack, after: readonly Step[]): Step => {
    const capability = stack.tags[tagKeys.capabilityName]
    const busy = capability === undefined ? {} : { busy: busyCapability(name, capability) }
    return goneStack({ name: `stack ${stack.name}`, stack, cluster: name, region, after, roleArn, wait: true, usual: 60_000, ...busy })
  }
  const isLast = ({ tags }: Stack): boolean => last.some(([tag]) => tags[tag] !== undefined)
  const first = otherStacks.filter((stack) => !isLast(stack)).map((stack) => ({ stack, step: gone(stack, users) }))
  const later = otherStacks.filter(isLast).map((stack) => {
    const [, waitsFor] = last.find(([tag]) => stack.tags[tag] !== undefined) ?? ['', () => false]
    return gone(stack, [...users, ...first.filter((one) => waitsFor(one.stack)).map(({ step }) => step)])
  })
  return [...first.map(({ step }) => step), ...later, ...capabilities.map((one) => goneCapability(name, one, users))]
}

/** What Auto Mode put on the cluster's role can only be taken off when EKS is done with it, so somebody has to stay; a stack made with Auto Mode tells of its node role. */
const gotAutoModeLater = ({ cluster, clusterStack }: Doomed): boolean =>
  cluster?.autoMode === true && clusterStack?.outputs['AutoModeNodeRoleARN'] === undefined

/** Its stack where it has one, else the cluster itself. EKS deletes none that it is changing. */
function goneControlPlane(doomed: Doomed, { wait, roleArn }: DeleteClusterOptions, after: readonly Step[]): Step[] {
  const { name, region, clusterStack, cluster } = doomed
  const status = async (app: App): Promise<string | undefined> => (await app.clusters.find(name))?.status
  if (clusterStack !== undefined) {
    const wanted: GoneStack = {
      name: `cluster ${name}`,
      stack: clusterStack,
      cluster: name,
      region,
      after,
      roleArn,
      wait: wait || gotAutoModeLater(doomed),
      usual: 420_000,
      orphans: orphansOf(doomed),
      holders: holdersIn(doomed.name, vpcOf(doomed)),
      busy: async (app) => underWay('it', clusterStates, await status(app)),
    }
    return [goneStack(wanted)]
  }
  if (cluster === undefined) return []
  return [
    goneStep({
      name: `cluster ${name}`,
      after,
      wait,
      usual: 240_000,
      states: clusterStates,
      status,
      delete: (app, signal) => app.clusters.delete(name, signal),
    }),
  ]
}

/** The role of Auto Mode's nodes, where it stands apart: nodes use it until the control plane is gone. */
const goneAutoModeRole = ({ name, region, autoModeRole }: Doomed, { roleArn }: DeleteClusterOptions, after: readonly Step[]): Step[] =>
  autoModeRole === undefined
    ? []
    : [
        goneStack({
          name: `stack ${autoModeRole.name}`,
          stack: autoModeRole,
          cluster: name,
          region,
          after,
          roleArn,
          wait: true,
          usual: 30_000,
        }),
      ]
