import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { freeAddresses } from './addresses.ts'
import { launchSpec } from './instance-spec.ts'
import type { LaunchSpec } from './instance-spec.ts'
import { cpusByName, offerings } from './instance-types.ts'
import { privateName, publicName, resourceName } from './ipv6.ts'
import { attachInterface, givePublicAddress, makeInterface } from './network-interfaces.ts'
import { quota } from './quotas.ts'
import { invalidValue, missing, wouldHaveWorked } from './refusals.ts'
import { ec2State, nowText } from './state.ts'
import type { Instance } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'
import { hasPublicNames } from './vpcs.ts'

const tagKinds = ['volume', 'network-interface', 'spot-instances-request', 'elastic-gpu']

/** Starts instances: all that were asked for, or as many as there is room for, from the least number on. */
export async function runInstances(input: Aws.RunInstancesRequest, call: Call): Promise<object> {
  const { MinCount: least, MaxCount: most } = input
  if (least === undefined || most === undefined) throw missing(least === undefined ? 'MinCount' : 'MaxCount')
  if (least < 1 || most < least) throw invalidValue(`Invalid value '${least}' for MinCount. Must be at least 1 and at most MaxCount.`)
  const spec = await launchSpec(call, input)
  tagsFor(call, spec.request.TagSpecifications, 'instance', ...tagKinds)
  if (input.DryRun === true) throw wouldHaveWorked()
  const count = room(call, spec, least, most)
  const reservationId = call.account.ids.hex('r-', 17)
  const made = Array.from({ length: count }, (_, index) => makeInstance(call, spec, reservationId, index))
  const answer = made.map((instance) => shown(instance))
  for (const { InstanceId: id } of made) await eventually(call, call.account.durations.of('ec2:instance:run', id), running, { id })
  return { ReservationId: reservationId, OwnerId: call.account.id, Groups: [], Instances: answer }
}

function room(call: Call, spec: LaunchSpec, least: number, most: number): number {
  const { subnet, type } = spec
  const addresses = freeAddresses(call, subnet)
  if (addresses < least) {
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.SubnetId}' to satisfy the requested number of instances.`,
    )
  }
  const state = ec2State(call)
  const cpus = Object.values(state.instances)
    .filter((one) => one.State.Name !== 'terminated')
    .reduce((sum, one) => sum + cpusByName(one.InstanceType), 0)
  const limit = quota(call, 'standard-vcpus')
  const affordable = Math.floor((limit - cpus) / cpusByName(type))
  if (affordable < least) {
    throw new AwsError(
      'VcpuLimitExceeded',
      `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    )
  }
  if (call.account.faults.noCapacity(call.region, type, subnet.AvailabilityZone)) throw noCapacity(call, type, subnet.AvailabilityZone)
  return Math.min(most, addresses, affordable)
}

function noCapacity(call: Call, type: string, zone: string): AwsError {
  const others = (offerings(call)[type] ?? []).filter((one) => one !== zone)
  const instead =
    others.length === 0
      ? ''
      : ` You can currently get ${type} capacity by not specifying an Availability Zone in your request or choosing ${others.join(', ')}.`
  return new AwsError(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity.${instead}`,
    { status: 500 },
  )
}

