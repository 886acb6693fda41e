import { keepBudgets } from '../../kubernetes/budgets.ts'
import { collectGarbage } from '../../kubernetes/collector.ts'
import { ObjectStore } from '../../kubernetes/objects.ts'
import { startKubernetes, type KubernetesServer, type KubernetesState } from '../../kubernetes/server.ts'
import { endAutoMode } from '../../nodes/auto-mode.ts'
import { putDefaults } from '../../nodes/default-objects.ts'
import { endFargate } from '../../nodes/fargate.ts'
import { mappingOf } from '../../nodes/join.ts'
import { startRounds } from '../../nodes/rounds.ts'
import type { RunningCluster } from '../../nodes/running-cluster.ts'
import type { IncomingMessage } from 'node:http'
import type { Account, Call, Principal } from '../../service.ts'
import { accessTo, type KubernetesUser } from './identity.ts'
import { installSelfManaged, settleAddons } from './addon-life.ts'
import { associate, policyArnOf, principalOf, putAccessEntry } from './access.ts'
import { ownCall, quietly } from './network.ts'
import { settleNodegroups } from './nodegroup-life.ts'
import { clustersOf, type ClusterRecord } from './state.ts'
import { versionsOf } from './versions.ts'

/** A cluster's API and its controllers. The server is away while only the VPC may reach it. */
interface ControlPlane {
  readonly objects: ObjectStore
  readonly cluster: RunningCluster
  readonly server: KubernetesServer | undefined
  /** The authority and the secret of its tokens: they outlive the server. */
  readonly keys: Omit<KubernetesState, 'objects'>
  stop(): Promise<void>
}

/** What an account's sandbox gives its control planes: who a bearer token belongs to, and how watches tell the clock that they wait. */
export interface KubernetesHost {
  authenticate(token: string, clusterId: string): Promise<Principal | undefined>
  idle?(request: IncomingMessage): void
}

const planes = new WeakMap<Account, Map<string, ControlPlane>>()
const hosts = new WeakMap<Account, KubernetesHost>()

/** Says how the account's API servers know their callers. Without it no token is known. */
export function hostKubernetes(account: Account, host: KubernetesHost): void {
  hosts.set(account, host)
}

const planesOf = (account: Account): Map<string, ControlPlane> => {
  const found = planes.get(account) ?? new Map<string, ControlPlane>()
  planes.set(account, found)
  return found
}

const keyOf = (call: Call, record: ClusterRecord): string => `${call.region}/${record.cluster.name}`

/** The API server of a running cluster: tests read its log and its objects. */
export const kubernetesOf = (account: Account, region: string, cluster: string): KubernetesServer | undefined =>
  planesOf(account).get(`${region}/${cluster}`)?.server

/** Starts the API server; from now on the cluster has an endpoint, an authority, an issuer, and its first objects. */
export async function startControlPlane(call: Call, record: ClusterRecord): Promise<void> {
  const { cluster } = record
  const server = await serve(call, record, undefined, 0)
  cluster.endpoint = server.url
  cluster.certificateAuthority = { data: Buffer.from(server.caPem).toString('base64') }
  cluster.identity = { oidc: { issuer: `${server.url}/id/${call.account.ids.hex('', 32).toUpperCase()}` } }
  putDefaults(
    server.objects,
    cluster.kubernetesNetworkConfig?.serviceIpv4Cidr ?? cluster.kubernetesNetworkConfig?.serviceIpv6Cidr ?? '10.100.0.0/16',
  )
  firstAccess(ownCall(call), record)
  const plane = attend(call, record, server.objects, server, server.dump())
  if (record.bootstrapSelfManagedAddons) installSelfManaged(plane.cluster)
  if (cluster.resourcesVpcConfig?.endpointPublicAccess === false) await restart(call, record)
}

function serve(call: Call, record: ClusterRecord, state: KubernetesState | undefined, port: number): Promise<KubernetesServer> {
  const { cluster } = record
  const host = hosts.get(call.account)
  return startKubernetes({
    clusterName: cluster.name,
    version: patchOf(call, cluster.version),
    clock: call.account.clock,
    authenticate: (token) => host?.authenticate(token, cluster.id ?? cluster.name) ?? Promise.resolve(undefined),
    access: (arn) => Promise.resolve(userFor(call, record, arn)),
    port,
    state,
    idle: (request) => host?.idle?.(request),
  })
}

/** Lets the controllers work on the objects. */
function attend(
  call: Call,
  record: ClusterRecord,
  objects: ObjectStore,
  server: KubernetesServer | undefined,
  keys: ControlPlane['keys'],
): ControlPlane {
  const rounds = startRounds(ownCall(call), record, objects, (running) => {
    settleAddons(running)
    settleNodegroups(running)
  })
  const plane: ControlPlane = {
    objects,
    cluster: rounds.cluster,
    server,
    keys,
    async stop() {
      rounds.stop()
      if (server === undefined) objects.close()
      else await server.close()
    },
  }
  planesOf(call.account).set(keyOf(call, record), plane)
  return plane
}

/** Starts the API anew on its old port, with what it held: another version, or another reach. */
async function restart(call: Call, record: ClusterRecord): Promise<void> {
  const plane = planesOf(call.account).get(keyOf(call, record))
  if (plane === undefined) return
  const state = stateOf(plane)
  await plane.stop()
  await revive(call, record, state)
}

const stateOf = (plane: ControlPlane): KubernetesState => ({ ...plane.keys, objects: plane.objects.dump() })

