import { asText, isObject } from '../template/document.ts'
import type { JsonObject } from '../template/document.ts'
import { eks, find, members, reached, runUpdate, syncTags } from './eks-call.ts'
import { objects, tagMap, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'

function where(id: string): { clusterName: string; nodegroupName: string } {
  const at = id.indexOf('/')
  return { clusterName: id.slice(0, at), nodegroupName: id.slice(at + 1) }
}

const nodegroup = (site: Site, id: string) => find(site, 'DescribeNodegroup', where(id), 'nodegroup')

async function updateConfig(site: Site, id: string, before: JsonObject, next: JsonObject, changed: readonly string[]): Promise<void> {
  const input: JsonObject = {}
  const plain = members(next)
  for (const name of ['scalingConfig', 'updateConfig', 'nodeRepairConfig']) {
    const property = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`
    if (changed.includes(property) && plain[name] !== undefined) input[name] = plain[name]
  }
  if (changed.includes('Labels')) input['labels'] = labelChanges(before, next)
  if (changed.includes('Taints')) input['taints'] = taintChanges(before, next)
  if (Object.keys(input).length > 0) await runUpdate(site, 'UpdateNodegroupConfig', { ...where(id), ...input })
}

function labelChanges(before: JsonObject, next: JsonObject): JsonObject {
  const [old, now] = [before['Labels'], next['Labels']].map((one) => (isObject(one) ? one : {})) as [JsonObject, JsonObject]
  const set = Object.entries(now).filter(([key, value]) => old[key] !== value)
  return { addOrUpdateLabels: Object.fromEntries(set), removeLabels: Object.keys(old).filter((key) => !Object.hasOwn(now, key)) }
}

function sameTaint(one: JsonObject, other: JsonObject): boolean {
  return one['key'] === other['key'] && one['effect'] === other['effect']
}

function taintChanges(before: JsonObject, next: JsonObject): JsonObject {
  const [old, now] = [before, next].map((one) => objects(members(one), 'taints')) as [JsonObject[], JsonObject[]]
  return { addOrUpdateTaints: now, removeTaints: old.filter((one) => !now.some((other) => sameTaint(one, other))) }
}

async function updateVersion(site: Site, id: string, next: JsonObject, changed: readonly string[]): Promise<void> {
  const plain = members(next)
  const input: JsonObject = {}
  if (changed.includes('Version') && plain['version'] !== undefined) input['version'] = plain['version']
  if (changed.includes('ReleaseVersion') && plain['releaseVersion'] !== undefined) input['releaseVersion'] = plain['releaseVersion']
  if (changed.includes('LaunchTemplate') && plain['launchTemplate'] !== undefined) input['launchTemplate'] = plain['launchTemplate']
  if (Object.keys(input).length > 0)
    await runUpdate(site, 'UpdateNodegroupVersion', { ...where(id), ...input, ...(next['ForceUpdateEnabled'] === true && { force: true }) })
}

/** A managed nodegroup. */
export const nodegroupKind: ResourceKind = {
  nameProperty: 'NodegroupName',
  async create(site, properties) {
    const name = text(properties, 'NodegroupName') ?? `${site.logicalId.slice(0, 50)}-${site.call.account.ids.upper(12)}`
    const input = { ...members(properties, ['Tags', 'ForceUpdateEnabled']), nodegroupName: name, tags: tagMap(site, properties) }
    await eks(site, 'CreateNodegroup', input)
    return `${text(properties, 'ClusterName')}/${name}`
  },
  ready: async (site, { id }) => reached(await nodegroup(site, id), `Nodegroup ${where(id).nodegroupName}`, ['ACTIVE']),
  async update(site, { id, properties }, next, changed) {
    await updateVersion(site, id, next, changed)
    await updateConfig(site, id, properties, next, changed)
    const found = await nodegroup(site, id)
    await syncTags(site, asText(found?.['nodegroupArn']), found?.['tags'], next)
  },
  remove: async (site, { id }) => void (await eks(site, 'DeleteNodegroup', where(id))),
  async gone(site, { id }) {
    const found = await nodegroup(site, id)
    return found === undefined || (text(found, 'status') === 'DELETE_FAILED' && reached(found, `Nodegroup ${where(id).nodegroupName}`, []))
  },
  async attribute(site, { id }, name) {
    if (name === 'Id') return id
    if (name === 'Arn') return asText((await nodegroup(site, id))?.['nodegroupArn'] ?? '')
    return name === 'ClusterName' ? where(id).clusterName : where(id).nodegroupName
  },
  // Another launch template of the same id is a new version; the service refuses another id itself.
  replacement: { LaunchTemplate: 'no' },
}
