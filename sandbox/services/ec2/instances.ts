import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { subnetOf } from './by-id.ts'
import { page } from './describe.ts'
import { filtered } from './filters.ts'
import type { FilterTable } from './filters.ts'
import { dropInterface, groupsFor } from './network-interfaces.ts'
import { invalidValue, malformed, missing, notFound } from './refusals.ts'
import { runInstances } from './run-instances.ts'
import { ec2State, nowText, stillListed } from './state.ts'
import type { Instance, Interface } from './state.ts'
import { shown } from './stored.ts'

/** Every instance that DescribeInstances still tells of. */
function listed(call: Call): Instance[] {
  const { instances, instanceFacts } = ec2State(call)
  return Object.values(instances).filter((one) => stillListed(call, instanceFacts[one.InstanceId]?.terminatedTime))
}

/** The instances of these ids, or AWS's refusal. */
function instancesOf(call: Call, ids: readonly string[]): Instance[] {
  const all = listed(call)
  for (const id of ids) if (!/^i-[0-9a-f]{8,17}$/.test(id)) throw malformed('InvalidInstanceID.Malformed', id, 'i')
  const absent = ids.filter((id) => !all.some((one) => one.InstanceId === id))
  if (absent.length > 1) throw new AwsError('InvalidInstanceID.NotFound', `The instance IDs '${absent.join(', ')}' do not exist`)
  if (absent[0] !== undefined) throw notFound.instance(absent[0])
  return all.filter((one) => ids.includes(one.InstanceId))
}

const filters = (call: Call): FilterTable<Instance> => ({
  'instance-id': 'InstanceId',
  'instance-state-name': 'State.Name',
  'instance-state-code': 'State.Code',
  'vpc-id': 'VpcId',
  'subnet-id': 'SubnetId',
  'image-id': 'ImageId',
  'instance-type': 'InstanceType',
  'key-name': 'KeyName',
  'availability-zone': 'Placement.AvailabilityZone',
  'private-dns-name': 'PrivateDnsName',
  'private-ip-address': 'PrivateIpAddress',
  'ip-address': 'PublicIpAddress',
  'dns-name': 'PublicDnsName',
  'instance.group-id': 'SecurityGroups.GroupId',
  'instance.group-name': 'SecurityGroups.GroupName',
  'group-id': 'SecurityGroups.GroupId',
  'iam-instance-profile.arn': 'IamInstanceProfile.Arn',
  'iam-instance-profile.id': 'IamInstanceProfile.Id',
  architecture: 'Architecture',
  'instance-lifecycle': 'InstanceLifecycle',
  'placement-group-name': 'Placement.GroupName',
  platform: 'Platform',
  'root-device-type': 'RootDeviceType',
  tenancy: 'Placement.Tenancy',
  'launch-time': 'LaunchTime',
  'client-token': 'ClientToken',
  'owner-id': () => call.account.id,
  'reservation-id': (one) => ec2State(call).instanceFacts[one.InstanceId]?.reservationId,
  'network-interface.network-interface-id': (one) => interfacesOf(call, one).map((face) => face.NetworkInterfaceId),
  'network-interface.subnet-id': (one) => interfacesOf(call, one).map((face) => face.SubnetId),
  'network-interface.vpc-id': (one) => interfacesOf(call, one).map((face) => face.VpcId),
})

const interfacesOf = (call: Call, instance: Instance): Interface[] =>
  Object.values(ec2State(call).enis).filter((one) => one.Attachment?.InstanceId === instance.InstanceId)

function complete(call: Call, instance: Instance): object {
  const NetworkInterfaces = interfacesOf(call, instance).map((one) => ({ ...one, AvailabilityZone: undefined, TagSet: undefined }))
  return { ...instance, NetworkInterfaces: NetworkInterfaces.length > 0 ? NetworkInterfaces : (instance.NetworkInterfaces ?? []) }
}

