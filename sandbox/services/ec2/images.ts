import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { page } from './describe.ts'
import { filtered } from './filters.ts'
import { malformed, notFound } from './refusals.ts'
import { kept } from './stored.ts'
import type { Kept } from './stored.ts'

export type Image = Kept<Aws.Image, 'ImageId' | 'RootDeviceName' | 'Architecture' | 'State'>

/** The images that the world lists, and those that its public parameters name. */
function listed(call: Call): Image[] {
  const own = (call.account.world.images[call.region] ?? []) as Image[]
  const named = Object.entries(call.account.world.ssmParameters[call.region] ?? {}).filter(([, value]) => value.startsWith('ami-'))
  return [...own, ...named.filter(([, id]) => !own.some((image) => image.ImageId === id)).map(([path, id]) => synthesised(id, path))]
}

/** Who publishes, by what the parameter's path says. Source: the publishers' own documentation of their account ids. */
const publishers: readonly { path: RegExp; owner: string; root: string; platform?: 'windows' }[] = [
  { path: /ubuntu/, owner: '099720109477', root: '/dev/sda1' },
  { path: /windows/i, owner: '801119661308', root: '/dev/sda1', platform: 'windows' },
  { path: /bottlerocket/, owner: '092701018921', root: '/dev/xvda' },
  { path: /./, owner: '602401143452', root: '/dev/xvda' },
]

function synthesised(id: string, path: string | undefined): Image {
  const text = path ?? 'amazon-eks-node'
  const { owner, root, platform } = publishers.find((one) => one.path.test(text)) ?? {
    owner: '602401143452',
    root: '/dev/xvda',
    platform: undefined,
  }
  const name =
    path === undefined
      ? `amazon-eks-node-${id.slice(4)}`
      : path
          .split('/')
          .filter((part) => part !== '')
          .join('-')
  return {
    ImageId: id,
    Name: name,
    Description: 'image of the sandbox',
    OwnerId: owner,
    ImageOwnerAlias: 'amazon',
    Public: true,
    State: 'available',
    ImageType: 'machine',
    Architecture: /arm64/.test(text) ? 'arm64' : 'x86_64',
    CreationDate: '2026-10-01T00:00:00.000Z',
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    RootDeviceName: root,
    RootDeviceType: 'ebs',
    ImageLocation: `amazon/${name}`,
    EnaSupport: true,
    SriovNetSupport: 'simple',
    PlatformDetails: platform === undefined ? 'Linux/UNIX' : 'Windows',
    Tags: [],
    ...(platform !== undefined && { Platform: 'Windows' as const }),
    BlockDeviceMappings: [
      {
        DeviceName: root,
        Ebs: { DeleteOnTermination: true, Encrypted: false, SnapshotId: `snap-${id.slice(4)}`, VolumeSize: 20, VolumeType: 'gp3' },
      },
    ],
  }
}

/**
 * The image of that id. One that the world does not list is made up, since nobody can list all images of AWS; its architecture is then anybody's.
 * An id of zeros only is nobody's image.
 */
export function imageOf(call: Call, id: string): { image: Image; known: boolean } {
  if (!/^ami-[0-9a-f]{8,17}$/.test(id)) throw malformed('InvalidAMIID.Malformed', id, 'ami')
  const { images, ssmParameters } = call.account.world
  const own = ((images[call.region] ?? []) as Image[]).find((one) => one.ImageId === id)
  if (own !== undefined) return { image: own, known: true }
  const path = Object.entries(ssmParameters[call.region] ?? {}).find(([, value]) => value === id)?.[0]
  if (path !== undefined) return { image: synthesised(id, path), known: true }
  if (/^ami-0+$/.test(id)) throw notFound.image(id)
  return { image: synthesised(id, undefined), known: false }
}

function describeImages(input: Aws.DescribeImagesRequest, call: Call): object {
  const asked = input.ImageIds?.map((id) => imageOf(call, id).image)
  const owners = input.Owners
  const owned = (image: Image): boolean =>
    owners === undefined ||
    owners.length === 0 ||
    owners.some(
      (owner) => owner === image.OwnerId || owner === image.ImageOwnerAlias || (owner === 'self' && image.OwnerId === call.account.id),
    )
  const images = filtered(
    (asked ?? listed(call)).filter((image) => owned(image)),
    input.Filters,
    {
      'image-id': 'ImageId',
      name: 'Name',
      architecture: 'Architecture',
      state: 'State',
      'owner-id': 'OwnerId',
      'owner-alias': 'ImageOwnerAlias',
      'image-type': 'ImageType',
      'is-public': 'Public',
      'root-device-type': 'RootDeviceType',
      'root-device-name': 'RootDeviceName',
      'virtualization-type': 'VirtualizationType',
      hypervisor: 'Hypervisor',
      platform: 'Platform',
      description: 'Description',
      'ena-support': 'EnaSupport',
      'creation-date': 'CreationDate',
      'block-device-mapping.volume-type': 'BlockDeviceMappings.Ebs.VolumeType',
      'block-device-mapping.encrypted': 'BlockDeviceMappings.Ebs.Encrypted',
      'manifest-location': 'ImageLocation',
    },
  )
  if (input.MaxResults !== undefined && asked !== undefined) {
    throw new AwsError('InvalidParameterCombination', 'The parameter imageIdsSet cannot be used with the parameter maxResults')
  }
  const { items, next } = page(images, {
    ...(input.MaxResults !== undefined && { MaxResults: input.MaxResults }),
    ...(input.NextToken !== undefined && { NextToken: input.NextToken }),
  })
  return { Images: items.map((image) => kept(image)), ...(next !== undefined && { NextToken: next }) }
}

export const imageOperations = { DescribeImages: describeImages }
