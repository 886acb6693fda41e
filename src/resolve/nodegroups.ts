import type { App } from '../app.ts'
import type { Image, ManagedNodegroup, Nodegroup, SelfManagedNodegroup } from '../config/cluster.ts'
import type { ClusterConfig, ManagedNodeGroup, NodeGroup } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { amiFamily, defaultAmiFamily } from '../tables/ami-families.ts'
import { resolveImage } from './images.ts'
import { resolveKey } from './keys.ts'

/** Types, images, keys and what launch templates fix, for every nodegroup. */
export function resolveNodegroups(app: App, config: ClusterConfig, version: string): Promise<Nodegroup[]> {
  const place = { app, cluster: config.metadata.name, version }
  const managed = (config.managedNodeGroups ?? []).map((ng, i) => resolveManaged({ ...place, path: `managedNodeGroups[${i}]` }, ng))
  const own = (config.nodeGroups ?? []).map((ng, i) => resolveSelfManaged({ ...place, path: `nodeGroups[${i}]` }, ng))
  return Promise.all([...own, ...managed])
}

interface Place {
  readonly app: App
  readonly cluster: string
  readonly version: string
  readonly path: string
}

const defaultType = 'm5.large'

async function resolveManaged(place: Place, stated: ManagedNodeGroup): Promise<ManagedNodegroup> {
  if (stated.launchTemplate !== undefined)
    return { kind: 'managed', name: stated.name, config: stated, launchTemplate: await ownTemplate(place, stated) }
  const several = stated.instanceTypes ?? []
  const config = !stated.instanceType && several.length === 0 ? { ...stated, instanceType: defaultType } : stated
  const types = several.length > 0 ? several : [config.instanceType || defaultType]
  const family = config.amiFamily ?? defaultAmiFamily
  const byEks = !config.ami && amiFamily(family)?.eksTypes !== undefined
  const [image, rest] = await Promise.all([byEks ? undefined : imageOf(place, config, types), shared(place, config, types)])
  return { kind: 'managed', name: config.name, ...(image && { image }), ...rest }
}

async function resolveSelfManaged(place: Place, stated: NodeGroup): Promise<SelfManagedNodegroup> {
  const mixed = stated.instancesDistribution?.instanceTypes ?? []
  const config = stated.instanceType ? stated : { ...stated, instanceType: mixed.length > 0 ? 'mixed' : defaultType }
  const types = mixed.length > 0 ? mixed : [config.instanceType ?? defaultType]
  const [image, rest, profileRole] = await Promise.all([
    imageOf(place, config, types),
    shared(place, config, types),
    roleInProfile(place, config.iam),
  ])
  return { kind: 'self-managed', name: config.name, image, ...rest, ...(profileRole && { profileRole }) }
}

/** Nodes are let in by their role, so that of a given instance profile has to be known. */
async function roleInProfile({ app, path }: Place, iam: NodeGroup['iam']): Promise<string | undefined> {
  const profile = iam?.instanceProfileARN
  if (!profile || iam.instanceRoleARN) return undefined
  const role = await app.roles.inProfile(profile.split('/').at(-1) ?? profile)
  if (role !== undefined) return role
  throw refused(
    `${path}.iam.instanceProfileARN: there is no instance profile ${profile} with a role in it`,
    'state one that exists, or leave it out and a profile is made',
  )
}

async function imageOf({ app, path, version }: Place, config: NodeGroup | ManagedNodeGroup, types: readonly string[]): Promise<Image> {
  const image = await resolveImage(app, { path, family: config.amiFamily ?? defaultAmiFamily, types, ami: config.ami }, version)
  if (image.onInstanceStore === true) {
    throw refused(
      `image ${image.id} (${path}.ami) has its root device on the instance store, and nodes need it on EBS`,
      'take an image with an EBS root device: `aws ec2 describe-images --filters Name=root-device-type,Values=ebs`',
    )
  }
  if (image.encrypted && config.volumeEncrypted === false) {
    throw refused(
      `image ${image.id} is encrypted, so ${path}.volumeEncrypted cannot be false`,
      'leave it out, or take an image that is not encrypted',
    )
  }
  return image
}