function describeInstances(input: Aws.DescribeInstancesRequest, call: Call): object {
  const { InstanceIds: ids = [], MaxResults, NextToken } = input
  if (ids.length > 0 && MaxResults !== undefined)
    throw new AwsError('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults')
  const found = filtered(ids.length > 0 ? instancesOf(call, ids) : listed(call), input.Filters, filters(call))
  const { items, next } = page(
    found,
    { ...(MaxResults !== undefined && { MaxResults }), ...(NextToken !== undefined && { NextToken }) },
    [5, 1000],
  )
  const { instanceFacts } = ec2State(call)
  const byReservation = Map.groupBy(items, (one) => instanceFacts[one.InstanceId]?.reservationId ?? `r-${one.InstanceId.slice(2)}`)
  const Reservations = [...byReservation].map(([ReservationId, same]) => ({
    ReservationId,
    OwnerId: call.account.id,
    Groups: [],
    Instances: same.map((one) => shown(complete(call, one))),
  }))
  return { Reservations, ...(next !== undefined && { NextToken: next }) }
}

function describeStatus(input: Aws.DescribeInstanceStatusRequest, call: Call): object {
  const { InstanceIds: ids = [], MaxResults, NextToken } = input
  const found = (ids.length > 0 ? instancesOf(call, ids) : listed(call)).filter(
    (one) => input.IncludeAllInstances === true || one.State.Name === 'running',
  )
  const rows = found.map((one) => {
    const since = ec2State(call).instanceFacts[one.InstanceId]?.runningTime
    const ready =
      since === undefined ||
      call.account.clock.now() - Date.parse(since) >= call.account.durations.of('ec2:instance:status', one.InstanceId)
    const status = one.State.Name === 'running' ? (ready ? 'ok' : 'initializing') : 'not-applicable'
    const summary = {
      Status: status,
      ...(status !== 'not-applicable' && { Details: [{ Name: 'reachability', Status: ready ? 'passed' : 'initializing' }] }),
    }
    return {
      InstanceId: one.InstanceId,
      InstanceState: one.State,
      AvailabilityZone: one.Placement?.AvailabilityZone,
      InstanceStatus: summary,
      SystemStatus: summary,
      Events: [],
    }
  })
  const passing = filtered(rows, input.Filters, {
    'instance-state-name': 'InstanceState.Name',
    'instance-state-code': 'InstanceState.Code',
    'instance-status.status': 'InstanceStatus.Status',
    'system-status.status': 'SystemStatus.Status',
    'availability-zone': 'AvailabilityZone',
  })
  const { items, next } = page(
    passing,
    { ...(MaxResults !== undefined && { MaxResults }), ...(NextToken !== undefined && { NextToken }) },
    [5, 1000],
  )
  return { InstanceStatuses: items, ...(next !== undefined && { NextToken: next }) }
}

