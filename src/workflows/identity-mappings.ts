import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Cluster, Nodegroup } from '../config/cluster.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Sight, Step } from '../plan/step.ts'
import { arnOf, awsAuthMaps, type Principal } from '../survey/aws-auth.ts'
import { amiFamily, defaultAmiFamily } from '../tables/ami-families.ts'
import { emrObjects, emrRoleName, emrUser } from '../tables/emr-containers.ts'
import { nodegroupStackName } from '../tables/stack-names.ts'
import { awsAuthLane, writeAwsAuth } from './aws-auth.ts'
import type { IdentityPlace } from './role-stacks.ts'

type Mapping = NonNullable<ClusterConfig['iamIdentityMappings']>[number]

/** What one entry of the map must be. */
interface Entry {
  readonly name: string
  /** The key of the map that lists it. */
  readonly list: 'mapRoles' | 'mapUsers' | 'mapAccounts'
  readonly item: Principal | string
  /** Nobody else may be mapped by that ARN. */
  readonly alone?: boolean
}

/** Who comes in by the aws-auth config map, in the order that was stated: of several entries with one ARN the last one wins. */
export function identityMappingSteps(place: IdentityPlace, mappings: readonly Mapping[], after: readonly Step[]): Step[] {
  return mappings.reduce<Step[]>((steps, mapping) => {
    const before = [...after, ...steps.slice(-1)]
    const service = mapping.serviceName ? [serviceAccess(place, mapping.namespace ?? '', before)] : []
    return [...steps, ...service, entryStep(place, async () => entryOf(place.cluster, mapping), nameOf(mapping), [...before, ...service])]
  }, [])
}

/** The nodes of a self-managed nodegroup come in by aws-auth where the cluster knows no access entries, or where that was asked for. */
export function nodeRoleMapping(place: IdentityPlace, nodegroup: Nodegroup, after: readonly Step[], asked = false): Step[] {
  const mode = place.cluster.config.accessConfig?.authenticationMode
  if (nodegroup.kind !== 'self-managed' || (place.fresh && mode !== 'CONFIG_MAP')) return []
  const windows = amiFamily(nodegroup.config.amiFamily ?? defaultAmiFamily)?.os === 'windows'
  const groups = [...(windows ? ['eks:kube-proxy-windows'] : []), 'system:bootstrappers', 'system:nodes']
  const entry = async (app: App): Promise<Entry> => {
    const stack = await app.stacks.find(nodegroupStackName(place.cluster.name, nodegroup.name))
    const rolearn = stack?.outputs['InstanceRoleARN'] ?? nodegroup.config.iam?.instanceRoleARN ?? nodegroup.profileRole
    if (rolearn === undefined)
      throw new EksxError('RoleMissing', `nodegroup ${nodegroup.name} tells of no role`, { hint: 'state nodeGroups[].iam.instanceRoleARN' })
    return { name: rolearn, list: 'mapRoles', item: { groups, rolearn, username: 'system:node:{{EC2PrivateDNSName}}' } }
  }
  return [
    entryStep(place, entry, `aws-auth of nodegroup ${nodegroup.name}`, after, (live) => !asked && live.authenticationMode !== 'CONFIG_MAP'),
  ]
}

const nameOf = ({ arn, account, serviceName }: Mapping): string => `aws-auth of ${arn || account || serviceName}`

function entryOf({ account: own, partition }: Cluster, mapping: Mapping): Entry {
  const { arn = '', account, username, groups = [], serviceName } = mapping
  if (account) return { name: account, list: 'mapAccounts', item: account }
  if (serviceName) {
    const rolearn = `arn:${partition.name}:iam::${own}:role/${emrRoleName}`
    return { name: rolearn, list: 'mapRoles', item: { rolearn, username: emrUser } }
  }
  const kind = /^arn:[\w-]+:(?:iam|sts)::\d*:(role|user)\//.exec(arn)?.[1]
  if (kind === undefined) {
    throw new EksxError('NotAPrincipal', `iamIdentityMappings: "${arn}" is neither a role nor a user`, {
      exitCode: exitCodes.usage,
      hint: 'aws-auth knows roles, users and whole accounts',
    })
  }
  const who = { ...(username && { username }) }
  const rights = { ...(groups.length > 0 && { groups }) }
  const alone = mapping.noDuplicateARNs === true
  return kind === 'role'
    ? { name: arn, list: 'mapRoles', item: { ...rights, rolearn: arn, ...who }, alone }
    : { name: arn, list: 'mapUsers', item: { ...rights, userarn: arn, ...who }, alone }
}

