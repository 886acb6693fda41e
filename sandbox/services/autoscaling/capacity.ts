import { AwsError } from '#sandbox/service.ts'
import type { Account, Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { ec2State, nowText } from '../ec2/state.ts'
import { launchOne } from './launch.ts'
import { groupOf, scalingState, suspended } from './state.ts'
import type { Activity, Group, Member, Plan } from './state.ts'

/** AWS tries again ever more rarely, and gives a group up that has failed for a day. */
const retry = { first: 30_000, longest: 900_000, givesUpAfter: 24 * 3_600_000 }

const listening = new WeakSet<Account>()

/** Makes the account's groups hear what becomes of their instances; once for each account. */
export function listen(account: Account): void {
  if (listening.has(account)) return
  listening.add(account)
  account.events.on('instance-running', ({ region, instanceId }) => inService(account.call(region), instanceId))
  account.events.on('instance-terminated', ({ region, instanceId }) => gone(account.call(region), instanceId))
}

const isLeaving = (member: Member): boolean => member.LifecycleState?.startsWith('Terminat') === true

/** Brings a group nearer to the number of instances that it should have. */
export async function reconcile(call: Call, name: string, cause: string): Promise<void> {
  const group = scalingState(call).asgs[name]
  if (group === undefined) return
  if (group.Status !== undefined) return windDown(call, group)
  const staying = group.Instances.filter((one) => !isLeaving(one))
  if (staying.length < group.DesiredCapacity && !suspended(group, 'Launch')) await planLaunch(call, group, cause)
  const surplus = staying.length - group.DesiredCapacity
  if (surplus > 0 && !suspended(group, 'Terminate')) await terminate(call, group, leastWanted(staying, surplus), cause)
}

const planOf = (call: Call, name: string): Plan => (scalingState(call).plans[name] ??= { turn: 0, failures: 0 })

async function planLaunch(call: Call, group: Group, cause: string): Promise<void> {
  const name = group.AutoScalingGroupName
  const delay = call.account.durations.of('autoscaling:launch', name)
  const turn = nextTurn(call, name, delay)
  if (turn !== undefined) await eventually(call, delay, launch, { name, turn, cause })
}

/** A turn for a launch in so many milliseconds; none where an earlier one is due anyway. */
function nextTurn(call: Call, name: string, delay: number): number | undefined {
  const plan = planOf(call, name)
  const due = call.account.clock.now() + delay
  if (plan.due !== undefined && plan.due <= due) return undefined
  plan.due = due
  plan.turn += 1
  return plan.turn
}

interface Launch {
  readonly name: string
  readonly turn: number
  readonly cause: string
}

const launch = task('autoscaling:launch', async ({ name, turn, cause }: Launch, call) => {
  const plan = planOf(call, name)
  const group = scalingState(call).asgs[name]
  if (plan.turn !== turn || group === undefined || group.Status !== undefined) return
  delete plan.due
  for (let left = missingFrom(group); left > 0 && !suspended(group, 'Launch'); left--) {
    const launched = await tryEverywhere(call, group, cause)
    if (!launched) return later(call, group, cause)
    plan.failures = 0
    delete plan.failingSince
  }
  // Somebody may have changed the wish while instances were asked for.
  if (missingFrom(group) !== 0) await reconcile(call, name, cause)
})

const missingFrom = (group: Group): number => group.DesiredCapacity - group.Instances.filter((one) => !isLeaving(one)).length

/** Tries the subnets one after the other, those in zones with the fewest instances first. */
async function tryEverywhere(call: Call, group: Group, cause: string): Promise<boolean> {
  for (const subnetId of subnetsByNeed(call, group)) {
    const started = nowText(call)
    try {
      const member = await launchOne(call, group, subnetId)
      addMember(call, group, member, cause, started)
      return true
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      record(call, group, {
        Description: 'Launching a new EC2 instance',
        Cause: cause,
        StartTime: started,
        EndTime: nowText(call),
        StatusCode: 'Failed',
        Progress: 100,
        StatusMessage: `${reason(group, error)} Launching EC2 instance failed.`,
        Details: JSON.stringify({ 'Subnet ID': subnetId, 'Availability Zone': ec2State(call).subnets[subnetId]?.AvailabilityZone }),
      })
    }
  }
  return false
}

function reason(group: Group, error: AwsError): string {
  if (group.MixedInstancesPolicy === undefined) return error.message
  const spot = group.MixedInstancesPolicy.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity === 0
  return `Could not launch ${spot ? 'Spot' : 'On-Demand'} Instances. ${error.code} - ${error.message}`
}

function subnetsByNeed(call: Call, group: Group): string[] {
  const { subnets } = ec2State(call)
  const inZone = (zone: string | undefined): number =>
    group.Instances.filter((one) => !isLeaving(one) && one.AvailabilityZone === zone).length
  const rows = group.VPCZoneIdentifier.split(',')
    .filter((id) => id !== '')
    .map((id) => ({ id, count: inZone(subnets[id]?.AvailabilityZone) }))
  return rows.toSorted((a, b) => a.count - b.count).map((row) => row.id)
}

function addMember(call: Call, group: Group, member: Member, cause: string, started: string): void {
  group.Instances.push(member)
  record(call, group, {
    Description: `Launching a new EC2 instance: ${member.InstanceId}`,
    Cause: cause,
    StartTime: started,
    StatusCode: 'InProgress',
    Progress: 30,
    Details: JSON.stringify({ 'Availability Zone': member.AvailabilityZone }),
  })
  const instance = ec2State(call).instances[member.InstanceId ?? '']
  if (instance?.State.Name === 'running') inService(call, instance.InstanceId)
}

function later(call: Call, group: Group, cause: string): void {
  const name = group.AutoScalingGroupName
  const plan = planOf(call, name)
  plan.failures += 1
  plan.failingSince ??= call.account.clock.now()
  if (call.account.clock.now() - plan.failingSince > retry.givesUpAfter) {
    group.SuspendedProcesses = [...group.SuspendedProcesses, { ProcessName: 'Launch', SuspensionReason: 'AdministrativeSuspension' }]
    return
  }
  const delay = Math.min(retry.first * 2 ** (plan.failures - 1), retry.longest)
  const turn = nextTurn(call, name, delay)
  if (turn !== undefined) call.account.later(call, delay, launch, { name, turn, cause })
}

function record(call: Call, group: Group, activity: Omit<Activity, 'ActivityId' | 'AutoScalingGroupName'>): void {
  const { activities } = scalingState(call)
  const name = group.AutoScalingGroupName
  activities[name] = [
    { ActivityId: call.account.ids.uuid(), AutoScalingGroupName: name, AutoScalingGroupARN: group.AutoScalingGroupARN, ...activity },
    ...(activities[name] ?? []),
  ].slice(0, 500)
}

function finish(call: Call, group: Group, text: string): void {
  const activity = scalingState(call).activities[group.AutoScalingGroupName]?.find(
    (one) => one.Description === text && one.StatusCode === 'InProgress',
  )
  if (activity !== undefined) Object.assign(activity, { StatusCode: 'Successful', Progress: 100, EndTime: nowText(call) })
}

function groupWith(call: Call, instanceId: string): { group: Group; member: Member } | undefined {
  for (const group of Object.values(scalingState(call).asgs)) {
    const member = group.Instances.find((one) => one.InstanceId === instanceId)
    if (member !== undefined) return { group, member }
  }
  return undefined
}

function inService(call: Call, instanceId: string): void {
  const found = groupWith(call, instanceId)
  if (found === undefined || found.member.LifecycleState !== 'Pending') return
  found.member.LifecycleState = 'InService'
  finish(call, found.group, `Launching a new EC2 instance: ${instanceId}`)
}

async function gone(call: Call, instanceId: string): Promise<void> {
  const found = groupWith(call, instanceId)
  if (found === undefined) return
  const { group, member } = found
  group.Instances = group.Instances.filter((one) => one !== member)
  finish(call, group, `Terminating EC2 instance: ${instanceId}`)
  const cause = `At ${nowText(call).slice(0, 19)}Z an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.`
  await reconcile(call, group.AutoScalingGroupName, cause)
}

/** From the zones that have the most, the oldest first; those protected from scale-in stay. */
function leastWanted(staying: readonly Member[], count: number): Member[] {
  const chosen: Member[] = []
  const open = (): Member[] => staying.filter((one) => !chosen.includes(one) && one.ProtectedFromScaleIn !== true)
  while (chosen.length < count && open().length > 0) {
    const byZone = Map.groupBy(open(), (one) => one.AvailabilityZone)
    const fullest = [...byZone.values()].toSorted((a, b) => b.length - a.length)[0]
    if (fullest?.[0] === undefined) break
    chosen.push(fullest[0])
  }
  return chosen
}

/** Takes instances out and ends them. */
export async function terminate(call: Call, group: Group, members: readonly Member[], cause: string): Promise<void> {
  for (const member of members.filter((one) => !isLeaving(one))) {
    member.LifecycleState = 'Terminating'
    record(call, group, {
      Description: `Terminating EC2 instance: ${member.InstanceId}`,
      Cause: cause,
      StartTime: nowText(call),
      StatusCode: 'InProgress',
      Progress: 0,
    })
    try {
      await call.aws('ec2', 'TerminateInstances', { InstanceIds: [member.InstanceId] })
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'InvalidInstanceID.NotFound') throw error
      await gone(call, member.InstanceId ?? '')
    }
  }
}

async function windDown(call: Call, group: Group): Promise<void> {
  const name = group.AutoScalingGroupName
  await terminate(call, group, group.Instances, 'The group is being deleted.')
  if (group.Instances.length > 0) return
  await eventually(call, call.account.durations.of('autoscaling:group:delete', name), deleted, { arn: group.AutoScalingGroupARN, name })
}

const deleted = task('autoscaling:group:deleted', ({ arn, name }: { readonly arn: string | undefined; readonly name: string }, call) => {
  const state = scalingState(call)
  if (state.asgs[name]?.AutoScalingGroupARN !== arn) return
  for (const table of [state.asgs, state.activities, state.hooks, state.plans]) delete table[name]
})

/** The cause of an activity that a user's request started. */
export function userCause(call: Call, name: string): string {
  const at = nowText(call).slice(0, 19)
  const { DesiredCapacity: wanted, Instances: have } = groupOf(call, name)
  return `At ${at}Z a user request created or updated an AutoScalingGroup changing the desired capacity to ${wanted}.  At ${at}Z an instance was started in response to a difference between desired and actual capacity, changing the capacity from ${have.length} to ${wanted}.`
}
