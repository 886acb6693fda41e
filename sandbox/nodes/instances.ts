import { refOf } from '../kubernetes/objects.ts'
import type { Account, Call } from '../service.ts'
import { task } from '../task.ts'
import { kubeTaint, nodegroupLabels } from '../services/eks/nodegroup-labels.ts'
import { clustersOf } from '../services/eks/state.ts'
import { autoModeSettings } from './auto-mode.ts'
import { mayRunCni, whyNotJoin } from './join.ts'
import { nodes, nodesIn } from './kinds.ts'
import { instanceOf, machineOf, tagOf, type InstanceFacts } from './machines.ts'
import { registerNode } from './node-object.ts'
import { runningCluster, type RunningCluster } from './running-cluster.ts'
import { readUserData, type NodeSettings } from './user-data.ts'

/** A node that is refused tries again: so often by itself, and whenever the cluster's access changes. */
const retryEvery = 20_000
const retries = 60

const watched = new WeakSet<Account>()

/** From now on the account's instances try to join their clusters when they run, and leave them when they end. */
export function watchInstances(account: Account): void {
  if (watched.has(account)) return
  watched.add(account)
  account.events.on('instance-running', ({ region, instanceId }) => {
    account.later(account.call(region), account.durations.of('node:boot', instanceId), joins, { instanceId, attempt: 0 })
  })
  account.events.on('instance-terminated', ({ region, instanceId }) => leave(account.call(region), instanceId))
}

interface Attempt {
  readonly instanceId: string
  /** From 0 on. */
  readonly attempt: number
}

const joins = task('node:join', async ({ instanceId, attempt }: Attempt, call): Promise<void> => {
  const instance = await instanceOf(call, instanceId)
  if (instance?.State?.Name !== 'running') return
  const settings = await settingsOf(call, instance)
  const record = settings === undefined ? undefined : clustersOf(call)[settings.clusterName]
  if (settings === undefined || record === undefined) return
  if (attempt > 0 && record.notJoined[instanceId] === undefined) return
  const cluster = runningCluster(call, settings.clusterName)
  const why = cluster === undefined ? `cluster ${settings.clusterName} is not running` : await whyNotJoin(cluster, instance, settings)
  if (why === undefined && cluster !== undefined) {
    delete record.notJoined[instanceId]
    await join(cluster, instance, settings)
    return
  }
  record.notJoined[instanceId] = why ?? ''
  cluster?.wake()
  if (attempt < retries) call.account.later(call, retryEvery, joins, { instanceId, attempt: attempt + 1 })
})

/** The access of a cluster has changed: those who were refused try again at once. */
export async function retryJoins(cluster: RunningCluster): Promise<void> {
  for (const instanceId of Object.keys(cluster.record.notJoined)) await joins.run({ instanceId, attempt: retries }, cluster.call)
}

async function settingsOf(call: Call, instance: InstanceFacts): Promise<NodeSettings | undefined> {
  const auto = autoModeSettings(instance)
  if (auto !== undefined) return auto
  const answer = await call.aws<{ UserData?: { Value?: string } }>('ec2', 'DescribeInstanceAttribute', {
    InstanceId: instance.InstanceId,
    Attribute: 'userData',
  })
  return readUserData(answer.UserData?.Value)
}

async function join(cluster: RunningCluster, instance: InstanceFacts, settings: NodeSettings): Promise<void> {
  const auto = tagOf(instance, 'eks:eks-cluster-name') !== undefined
  const machine = await machineOf(cluster, instance, ofNodegroup(cluster, instance, settings), auto ? instance.InstanceId : undefined)
  if (!auto && !(await cniAllowed(cluster, instance))) {
    cluster.record.withoutCni[machine.name] = true
    const { name } = cluster.record.cluster
    cluster.call.account.later(cluster.call, retryEvery, cniTries, {
      cluster: name,
      instanceId: instance.InstanceId,
      node: machine.name,
      attempt: 0,
    })
  }
  registerNode(cluster, machine)
}

/** EKS puts a nodegroup's labels and taints on its nodes, whatever their own user data says. */
function ofNodegroup(cluster: RunningCluster, instance: InstanceFacts, settings: NodeSettings): NodeSettings {
  const nodegroup = cluster.record.nodegroups[tagOf(instance, 'eks:nodegroup-name') ?? '']?.nodegroup
  if (nodegroup === undefined) return settings
  const taints = (nodegroup.taints ?? [])
    .map((taint) => kubeTaint(taint))
    .filter((taint) => !settings.taints.some((other) => other.key === taint.key && other.effect === taint.effect))
  return { ...settings, labels: { ...settings.labels, ...nodegroupLabels(nodegroup) }, taints: [...settings.taints, ...taints] }
}

async function cniAllowed(cluster: RunningCluster, instance: InstanceFacts): Promise<boolean> {
  const profile = instance.IamInstanceProfile?.Arn?.split('/').at(-1)
  const answer = await cluster.call.aws<{ InstanceProfile: { Roles?: { Arn: string }[] } }>('iam', 'GetInstanceProfile', {
    InstanceProfileName: profile,
  })
  return mayRunCni(cluster, answer.InstanceProfile.Roles?.[0]?.Arn ?? '')
}

interface CniAttempt extends Attempt {
  readonly cluster: string
  readonly node: string
}

/** The network plugin restarts until it may do its work. */
const cniTries = task('node:cni', async (tried: CniAttempt, call): Promise<void> => {
  const cluster = runningCluster(call, tried.cluster)
  const instance = await instanceOf(call, tried.instanceId)
  if (cluster?.objects.get({ ...nodes, name: tried.node }) === undefined || instance === undefined) return
  if (await cniAllowed(cluster, instance)) {
    delete cluster.record.withoutCni[tried.node]
    cluster.wake()
  } else if (tried.attempt < retries) call.account.later(call, retryEvery, cniTries, { ...tried, attempt: tried.attempt + 1 })
})

function leave(call: Call, instanceId: string): void {
  for (const record of Object.values(clustersOf(call))) {
    delete record.notJoined[instanceId]
    const cluster = runningCluster(call, record.cluster.name)
    if (cluster === undefined) continue
    const node = nodesIn(cluster.objects).find((item) => item.spec.providerID?.endsWith(`/${instanceId}`) === true)
    if (node !== undefined) {
      delete record.withoutCni[node.metadata.name]
      delete record.devices[node.metadata.name]
      cluster.objects.remove(refOf(node))
    }
    cluster.wake()
  }
}

/** Instances that carry a cluster's name and are not its nodes, with the reason: for diagnosis and for EKS's health reports. */
export function whyNotJoined(call: Call, cluster: string): { instanceId: string; reason: string }[] {
  return Object.entries(clustersOf(call)[cluster]?.notJoined ?? {}).map(([instanceId, reason]) => ({ instanceId, reason }))
}
