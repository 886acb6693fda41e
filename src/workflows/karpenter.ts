import { karpenterInstanceProfileName, karpenterNodeRoleName, karpenterPolicyName, karpenterTemplate } from '#templates/karpenter.ts'
import { karpenterStack } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { Cluster } from '../config/cluster.ts'
import { compareVersions } from '../config/kubernetes-version.ts'
import { EksxError } from '../errors.ts'
import type { Sight, Step } from '../plan/step.ts'
import { clusterStackName, serviceAccountStackName } from '../tables/stack-names.ts'
import { identityMappingSteps } from './identity-mappings.ts'
import { newStack } from './new-stack.ts'
import { programSaid, withKubeconfig } from './programs.ts'
import { roleOf, type IdentityPlace } from './role-stacks.ts'
import { serviceAccountSteps } from './service-accounts.ts'

/** What Karpenter's steps come after. */
export interface KarpenterBase {
  readonly controlPlane: Step
  readonly provider: readonly Step[]
  /** aws-auth gets the roles of managed nodes from EKS; who else writes it comes after that. */
  readonly nodes: readonly Step[]
}

const namespace = 'karpenter'
const discovery = 'karpenter.sh/discovery'

/** Karpenter: its AWS side as a stack, the tags that it finds subnets and groups by, its controller's role, its nodes' way in, and its chart. */
export function karpenterSteps(place: IdentityPlace, { controlPlane, provider, nodes }: KarpenterBase): Step[] {
  const { cluster, options, fresh } = place
  if (cluster.config.karpenter === undefined) return []
  const stack = newStack({
    name: 'Karpenter in AWS',
    stack: karpenterStack(cluster),
    cluster: cluster.name,
    region: cluster.region,
    after: [controlPlane],
    usual: 60_000,
    options,
    absent: fresh,
    draft: () => karpenterTemplate(cluster),
  })
  const account = `arn:${cluster.partition.name}:iam::${cluster.account}`
  const controller = serviceAccountSteps(place, [controllerAccount(cluster, account)], [stack, ...provider])
  const mapped = identityMappingSteps(place, [nodeMapping(cluster, account)], [stack, ...nodes])
  const tags = [...subnetTags(place, [controlPlane]), ...groupTag(place, [controlPlane])]
  return [stack, ...tags, ...controller, ...mapped, chartStep(place, [stack, ...tags, ...controller, ...mapped])]
}

const controllerAccount = ({ name, config }: Cluster, account: string) => ({
  metadata: { name: 'karpenter', namespace },
  roleName: `eksctl-${name}-iamservice-role`,
  attachPolicyARNs: [`${account}:policy/${karpenterPolicyName(name)}`],
  // Where the chart makes the service account, only its role is ours.
  roleOnly: config.karpenter?.createServiceAccount === true,
})

const nodeMapping = ({ name }: Cluster, account: string) => ({
  arn: `${account}:role/${karpenterNodeRoleName(name)}`,
  username: 'system:node:{{EC2PrivateDNSName}}',
  groups: ['system:bootstrappers', 'system:nodes'],
})

/** Karpenter finds the subnets for its nodes by the cluster's tag. */
const subnetTags = (place: IdentityPlace, after: readonly Step[]): Step[] => [
  tagStep(place, 'tags of the subnets', after, async (app) => {
    const { facts } = await place.standing(app)
    return { ids: facts.subnets.map(({ id }) => id), tags: { [`kubernetes.io/cluster/${place.cluster.name}`]: '' } }
  }),
]

/** The cluster's security group takes the discovery tag, where the cluster has one. */
function groupTag(place: IdentityPlace, after: readonly Step[]): Step[] {
  const value = place.cluster.config.metadata.tags?.[discovery]
  if (value === undefined) return []
  return [
    tagStep(place, 'tag of the cluster security group', after, async (app) => {
      const { clusterSecurityGroup } = (await place.standing(app)).facts
      return { ids: clusterSecurityGroup === undefined ? [] : [clusterSecurityGroup], tags: { [discovery]: value } }
    }),
  ]
}

interface Tagging {
  readonly ids: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}

