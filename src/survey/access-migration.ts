import type { App, Caller } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { AccessEntry } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { arnOf, awsAuthMaps, type Principal } from './aws-auth.ts'

/** Who comes in by aws-auth, as access entries; the remarks name whom no entry can let in. */
export interface AccessMigration {
  readonly entries: readonly AccessEntry[]
  readonly remarks: readonly string[]
}

/**
 * What of aws-auth can become access entries. Of several mappings of one ARN the last one counts, as it does in the cluster. In a cluster
 * that knows entries alone aws-auth lets nobody in, so nobody gets in by it now. Throws where the target leaves aws-auth behind and
 * somebody would be shut out by that.
 */
export async function accessMigration(
  app: App,
  cluster: LiveCluster,
  caller: Caller,
  target: LiveCluster['authenticationMode'],
): Promise<AccessMigration> {
  if (cluster.authenticationMode === 'API')
    return { entries: [], remarks: [`cluster "${cluster.name}" knows access entries alone already`] }
  const { mapRoles, mapUsers, mapAccounts } = await awsAuthMaps(app.kube.connect(cluster), new AbortController().signal)
  const mappings = new Map([...mapRoles, ...mapUsers].map((item) => [arnOf(item) ?? '', item]))
  const found = await Promise.all([...mappings].map(([arn, item]) => movedMapping(app, caller, arn, item)))
  const obstacles = [
    ...found.flatMap((one) => ('obstacle' in one ? [one.obstacle] : [])),
    ...mapAccounts.map((account) => `account ${account}: access entries know roles and users, not whole accounts`),
  ]
  if (target === 'API' && obstacles.length > 0) throw shutOut(cluster.name, app.regionName, obstacles)
  const doubled = mapRoles.length + mapUsers.length - mappings.size
  return {
    entries: found.flatMap((one) => ('entry' in one ? [one.entry] : [])),
    remarks: [
      ...(doubled > 0 ? [`${doubled} mappings of aws-auth are shadowed by later ones of the same ARN and left out`] : []),
      ...found.flatMap((one) => ('remark' in one && one.remark !== undefined ? [one.remark] : [])),
      ...obstacles.map((one) => `stays in aws-auth: ${one}`),
    ],
  }
}

const shutOut = (cluster: string, region: string, obstacles: readonly string[]): EksxError =>
  new EksxError('AccessNotMovable', `without aws-auth these would be shut out of cluster "${cluster}":\n${obstacles.join('\n')}`, {
    exitCode: exitCodes.refused,
    hint: `take them out with \`eksx delete iamidentitymapping --cluster ${cluster} --region ${region}\`, or move the others alone with --target-authentication-mode API_AND_CONFIG_MAP`,
  })

type Moved = { readonly entry: AccessEntry; readonly remark?: string | undefined } | { readonly obstacle: string }

/** A mapping with the principal's real ARN: aws-auth has it without its path. Another account's can't be looked up. */
async function movedMapping(app: App, { account: own, partition }: Caller, arn: string, mapping: Principal): Promise<Moved> {
  const [, account, kind, path = ''] = /^arn:[\w-]+:iam::(\d{12}):(role|user)\/(.+)$/.exec(arn) ?? []
  if (kind === undefined) return { obstacle: `${arn || JSON.stringify(mapping)}: neither a role nor a user` }
  const isOwn = account === own
  const name = path.split('/').at(-1) ?? ''
  const real = !isOwn ? arn : kind === 'role' ? (await app.roles.find(name))?.arn : await app.roles.user(name)
  if (real === undefined) return { obstacle: `${arn}: IAM has no such ${kind}` }
  const moved = entryFor(real, mapping, partition.name)
  if ('obstacle' in moved || isOwn) return moved
  if (moved.entry.type !== 'STANDARD') return { obstacle: `${arn}: the roles of nodes must be those of the cluster's account` }
  return { ...moved, remark: `${arn} is another account's and taken as it stands: if it has a path, its access entry must name it` }
}

/** Names that Kubernetes and AWS keep for themselves; EKS refuses them in entries of people (CreateAccessEntry). */
const reserved = /^(?:system|eks|aws|amazon|iam):/

/** EKS fills in the session's name, raw or not, and only behind a colon (Amazon EKS User Guide, "Set a custom username"). */
const fillsIn = (name: string): boolean => {
  const [before = '', ...after] = name.split(/\{\{SessionName(?:Raw)?\}\}/)
  return ![before, ...after].join('').includes('{{') && (after.length === 0 || before.includes(':'))
}

/** The entry that gives a principal what a mapping gives it, or why there is none. */
export function entryFor(principalARN: string, { groups = [], username }: Principal, partition: string): Moved {
  if (principalARN.includes(':role/aws-service-role/'))
    return { obstacle: `${principalARN}: service-linked roles can have no access entry` }
  const node = nodeTypes.find(([group]) => groups.includes(group))
  if (node !== undefined) return { entry: { principalARN, type: node[1] } }
  const name = username === undefined ? undefined : String(username)
  if (name !== undefined && reserved.test(name)) return { obstacle: `${principalARN}: the user name "${name}" is reserved` }
  if (name !== undefined && !fillsIn(name)) return { obstacle: `${principalARN}: access entries do not fill in the user name "${name}"` }
  const person = { principalARN, type: 'STANDARD', ...(name && { kubernetesUsername: name }) }
  if (groups.includes('system:masters')) return { entry: { ...person, accessPolicies: [adminPolicy(partition)] } }
  const taken = groups.find((group) => reserved.test(group))
  if (taken !== undefined) return { obstacle: `${principalARN}: the group "${taken}" is reserved` }
  return { entry: { ...person, ...(groups.length > 0 && { kubernetesGroups: [...groups] }) } }
}

/** The groups that nodes come in by, and the type of entry that stands for them; what names the kind of node comes first. */
const nodeTypes = [
  ['eks:kube-proxy-windows', 'EC2_WINDOWS'],
  ['system:node-proxier', 'FARGATE_LINUX'],
  ['system:nodes', 'EC2_LINUX'],
] as const

const adminPolicy = (partition: string): NonNullable<AccessEntry['accessPolicies']>[number] => ({
  policyARN: `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
  accessScope: { type: 'cluster' },
})
