import type { Cluster, Nodegroup } from '#src/config/cluster.ts'
import { ref, resource, sub, tagList, type Resource, type Tag } from './cfn.ts'
import type { Properties } from './properties.generated.ts'
import { familyOf } from '#src/userdata/bootstrap.ts'
import { tagKeys } from '#src/tables/tag-keys.ts'

type LaunchTemplate = Properties['AWS::EC2::LaunchTemplate']
export type LaunchTemplateProperties = Extract<LaunchTemplate['LaunchTemplateData'], { ImageId?: unknown }>
type BlockDevices = LaunchTemplateProperties['BlockDeviceMappings']

/** A launch template named after its stack. */
export const launchTemplate = (properties: LaunchTemplateProperties): Resource =>
  resource('AWS::EC2::LaunchTemplate', { LaunchTemplateName: sub('${AWS::StackName}'), LaunchTemplateData: properties })

/** The name tag of instances: `<prefix>-<name>`, the name being `<cluster>-<nodegroup>-Node` unless stated. */
export function instanceName(cluster: Cluster, nodegroup: Nodegroup): string {
  const { instancePrefix, instanceName: stated } = nodegroup.config
  const name = stated || `${cluster.name}-${nodegroup.name}-Node`
  return instancePrefix ? `${instancePrefix}-${name}` : name
}

/** The tags of a nodegroup; where the cluster's say something else, the nodegroup's win. */
export const nodegroupTags = (cluster: Cluster, nodegroup: Nodegroup): Readonly<Record<string, string>> => ({
  ...cluster.config.metadata.tags,
  ...nodegroup.config.tags,
  ...(nodegroup.kind === 'managed' && {
    [tagKeys.nodegroupName]: nodegroup.name,
    [tagKeys.nodegroupType]: 'managed',
  }),
})

/** What the launch templates of both kinds of nodegroup have in common. */
export function sharedProperties(cluster: Cluster, nodegroup: Nodegroup): LaunchTemplateProperties {
  const { config } = nodegroup
  return {
    BlockDeviceMappings: blockDevices(nodegroup),
    MetadataOptions: metadataOptions(nodegroup),
    TagSpecifications: tagSpecifications(cluster, nodegroup),
    ...(config.ssh?.publicKeyName && { KeyName: config.ssh.publicKeyName }),
    ...(config.ebsOptimized !== undefined && { EbsOptimized: config.ebsOptimized }),
    ...(config.enableDetailedMonitoring !== undefined && { Monitoring: { Enabled: config.enableDetailedMonitoring } }),
    ...capacity(nodegroup),
  }
}

function tagSpecifications(cluster: Cluster, nodegroup: Nodegroup): LaunchTemplateProperties['TagSpecifications'] {
  const name: Tag = { Key: 'Name', Value: instanceName(cluster, nodegroup) }
  const tags = [name, ...tagList(nodegroupTags(cluster, nodegroup))]
  return ['instance', 'volume', 'network-interface'].map((ResourceType) => ({ ResourceType, Tags: tags }))
}

function metadataOptions({ config }: Nodegroup): LaunchTemplateProperties['MetadataOptions'] {
  // One hop ends at the node itself: pods in networks of their own do not get through.
  return {
    HttpPutResponseHopLimit: config.disablePodIMDS ? 1 : 2,
    HttpTokens: config.disableIMDSv1 === false && !config.disablePodIMDS ? 'optional' : 'required',
  }
}

/** Reserved capacity; the market is only said together with it. */
function capacity({ config }: Nodegroup): LaunchTemplateProperties {
  const reservation = config.capacityReservation
  if (!reservation) return {}
  const target = reservation.capacityReservationTarget
  const market = config.instanceMarketOptions?.marketType
  return {
    CapacityReservationSpecification: {
      CapacityReservationPreference: reservation.capacityReservationPreference,
      ...(target && {
        CapacityReservationTarget: {
          CapacityReservationId: target.capacityReservationID,
          CapacityReservationResourceGroupArn: target.capacityReservationResourceGroupARN,
        },
      }),
    },
    ...(market && { InstanceMarketOptions: { MarketType: market } }),
  }
}

type Volume = NonNullable<Nodegroup['config']['additionalVolumes']>[number]

/** Bottlerocket keeps its system on a disk of its own, beside the one that nodes fill. */
const systemDisk = '/dev/xvda'
const bottlerocketDisk = '/dev/xvdb'

function blockDevices(nodegroup: Nodegroup): BlockDevices | undefined {
  const { config, image } = nodegroup
  const family = familyOf(nodegroup)
  const bottlerocket = family.userData === 'toml'
  const rootDevice = bottlerocket ? bottlerocketDisk : (image?.rootDevice ?? family.rootDevice)
  const root: Volume = {
    ...config,
    volumeName: config.volumeName || rootDevice,
    volumeEncrypted: config.volumeEncrypted ?? (config.volumeSize ? image?.encrypted : undefined),
  }
  const disks = [
    ...[root, ...(config.additionalVolumes ?? [])].filter((volume) => volume.volumeSize && volume.volumeName).map(disk),
    ...(bottlerocket && config.volumeEncrypted && root.volumeName === bottlerocketDisk
      ? [{ DeviceName: systemDisk, Ebs: { Encrypted: true, KmsKeyId: config.volumeKmsKeyID || undefined, VolumeType: config.volumeType } }]
      : []),
  ]
  return disks.length > 0 ? disks : undefined
}

function disk(volume: Volume) {
  const type = volume.volumeType ?? ''
  return {
    DeviceName: volume.volumeName,
    Ebs: {
      VolumeSize: volume.volumeSize,
      VolumeType: volume.volumeType,
      Encrypted: volume.volumeEncrypted,
      KmsKeyId: volume.volumeKmsKeyID || undefined,
      ...(['gp3', 'io1', 'io2'].includes(type) && { Iops: volume.volumeIOPS }),
      ...(type === 'gp3' && { Throughput: volume.volumeThroughput }),
      SnapshotId: volume.snapshotID || undefined,
    },
  }
}

/** The placement group of the nodes: the config's, or one of the stack's own. */
export const placement = (nodegroup: Nodegroup, ownGroup: boolean): LaunchTemplateProperties => {
  const { groupName } = nodegroup.config.placement ?? {}
  if (ownGroup) return { Placement: { GroupName: ref('NodeGroupPlacementGroup') } }
  return groupName ? { Placement: { GroupName: groupName } } : {}
}
