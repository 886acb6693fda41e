import { asText, isObject } from '../template/document.ts'
import type { Json, JsonObject } from '../template/document.ts'
import { eks, find, members, reached, runUpdate, syncTags } from './eks-call.ts'
import { newName, objects, tagMap, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'

/** CloudFormation lists the switched-on log types; EKS wants setups of types that are on or off. */
function logging(value: Json | undefined): Json | undefined {
  if (!isObject(value)) return undefined
  const setup = isObject(value['ClusterLogging']) ? value['ClusterLogging'] : {}
  const types = objects(setup, 'EnabledTypes').map((one) => asText(one['Type']))
  const all = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']
  const off = all.filter((type) => !types.includes(type))
  return {
    clusterLogging: [
      { types, enabled: true },
      { types: off, enabled: false },
    ].filter((one) => one.types.length > 0),
  }
}

function inputOf(site: Site, name: string, properties: JsonObject): JsonObject {
  const log = logging(properties['Logging'])
  return {
    ...members(properties, ['Logging', 'Tags', 'Name', 'Force']),
    name,
    ...(log !== undefined && { logging: log }),
    tags: tagMap(site, properties),
  }
}

const cluster = (site: Site, name: string) => find(site, 'DescribeCluster', { name }, 'cluster')

// EKS takes one kind of change per update; those that share a line go together.
const groups: readonly (readonly string[])[] = [
  ['ResourcesVpcConfig'],
  ['Logging'],
  ['AccessConfig'],
  ['UpgradePolicy'],
  ['ZonalShiftConfig'],
  ['ComputeConfig', 'StorageConfig', 'KubernetesNetworkConfig'],
  ['RemoteNetworkConfig'],
  ['DeletionProtection'],
  ['ControlPlaneScalingConfig'],
  ['KubeApiServerConfig', 'KubeControllerManagerConfig', 'KubeSchedulerConfig'],
]

async function update(site: Site, name: string, before: JsonObject, next: JsonObject, changed: readonly string[]): Promise<void> {
  const input = inputOf(site, name, next)
  if (changed.includes('Version'))
    await runUpdate(site, 'UpdateClusterVersion', {
      name,
      version: next['Version'] ?? null,
      ...(next['Force'] === true && { force: true }),
    })
  for (const group of groups) {
    if (!group.some((one) => changed.includes(one))) continue
    const keys = group.map((one) => `${one[0]?.toLowerCase() ?? ''}${one.slice(1)}`)
    const part = Object.fromEntries(keys.flatMap((key) => (input[key] === undefined ? [] : [[key, input[key] ?? null]])))
    if (Object.keys(part).length === 0) continue
    for (const piece of pieces(part, before, next)) await runUpdate(site, 'UpdateClusterConfig', { name, ...piece })
  }
}

/** A change of subnets or groups and one of the endpoints' access are two updates for EKS. */
function pieces(part: JsonObject, before: JsonObject, next: JsonObject): JsonObject[] {
  const vpc = part['resourcesVpcConfig']
  const [old, now] = [before['ResourcesVpcConfig'], next['ResourcesVpcConfig']]
  if (!isObject(vpc) || !isObject(old) || !isObject(now)) return [part]
  const differs = (names: readonly string[]) => names.some((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
  const only = (names: readonly string[]) => ({
    resourcesVpcConfig: Object.fromEntries(Object.entries(vpc).filter(([name]) => names.includes(name))),
  })
  const network = differs(['SubnetIds', 'SecurityGroupIds']) ? [only(['subnetIds', 'securityGroupIds'])] : []
  const access = ['EndpointPublicAccess', 'EndpointPrivateAccess', 'PublicAccessCidrs']
  const reach = differs(access) ? [only(['endpointPublicAccess', 'endpointPrivateAccess', 'publicAccessCidrs'])] : []
  const egress = differs(['ControlPlaneEgressMode']) ? [only(['controlPlaneEgressMode'])] : []
  return [...network, ...reach, ...egress]
}

const attributes: Readonly<Record<string, (found: JsonObject) => Json | undefined>> = {
  Arn: (found) => found['arn'],
  Endpoint: (found) => found['endpoint'],
  Id: (found) => found['id'],
  CertificateAuthorityData: (found) => within(found, 'certificateAuthority', 'data'),
  'CertificateAuthority.Data': (found) => within(found, 'certificateAuthority', 'data'),
  ClusterSecurityGroupId: (found) => within(found, 'resourcesVpcConfig', 'clusterSecurityGroupId'),
  EncryptionConfigKeyArn: (found) => objects(found, 'encryptionConfig').map((one) => within(one, 'provider', 'keyArn'))[0],
  OpenIdConnectIssuerUrl: (found) => within(found, 'identity', 'oidc', 'issuer'),
  'KubernetesNetworkConfig.ServiceIpv6Cidr': (found) => within(found, 'kubernetesNetworkConfig', 'serviceIpv6Cidr'),
}

function within(found: JsonObject, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), found)
}

/** The control plane. */
export const clusterKind: ResourceKind = {
  nameProperty: 'Name',
  async create(site, properties) {
    const name = text(properties, 'Name') ?? newName(site, { max: 100 })
    await eks(site, 'CreateCluster', inputOf(site, name, properties))
    return name
  },
  ready: async (site, { id }) => reached(await cluster(site, id), `Cluster ${id}`, ['ACTIVE']),
  async update(site, { id, properties }, next, changed) {
    const found = await cluster(site, id)
    await update(site, id, properties, next, changed)
    await syncTags(site, asText(found?.['arn']), found?.['tags'], next)
  },
  remove: async (site, { id }) => void (await eks(site, 'DeleteCluster', { name: id })),
  gone: async (site, { id }) => (await cluster(site, id)) === undefined,
  attribute: async (site, { id }, name) => attributes[name]?.((await cluster(site, id)) ?? {}) ?? '',
  // KubernetesNetworkConfig.ElasticLoadBalancing and secrets encryption can be changed on a living cluster.
  replacement: { KubernetesNetworkConfig: 'no' },
}
