import { parse } from 'yaml'
import type { Call } from '../service.ts'
import { textsOf } from './kinds.ts'
import { policiesOf, roleOf, trusts, type RoleFacts } from '../services/eks/checks.ts'
import { entryOf } from '../services/eks/identity.ts'
import type { ClusterRecord } from '../services/eks/state.ts'
import type { InstanceFacts } from './machines.ts'
import { whyUnreachable } from './network-path.ts'
import type { RunningCluster } from './running-cluster.ts'
import type { NodeSettings } from './user-data.ts'

/** Policies of which a node's role must hold one each: to find itself, and to fetch images. */
const workerPolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEKSWorkerNodeMinimalPolicy']
const registryPolicies = [
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEC2ContainerRegistryFullAccess',
]

/** Why an instance would not become a node of the cluster; undefined where it would. */
export async function whyNotJoin(cluster: RunningCluster, instance: InstanceFacts, settings: NodeSettings): Promise<string | undefined> {
  const { record, call } = cluster
  const wrong = whyMisled(record, settings)
  if (wrong !== undefined) return wrong
  const role = await roleOfInstance(call, instance)
  if (role === undefined) return 'it has no instance profile with a role'
  const refused = whyUnknown(cluster, role.Arn) ?? (await whyPowerless(call, role))
  return refused ?? (await whyUnreachable(call, record, instance))
}

function whyMisled({ cluster }: ClusterRecord, settings: NodeSettings): string | undefined {
  if (settings.endpoint !== undefined && settings.endpoint !== '' && settings.endpoint !== cluster.endpoint)
    return `its user data names the endpoint ${settings.endpoint}, not ${cluster.endpoint}`
  if (
    settings.certificateAuthority !== undefined &&
    settings.certificateAuthority !== '' &&
    settings.certificateAuthority !== cluster.certificateAuthority?.data
  )
    return `its user data holds the certificate authority of another cluster`
  return undefined
}

async function roleOfInstance(call: Call, instance: InstanceFacts): Promise<RoleFacts | undefined> {
  const profile = instance.IamInstanceProfile?.Arn?.split('/').at(-1)
  if (profile === undefined) return undefined
  try {
    const answer = await call.aws<{ InstanceProfile: { Roles?: { RoleName: string; Arn: string }[] } }>('iam', 'GetInstanceProfile', {
      InstanceProfileName: profile,
    })
    const arn = answer.InstanceProfile.Roles?.[0]?.Arn
    return arn === undefined ? undefined : await roleOf(call, arn)
  } catch {
    return undefined
  }
}

/** The cluster must know the role: by an access entry for nodes or by aws-auth, as its mode says. */
function whyUnknown(cluster: RunningCluster, roleArn: string): string | undefined {
  const { record } = cluster
  const mode = record.cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP'
  const entry = mode === 'CONFIG_MAP' ? undefined : entryOf(record, roleArn)
  if (entry !== undefined && entry.entry.type !== 'STANDARD') return undefined
  if (entry === undefined && mode !== 'API' && mappedGroups(cluster, roleArn)?.includes('system:nodes') === true) return undefined
  const places =
    mode === 'API'
      ? 'access entry for nodes'
      : mode === 'CONFIG_MAP'
        ? 'entry in aws-auth'
        : 'access entry for nodes and no entry in aws-auth'
  return `its role ${roleArn} has no ${places}`
}

/** The groups that aws-auth gives a role; it names roles without their path, and the last of several counts. */
function mappedGroups({ objects }: RunningCluster, roleArn: string): string[] | undefined {
  return mappingOf(objects, 'mapRoles', 'rolearn', roleArn)?.groups
}

/** What aws-auth says of a role or user. */
export function mappingOf(
  objects: RunningCluster['objects'],
  key: 'mapRoles' | 'mapUsers',
  field: 'rolearn' | 'userarn',
  arn: string,
): { username: string; groups: string[] } | undefined {
  const map = objects.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' })
  const text = textsOf(map)[key]
  if (text === undefined) return undefined
  const found = entriesIn(text).findLast((item) => item?.[field] === withoutPath(arn))
  return found === undefined || found === null ? undefined : { username: found.username ?? '', groups: found.groups ?? [] }
}

interface Mapping {
  readonly rolearn?: string
  readonly userarn?: string
  readonly username?: string
  readonly groups?: string[]
}

function entriesIn(text: string): (Mapping | null)[] {
  try {
    const parsed: (Mapping | null)[] | null = parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

const withoutPath = (arn: string): string => arn.replace(/:role\/.*\//, ':role/')

/** The role must let the node describe itself and fetch images; what a customer's own policies allow is not judged. */
async function whyPowerless(call: Call, role: RoleFacts): Promise<string | undefined> {
  if (!trusts(role, 'ec2')) return `its role ${role.Arn} does not trust ec2`
  const names = await policiesOf(call, role.RoleName)
  const inline = await call.aws<{ PolicyNames?: string[] }>('iam', 'ListRolePolicies', { RoleName: role.RoleName })
  const isSeeded = names.length === 0 && (inline.PolicyNames ?? []).length === 0 && trusts(role, 'nobody')
  const own = names.some((name) => !name.startsWith('Amazon')) || (inline.PolicyNames ?? []).length > 0
  if (isSeeded || own) return undefined
  if (!names.some((name) => workerPolicies.includes(name))) return `its role ${role.Arn} lacks AmazonEKSWorkerNodePolicy`
  if (!names.some((name) => registryPolicies.includes(name))) return `its role ${role.Arn} lacks AmazonEC2ContainerRegistryPullOnly`
  return undefined
}

/** Whether pods' addresses can be managed: by the node's role, or by a role of vpc-cni's own. */
export async function mayRunCni(cluster: RunningCluster, roleArn: string): Promise<boolean> {
  const addon = cluster.record.addons['vpc-cni']?.addon
  const identity = Object.values(cluster.record.associations).some(
    (item) => item.namespace === 'kube-system' && item.serviceAccount === 'aws-node',
  )
  if (addon?.serviceAccountRoleArn !== undefined || identity) return true
  const account = cluster.objects.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'kube-system', name: 'aws-node' })
  if (account?.metadata.annotations?.['eks.amazonaws.com/role-arn'] !== undefined) return true
  const role = await roleOf(cluster.call, roleArn)
  if (role === undefined) return false
  const names = await policiesOf(cluster.call, role.RoleName)
  const inline = await cluster.call.aws<{ PolicyNames?: string[] }>('iam', 'ListRolePolicies', { RoleName: role.RoleName })
  return (
    names.includes('AmazonEKS_CNI_Policy') ||
    names.some((name) => !name.startsWith('Amazon')) ||
    (inline.PolicyNames ?? []).length > 0 ||
    trusts(role, 'nobody')
  )
}