async function terminate({ InstanceIds: ids = [] }: Aws.TerminateInstancesRequest, call: Call): Promise<object> {
  if (ids.length === 0) throw missing('InstanceId')
  const found = instancesOf(call, ids)
  const { instanceFacts } = ec2State(call)
  const guarded = found.find((one) => instanceFacts[one.InstanceId]?.disableApiTermination === true)
  if (guarded !== undefined) {
    throw new AwsError(
      'OperationNotPermitted',
      `The instance '${guarded.InstanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    )
  }
  const TerminatingInstances: object[] = []
  for (const instance of found) {
    const before = instance.State
    if (before.Name !== 'terminated' && before.Name !== 'shutting-down') await shutDown(call, instance)
    TerminatingInstances.push({ InstanceId: instance.InstanceId, PreviousState: before, CurrentState: instance.State })
  }
  return { TerminatingInstances }
}

async function shutDown(call: Call, instance: Instance): Promise<void> {
  instance.State = { Code: 32, Name: 'shutting-down' }
  instance.StateTransitionReason = `User initiated (${nowText(call).slice(0, 19).replace('T', ' ')} GMT)`
  instance.StateReason = { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown: User initiated shutdown' }
  const { InstanceId: id } = instance
  await eventually(call, call.account.durations.of('ec2:instance:terminate', id), terminated, { id })
}

const terminated = task('ec2:instance:terminated', ({ id }: { readonly id: string }, call) => {
  const instance = ec2State(call).instances[id]
  if (instance === undefined) return
  instance.State = { Code: 48, Name: 'terminated' }
  release(call, instance)
  const facts = (ec2State(call).instanceFacts[id] ??= {
    disableApiTermination: false,
    shutdownBehavior: 'stop',
    reservationId: `r-${id.slice(2)}`,
  })
  facts.terminatedTime = nowText(call)
  call.account.events.emit('instance-terminated', { region: call.region, instanceId: id })
})

/** A terminated instance has no network, no volumes and no groups any more. */
function release(call: Call, instance: Instance): void {
  for (const face of interfacesOf(call, instance)) {
    if (face.Attachment?.DeleteOnTermination === true) dropInterface(call, face.NetworkInterfaceId)
    else {
      face.Status = 'available'
      delete face.Attachment
    }
  }
  for (const member of ['SubnetId', 'VpcId', 'PrivateIpAddress', 'PublicIpAddress'] as const) delete instance[member]
  Object.assign(instance, { PrivateDnsName: '', PublicDnsName: '', SecurityGroups: [], BlockDeviceMappings: [], NetworkInterfaces: [] })
}

function describeAttribute(input: Aws.DescribeInstanceAttributeRequest, call: Call): object {
  const [instance] = instancesOf(call, [input.InstanceId ?? ''])
  if (instance === undefined) throw notFound.instance(input.InstanceId ?? '')
  const facts = ec2State(call).instanceFacts[instance.InstanceId]
  const InstanceId = instance.InstanceId
  switch (input.Attribute) {
    case 'userData':
      return { InstanceId, UserData: facts?.userData === undefined ? {} : { Value: facts.userData } }
    case 'disableApiTermination':
      return { InstanceId, DisableApiTermination: { Value: facts?.disableApiTermination ?? false } }
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceId, InstanceInitiatedShutdownBehavior: { Value: facts?.shutdownBehavior ?? 'stop' } }
    case 'instanceType':
      return { InstanceId, InstanceType: { Value: instance.InstanceType } }
    case 'groupSet':
      return { InstanceId, Groups: instance.SecurityGroups }
    case 'sourceDestCheck':
      return { InstanceId, SourceDestCheck: { Value: instance.SourceDestCheck ?? true } }
    case 'rootDeviceName':
      return { InstanceId, RootDeviceName: { Value: instance.RootDeviceName } }
    default:
      throw invalidValue(`Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`)
  }
}

function modifyAttribute(input: Aws.ModifyInstanceAttributeRequest, call: Call): void {
  const [instance] = instancesOf(call, [input.InstanceId ?? ''])
  if (instance === undefined) throw notFound.instance(input.InstanceId ?? '')
  const facts = ec2State(call).instanceFacts[instance.InstanceId]
  if (input.DisableApiTermination !== undefined && facts !== undefined)
    facts.disableApiTermination = input.DisableApiTermination.Value ?? false
  if (input.SourceDestCheck !== undefined) instance.SourceDestCheck = input.SourceDestCheck.Value
  if (input.Groups !== undefined) {
    const groups = groupsFor(call, subnetOf(call, instance.SubnetId), input.Groups)
    instance.SecurityGroups = groups
    for (const face of interfacesOf(call, instance)) if (face.Attachment?.DeviceIndex === 0) face.Groups = groups
  }
}

export const instanceOperations = {
  RunInstances: runInstances,
  DescribeInstances: describeInstances,
  DescribeInstanceStatus: describeStatus,
  TerminateInstances: terminate,
  DescribeInstanceAttribute: describeAttribute,
  ModifyInstanceAttribute: modifyAttribute,
}