function makeInstance(call: Call, spec: LaunchSpec, reservationId: string, index: number): Instance {
  const { request, image, subnet, type } = spec
  const InstanceId = call.account.ids.hex('i-', 17)
  const [primary] = request.NetworkInterfaces ?? []
  const made = makeInterface(call, {
    subnetId: subnet.SubnetId,
    tags: tagsFor(call, request.TagSpecifications, 'network-interface', 'instance', ...tagKinds),
    description: primary?.Description ?? '',
    ...(primary?.InterfaceType !== undefined && { type: primary.InterfaceType }),
    ...(spec.groups.length > 0 && { groups: spec.groups }),
    ...((primary?.PrivateIpAddress ?? request.PrivateIpAddress) !== undefined && {
      address: primary?.PrivateIpAddress ?? request.PrivateIpAddress,
    }),
    ...(primary?.Ipv6AddressCount !== undefined && { ipv6: primary.Ipv6AddressCount }),
  } as Parameters<typeof makeInterface>[1])
  attachInterface(call, made, {
    instanceId: InstanceId,
    owner: call.account.id,
    index: 0,
    deleteOnTermination: primary?.DeleteOnTermination ?? true,
  })
  if (spec.publicAddress) givePublicAddress(call, made)
  addInterfaces(call, spec, InstanceId)
  const namedByResource =
    (request.PrivateDnsNameOptions?.HostnameType ?? subnet.PrivateDnsNameOptionsOnLaunch?.HostnameType) === 'resource-name'
  const PublicIp = made.Association?.PublicIp
  const instance: Instance = {
    InstanceId,
    ImageId: image.ImageId,
    InstanceType: type as Aws._InstanceType,
    State: { Code: 0, Name: 'pending' },
    LaunchTime: nowText(call),
    AmiLaunchIndex: index,
    Architecture: image.Architecture,
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    EnaSupport: true,
    EbsOptimized: request.EbsOptimized ?? false,
    Monitoring: { State: request.Monitoring?.Enabled === true ? 'enabled' : 'disabled' },
    Placement: {
      AvailabilityZone: subnet.AvailabilityZone,
      GroupName: request.Placement?.GroupName ?? '',
      Tenancy: request.Placement?.Tenancy ?? 'default',
    },
    PrivateDnsName: namedByResource ? resourceName(call.region, InstanceId) : privateName(call.region, made.PrivateIpAddress),
    PrivateIpAddress: made.PrivateIpAddress,
    PublicDnsName: PublicIp !== undefined && hasPublicNames(call, subnet.VpcId) ? publicName(call.region, PublicIp) : '',
    ...(PublicIp !== undefined && { PublicIpAddress: PublicIp }),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    SecurityGroups: made.Groups,
    SourceDestCheck: true,
    StateTransitionReason: '',
    RootDeviceName: image.RootDeviceName,
    RootDeviceType: 'ebs',
    MetadataOptions: {
      State: 'applied',
      HttpTokens: 'optional',
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
      ...definedOf(request.MetadataOptions),
    },
    BlockDeviceMappings: volumes(call, spec),
    Tags: tagsFor(call, request.TagSpecifications, 'instance', ...tagKinds),
    ...(request.KeyName !== undefined && { KeyName: request.KeyName }),
    ...(spec.profile !== undefined && { IamInstanceProfile: spec.profile }),
    ...(image.Platform !== undefined && { Platform: image.Platform }),
    ...(request.InstanceMarketOptions?.MarketType === 'spot' && {
      InstanceLifecycle: 'spot' as const,
      SpotInstanceRequestId: call.account.ids.hex('sir-', 8),
    }),
    ...(request.ClientToken !== undefined && { ClientToken: request.ClientToken }),
  }
  if (spec.template !== undefined) {
    instance.Tags = [
      ...instance.Tags,
      { Key: 'aws:ec2launchtemplate:id', Value: spec.template.id },
      { Key: 'aws:ec2launchtemplate:version', Value: spec.template.version },
    ]
  }
  keep(call, instance, spec, reservationId)
  return instance
}

/** The interfaces beside the first, in its subnet and with its groups unless they say otherwise. */
function addInterfaces(call: Call, { request, subnet, groups }: LaunchSpec, instanceId: string): void {
  for (const [at, wish] of (request.NetworkInterfaces ?? []).entries()) {
    if (at === 0) continue
    const own = wish.Groups ?? groups
    const made = makeInterface(call, {
      subnetId: wish.SubnetId ?? subnet.SubnetId,
      description: wish.Description ?? '',
      ...(own.length > 0 && { groups: own }),
      ...(wish.InterfaceType !== undefined && { type: wish.InterfaceType }),
    })
    const index = wish.DeviceIndex ?? at
    attachInterface(call, made, { instanceId, owner: call.account.id, index, deleteOnTermination: wish.DeleteOnTermination ?? true })
  }
}

const definedOf = (value: object | undefined): object =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, member]) => member !== undefined))

function keep(call: Call, instance: Instance, { request, template }: LaunchSpec, reservationId: string): void {
  const state = ec2State(call)
  state.instances[instance.InstanceId] = instance
  state.instanceFacts[instance.InstanceId] = {
    reservationId,
    disableApiTermination: request.DisableApiTermination ?? false,
    shutdownBehavior: request.InstanceInitiatedShutdownBehavior ?? 'stop',
    ...(request.UserData !== undefined && { userData: request.UserData }),
    ...(template !== undefined && { launchTemplate: template }),
  }
}

function volumes(call: Call, { image, request }: LaunchSpec): NonNullable<Instance['BlockDeviceMappings']> {
  const names = new Set([
    image.RootDeviceName,
    ...(request.BlockDeviceMappings ?? []).filter((one) => one.Ebs !== undefined).map((one) => one.DeviceName ?? ''),
  ])
  return [...names].map((DeviceName) => ({
    DeviceName,
    Ebs: {
      AttachTime: nowText(call),
      Status: 'attached',
      VolumeId: call.account.ids.hex('vol-', 17),
      DeleteOnTermination: request.BlockDeviceMappings?.find((one) => one.DeviceName === DeviceName)?.Ebs?.DeleteOnTermination ?? true,
    },
  }))
}

const running = task('ec2:instance:running', ({ id }: { readonly id: string }, call) => {
  const instance = ec2State(call).instances[id]
  if (instance?.State.Name !== 'pending') return
  instance.State = { Code: 16, Name: 'running' }
  const facts = ec2State(call).instanceFacts[id]
  if (facts !== undefined) facts.runningTime = nowText(call)
  call.account.events.emit('instance-running', { region: call.region, instanceId: id })
})
