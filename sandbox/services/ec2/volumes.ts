import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { describe } from './describe.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { ec2State, nowText } from './state.ts'
import type { Volume } from './state.ts'
import { tagsFor } from './tags.ts'
import { zonesOf } from './zones.ts'

/** CreateVolume, as the storage driver of a cluster asks for it. Volumes of instances are not here: they come and go with them. */
function create(input: Aws.CreateVolumeRequest, call: Call): Volume {
  const zone = input.AvailabilityZone
  if (zone === undefined) throw missing('AvailabilityZone')
  if (!zonesOf(call).some((one) => one.ZoneName === zone)) throw new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`)
  if (input.Size === undefined && input.SnapshotId === undefined) throw missing('size/snapshot')
  const size = input.Size ?? 1
  if (!Number.isInteger(size) || size < 1 || size > 65_536) throw invalidValue(`Volume of ${size}GiB is too small or too large`)
  const VolumeId = call.account.ids.hex('vol-', 17)
  const made: Volume = {
    VolumeId,
    Size: size,
    VolumeType: input.VolumeType ?? 'gp3',
    AvailabilityZone: zone,
    State: 'available',
    Encrypted: input.Encrypted ?? false,
    CreateTime: nowText(call),
    Attachments: [],
    Tags: tagsFor(call, input.TagSpecifications, 'volume'),
  }
  ec2State(call).volumes[VolumeId] = made
  return made
}

function remove({ VolumeId: id = '' }: Aws.DeleteVolumeRequest, call: Call): void {
  const { volumes } = ec2State(call)
  if (volumes[id] === undefined) throw notFound.volume(id)
  delete volumes[id]
}

export const volumeOperations = {
  CreateVolume: create,
  DeleteVolume: remove,
  DescribeVolumes: describe<Volume>({
    records: (call) => Object.values(ec2State(call).volumes),
    answer: 'Volumes',
    named: { VolumeIds: { key: (one) => one.VolumeId, absent: notFound.volume } },
    filters: { 'volume-id': 'VolumeId', status: 'State', 'availability-zone': 'AvailabilityZone', 'volume-type': 'VolumeType' },
    page: [5, 1000],
  }),
}
