import { asText } from '../template/document.ts'
import { describe, ec2, retag, liveTags, tagSpecification, value } from './ec2-call.ts'
import { newName, objects, pick, text } from './kind.ts'
import type { ResourceKind } from './kind.ts'

const launchTemplate: ResourceKind = {
  nameProperty: 'LaunchTemplateName',
  async create(site, properties) {
    const given = objects(properties, 'TagSpecifications').find((one) => one['ResourceType'] === 'launch-template')
    const answer = await ec2<{ LaunchTemplate: { LaunchTemplateId: string } }>(site, 'CreateLaunchTemplate', {
      LaunchTemplateName: text(properties, 'LaunchTemplateName') ?? newName(site, { max: 128 }),
      LaunchTemplateData: properties['LaunchTemplateData'],
      ...(properties['VersionDescription'] !== undefined && { VersionDescription: properties['VersionDescription'] }),
      ...tagSpecification(site, given ?? {}, 'launch-template'),
    })
    return answer.LaunchTemplate.LaunchTemplateId
  },
  // Every change of the contents is a new version; the default version stays the first one.
  async update(site, existing, next, changed) {
    if (changed.some((name) => name === 'LaunchTemplateData' || name === 'VersionDescription'))
      await ec2(site, 'CreateLaunchTemplateVersion', {
        LaunchTemplateId: existing.id,
        ...pick(next, ['LaunchTemplateData', 'VersionDescription']),
      })
    const given = objects(next, 'TagSpecifications').find((one) => one['ResourceType'] === 'launch-template')
    await retag(site, existing.id, await liveTags(site, existing.id), given ?? {})
  },
  remove: async (site, { id }) => void (await ec2(site, 'DeleteLaunchTemplate', { LaunchTemplateId: id })),
  async attribute(site, { id }, name) {
    if (name === 'LaunchTemplateId') return id
    return asText(
      value(
        await describe(site, 'DescribeLaunchTemplates', { LaunchTemplateIds: [id] }, 'LaunchTemplates'),
        name === 'LatestVersionNumber' ? name : 'DefaultVersionNumber',
      ),
    )
  },
}

const placementGroup: ResourceKind = {
  nameProperty: 'GroupName',
  async create(site, properties) {
    const name = text(properties, 'GroupName') ?? newName(site, { max: 255 })
    await ec2(site, 'CreatePlacementGroup', {
      GroupName: name,
      ...pick(properties, ['Strategy', 'PartitionCount', 'SpreadLevel']),
      ...tagSpecification(site, properties, 'placement-group'),
    })
    return name
  },
  ready: async (site, { id }) =>
    value(await describe(site, 'DescribePlacementGroups', { GroupNames: [id] }, 'PlacementGroups'), 'State') === 'available',
  async update(site, existing, next) {
    const id = asText(value(await describe(site, 'DescribePlacementGroups', { GroupNames: [existing.id] }, 'PlacementGroups'), 'GroupId'))
    await retag(site, id, await liveTags(site, id), next)
  },
  remove: async (site, { id }) => void (await ec2(site, 'DeletePlacementGroup', { GroupName: id })),
  attribute: async (site, { id }, name) =>
    name === 'GroupName' ? id : value(await describe(site, 'DescribePlacementGroups', { GroupNames: [id] }, 'PlacementGroups'), 'GroupId'),
}

/** The resource types from which instances are made. */
export const computeKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::EC2::LaunchTemplate': launchTemplate,
  'AWS::EC2::PlacementGroup': placementGroup,
}