function entryStep(
  place: IdentityPlace,
  entry: (app: App) => Promise<Entry>,
  name: string,
  after: readonly Step[],
  needless?: (live: LiveCluster) => boolean,
): Step {
  let unread = place.fresh

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const live = unread ? undefined : await app.clusters.find(place.cluster.name)
    unread = false
    if (live !== undefined && needless?.(live)) return { so: true }
    const wanted =
      live?.endpoint === undefined
        ? undefined
        : await entry(app).catch((error: unknown) => (isMissing(error) ? undefined : Promise.reject(error)))
    if (live === undefined || wanted === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const items = (await awsAuthMaps(app.kube.connect(live), signal))[wanted.list]
    if (items.some((item) => isSame(item, wanted.item))) return { so: true }
    const other = items.find((item) => arnOf(item) === wanted.name)
    if (other !== undefined && wanted.alone === true) return { blocked: mappedOtherwise(wanted.name, other) }
    return {
      so: false,
      change: { kind: 'create', ...(other !== undefined && { why: [{ path: wanted.name, from: other, to: wanted.item }] }) },
    }
  }

  return {
    name,
    after,
    lane: awsAuthLane,
    usual: 1_000,
    look,
    act: async (_change, app, run) => {
      const { signal } = run
      const api = app.kube.connect((await place.standing(app)).cluster)
      const wanted = await entry(app)
      const maps = await awsAuthMaps(api, signal)
      const shadowed = maps[wanted.list].find((item) => arnOf(item) === wanted.name)
      if (shadowed !== undefined)
        run.progress({ text: `is in aws-auth already, as ${JSON.stringify(shadowed)}; of several the last one counts` })
      const changed = { ...maps, [wanted.list]: [...maps[wanted.list], wanted.item] }
      await writeAwsAuth(api, changed, signal)
    },
  }
}

const isMissing = (error: unknown): boolean => error instanceof EksxError && error.code === 'RoleMissing'

const isSame = (a: Principal | string, b: Principal | string): boolean => {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  const rights = (one: Principal): string => JSON.stringify([one.username ?? '', [...(one.groups ?? [])].toSorted()])
  return arnOf(a) === arnOf(b) && rights(a) === rights(b)
}

const mappedOtherwise = (arn: string, found: Principal | string): EksxError =>
  new EksxError('MappedOtherwise', `${arn} is in aws-auth already, as ${JSON.stringify(found)}`, {
    exitCode: exitCodes.refused,
    hint: 'delete that mapping first, or leave out noDuplicateARNs',
  })

/** What an AWS service may do in a namespace. */
function serviceAccess(place: IdentityPlace, namespace: string, after: readonly Step[]): Step {
  const objects = emrObjects(namespace)
  const namespaced = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
  let unread = place.fresh
  return {
    name: `rights of emr-containers in ${namespace}`,
    after,
    usual: 1_000,
    look: async (app, signal): Promise<Sight> => {
      const live = unread ? undefined : await app.clusters.find(place.cluster.name)
      unread = false
      if (live?.endpoint === undefined) return { so: false, change: { kind: 'create', provisional: true } }
      const found = await Promise.all(objects.map((one) => app.kube.connect(live).object(one, signal)))
      return found.every((one) => one !== undefined) ? { so: true } : { so: false, change: { kind: 'create' } }
    },
    act: async (_change, app, { signal }) => {
      const api = app.kube.connect((await place.standing(app)).cluster)
      // Where the namespace is there already, it stays as it is.
      for (const one of [namespaced, ...objects]) await api.createObject(one, signal)
    },
  }
}