function tagStep({ cluster, fresh }: IdentityPlace, name: string, after: readonly Step[], tagging: (app: App) => Promise<Tagging>): Step {
  let unread = fresh

  async function look(app: App): Promise<Sight> {
    const first = unread
    unread = false
    if (first || (await app.stacks.find(clusterStackName(cluster.name))) === undefined)
      return { so: false, change: { kind: 'create', provisional: true } }
    const { ids, tags } = await tagging(app)
    const live = await app.tags.of(ids)
    const so = ids.every((id) => Object.entries(tags).every(([key, value]) => live.get(id)?.[key] === value))
    return so ? { so } : { so, change: { kind: 'create' } }
  }

  return {
    name,
    after,
    usual: 1_000,
    look,
    act: async (_change, app, { signal }) => {
      const { ids, tags } = await tagging(app)
      await app.tags.set(ids, tags, signal)
    },
  }
}

const chart = 'oci://public.ecr.aws/karpenter/karpenter'

/** Karpenter itself, from its chart by `helm`. It is so when its deployment runs that version. */
function chartStep(place: IdentityPlace, after: readonly Step[]): Step {
  const { cluster, fresh } = place
  const version = (cluster.config.karpenter?.version ?? '').replace(/^v/, '')
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'karpenter', namespace } }
  let unread = fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const live = unread ? undefined : await app.clusters.find(cluster.name)
    unread = false
    if (live?.endpoint === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const found = await app.kube.connect(live).object(deployment, signal)
    const runs = found?.metadata.labels?.['app.kubernetes.io/version']
    if (found === undefined) return { so: false, change: { kind: 'create' } }
    return runs === version
      ? { so: true }
      : { so: false, change: { kind: 'update', why: [{ path: 'karpenter.version', from: runs, to: version }] } }
  }

  return {
    name: 'chart of Karpenter',
    after,
    usual: 30_000,
    look,
    act: async (_change, app, { signal }) => {
      const helm = await app.programs.find('helm')
      if (helm === undefined) throw noHelm(version)
      const values = await valuesOf(place, app, version)
      const args = ['upgrade', '--install', 'karpenter', chart, '--version', version, '--namespace', namespace, '--create-namespace']
      const said = await withKubeconfig(place, app, (env) =>
        app.programs.run(
          helm,
          [...args, ...Object.entries(values).flatMap(([key, value]) => ['--set-json', `${key}=${JSON.stringify(value)}`])],
          { env, signal },
        ),
      )
      if (said.exitCode !== 0)
        throw programSaid('helm', said, 'mend the cause, then run the same command again; all but the chart is there')
    },
  }
}

const noHelm = (version: string): EksxError =>
  new EksxError('HelmMissing', `Karpenter's chart cannot be installed: there is no helm on PATH; all else that Karpenter needs is there`, {
    hint: `install helm, then run the same command again; the chart is ${chart} ${version}`,
  })

/** What the chart is told; before 0.33.0 the AWS settings had a level of their own. */
async function valuesOf({ cluster, standing }: IdentityPlace, app: App, version: string): Promise<Readonly<Record<string, unknown>>> {
  const { createServiceAccount = false, withSpotInterruptionQueue = false } = cluster.config.karpenter ?? {}
  const { facts } = await standing(app)
  const role = await roleOf(app, serviceAccountStackName(cluster.name, namespace, 'karpenter'))
  const settings = { clusterName: cluster.name, clusterEndpoint: facts.endpoint }
  const old = compareVersions(version, '0.33.0') < 0
  const queue = withSpotInterruptionQueue ? { [old ? 'interruptionQueueName' : 'interruptionQueue']: cluster.name } : {}
  const profile = { defaultInstanceProfile: karpenterInstanceProfileName(cluster) }
  return {
    settings: old ? { aws: { ...settings, ...profile, ...queue } } : { ...settings, ...queue },
    serviceAccount: {
      create: createServiceAccount,
      name: 'karpenter',
      ...(createServiceAccount && { annotations: { 'eks.amazonaws.com/role-arn': role } }),
    },
  }
}