async function revive(call: Call, record: ClusterRecord, state: KubernetesState): Promise<void> {
  if (record.cluster.resourcesVpcConfig?.endpointPublicAccess === false) {
    const objects = new ObjectStore(call.account.clock, state.objects)
    collectGarbage(objects)
    keepBudgets(objects)
    attend(call, record, objects, undefined, state)
    return
  }
  const server = await serve(call, record, state, Number(new URL(record.cluster.endpoint ?? 'https://127.0.0.1:0').port))
  attend(call, record, server.objects, server, state)
}

const patchOf = (call: Call, version: string): string =>
  versionsOf(call.account).find((item) => item.clusterVersion === version)?.kubernetesPatchVersion ?? `${version}.0`

/** The creator's own entry, and that of Auto Mode's nodes. */
function firstAccess(call: Call, record: ClusterRecord): void {
  const config = record.cluster.accessConfig
  if (config?.authenticationMode === 'CONFIG_MAP') return
  const creator = principalOf(record.creator)
  if (config?.bootstrapClusterCreatorAdminPermissions === true && record.accessEntries[creator] === undefined)
    associate(putAccessEntry(record, call, { principalArn: creator }), call, policyArnOf(call, 'AmazonEKSClusterAdminPolicy'), {
      type: 'cluster',
      namespaces: [],
    })
  autoModeAccess(call, record)
}

function autoModeAccess(call: Call, record: ClusterRecord): void {
  const role = record.cluster.computeConfig?.nodeRoleArn
  if (record.cluster.computeConfig?.enabled !== true || role === undefined || record.accessEntries[role] !== undefined) return
  associate(putAccessEntry(record, call, { principalArn: role, type: 'EC2' }), call, policyArnOf(call, 'AmazonEKSAutoNodePolicy'), {
    type: 'cluster',
    namespaces: [],
  })
}

function userFor(call: Call, record: ClusterRecord, arn: string): KubernetesUser | undefined {
  const plane = planesOf(call.account).get(keyOf(call, record))
  return accessTo(record, arn, (kind, principal) =>
    plane === undefined
      ? undefined
      : mappingOf(plane.objects, kind === 'role' ? 'mapRoles' : 'mapUsers', kind === 'role' ? 'rolearn' : 'userarn', principal),
  )
}

/** Stops the API server and all that runs on it: machines of Auto Mode and Fargate end. */
export async function stopControlPlane(call: Call, record: ClusterRecord): Promise<void> {
  const plane = planesOf(call.account).get(keyOf(call, record))
  planesOf(call.account).delete(keyOf(call, record))
  if (plane !== undefined) {
    endFargate(plane.cluster)
    await plane.stop()
  }
  if (record.cluster.computeConfig !== undefined) await quietly(() => endAutoMode(ownCall(call), record.cluster.name))
}

/** The API servers of an account as plain data, by region and name of the cluster. */
export const dumpKubernetes = (account: Account): Record<string, KubernetesState> =>
  Object.fromEntries(Array.from(planesOf(account), ([key, plane]) => [key, stateOf(plane)]))

/** Starts the API servers again that were written down, each on its old port. Throws Node's EADDRINUSE where another program has it now. */
export async function resumeKubernetes(account: Account, states: Readonly<Record<string, KubernetesState>>): Promise<void> {
  for (const [key, state] of Object.entries(states)) {
    const [region = '', name = ''] = key.split('/')
    const call = account.call(region)
    const record = clustersOf(call)[name]
    if (record !== undefined) await revive(call, record, state)
  }
}

/** Closes every API server of an account: the sandbox ends. */
export async function closeKubernetes(account: Account): Promise<void> {
  const all = [...planesOf(account).values()]
  planesOf(account).clear()
  for (const plane of all) await plane.stop()
}

/** A changed endpoint access: behind a private-only endpoint nobody outside the VPC gets through. */
export async function applyEndpoints(call: Call, record: ClusterRecord): Promise<void> {
  const plane = planesOf(call.account).get(keyOf(call, record))
  const reachable = record.cluster.resourcesVpcConfig?.endpointPublicAccess !== false
  if (plane !== undefined && reachable !== (plane.server !== undefined)) await restart(call, record)
}

/** A changed authentication mode: with access entries come the entries of the creator and of the nodegroups' roles. */
export function applyAccessMode(call: Call, record: ClusterRecord, before: string): void {
  if (before !== 'CONFIG_MAP') return
  const eks = ownCall(call)
  const creator = principalOf(record.creator)
  if (record.cluster.accessConfig?.bootstrapClusterCreatorAdminPermissions === true && record.accessEntries[creator] === undefined)
    associate(putAccessEntry(record, eks, { principalArn: creator }), eks, policyArnOf(eks, 'AmazonEKSClusterAdminPolicy'), {
      type: 'cluster',
      namespaces: [],
    })
  for (const { nodegroup } of Object.values(record.nodegroups))
    if (nodegroup.nodeRole !== undefined && record.accessEntries[nodegroup.nodeRole] === undefined)
      putAccessEntry(record, eks, {
        principalArn: nodegroup.nodeRole,
        type: nodegroup.amiType?.startsWith('WINDOWS') === true ? 'EC2_WINDOWS' : 'EC2_LINUX',
      })
}

/** Auto Mode switched on or off, or left without pools: its nodes' access, or their end. */
export async function applyAutoMode(call: Call, record: ClusterRecord): Promise<void> {
  const { enabled, nodeRoleArn } = record.cluster.computeConfig ?? {}
  if (enabled === true && nodeRoleArn !== undefined) autoModeAccess(ownCall(call), record)
  else await quietly(() => endAutoMode(ownCall(call), record.cluster.name))
  planesOf(call.account).get(keyOf(call, record))?.cluster.wake()
}

/** A new version of Kubernetes: the server tells it from now on. */
export async function applyVersion(call: Call, record: ClusterRecord): Promise<void> {
  await restart(call, record)
}