/** The key that opens SSH, and the network cards for Elastic Fabric Adapters. */
async function shared<C extends NodeGroup | ManagedNodeGroup>(
  { app, path, cluster }: Place,
  config: C,
  types: readonly string[],
): Promise<Pick<Nodegroup, 'importedKey' | 'networkCards'> & { readonly config: C }> {
  const [key, networkCards] = await Promise.all([
    resolveKey(app, { path, cluster, nodegroup: config.name, ssh: config.ssh }),
    config.efaEnabled === true ? fabricCards(app, path, types) : undefined,
    mustBePlaced(app, path, config.placement?.groupName),
  ])
  return {
    config: key === undefined ? config : { ...config, ssh: { ...config.ssh, publicKeyName: key.name } },
    ...(key?.imported && { importedKey: key.imported }),
    ...(networkCards !== undefined && { networkCards }),
  }
}

/** A placement group that is named has to be there: EC2 starts nothing otherwise, when the cluster stands. */
async function mustBePlaced(app: App, path: string, group: string | undefined): Promise<void> {
  if (!group || (await app.vpcs.placementGroupExists(group))) return
  throw refused(
    `${path}.placement.groupName: there is no placement group "${group}" in ${app.regionName}`,
    'make it first, or leave it out',
  )
}

/** As many as each of the types has. */
async function fabricCards(app: App, path: string, names: readonly string[]): Promise<number> {
  const types = await app.machines.types(names)
  const without = types.find(({ efa }) => !efa)
  if (without !== undefined)
    throw refused(
      `instance type ${without.name} has no Elastic Fabric Adapter (${path}.efaEnabled)`,
      'state a type that has one, or leave efaEnabled out',
    )
  return Math.min(...types.map(({ networkCards }) => networkCards))
}

/** What a launch template of the user's own fixes, held against what the nodegroup states (rules V224, V225). */
async function ownTemplate(
  { app, path }: Place,
  { launchTemplate, instanceTypes, ami, releaseVersion }: ManagedNodeGroup,
): Promise<NonNullable<ManagedNodegroup['launchTemplate']>> {
  const { id = '', version } = launchTemplate ?? {}
  const found = await app.machines.launchTemplate(id, version || undefined)
  const which = `launch template ${id} (${path}.launchTemplate)`
  if (found === undefined)
    throw refused(
      `${which} does not exist in ${app.regionName}${version ? `, or has no version ${version}` : ''}`,
      `see \`aws ec2 describe-launch-template-versions --launch-template-id ${id}\``,
    )
  const several = (instanceTypes ?? []).length > 0
  if (found.instanceType === undefined && !several)
    throw refused(`${which} names no instance type, and neither does the nodegroup`, `state ${path}.instanceTypes`)
  if (found.instanceType !== undefined && several)
    throw refused(`${which} names instance type ${found.instanceType}, and ${path}.instanceTypes others`, `leave ${path}.instanceTypes out`)
  if (found.imageId !== undefined && !found.hasUserData)
    throw refused(
      `${which} names image ${found.imageId} but no user data, so its nodes would not join`,
      'give the template user data, or take the image out of it',
    )
  if (found.imageId !== undefined && (ami || releaseVersion))
    throw refused(
      `${which} names image ${found.imageId}, and ${path}.${ami ? 'ami' : 'releaseVersion'} another`,
      'leave one of the two out',
    )
  if (found.hasInstanceProfile)
    throw refused(`${which} names an instance profile; EKS brings one of its own`, 'take it out of the template')
  return {
    ...(found.instanceType !== undefined && { instanceType: found.instanceType }),
    ...(found.imageId !== undefined && { imageId: found.imageId }),
  }
}

const refused = (message: string, hint: string): EksxError =>
  new EksxError('NodegroupRefused', message, { exitCode: exitCodes.refused, hint })
