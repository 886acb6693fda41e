import type { App } from '../app.ts'
import type { MachineType } from '../app/machines.ts'
import { selects } from '../config/rules/conditions.ts'
import type { ClusterConfig, ManagedNodeGroup } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { acceleratorOf } from '../tables/instances.ts'

type Selector = NonNullable<ManagedNodeGroup['instanceSelector']>

/** EKS takes no more instance types in one nodegroup. */
const most = 40

/** The same config, with the instance types that selectors choose. `zones` are those of the cluster. Throws where a selector chooses none, too many, or others than those stated. */
export async function chooseInstanceTypes(app: App, config: ClusterConfig, zones: readonly string[]): Promise<ClusterConfig> {
  const { managedNodeGroups, nodeGroups } = config
  if (![...(managedNodeGroups ?? []), ...(nodeGroups ?? [])].some(selects)) return config
  const managed = managedNodeGroups?.map(async (ng, i) =>
    selects(ng) ? { ...ng, instanceTypes: await chosen(app, `managedNodeGroups[${i}]`, ng, ng.instanceTypes, zones) } : ng,
  )
  const own = nodeGroups?.map(async (ng, i) => {
    if (!selects(ng)) return ng
    const instanceTypes = await chosen(app, `nodeGroups[${i}]`, ng, ng.instancesDistribution?.instanceTypes, zones)
    return { ...ng, instanceType: ng.instanceType || 'mixed', instancesDistribution: { ...ng.instancesDistribution, instanceTypes } }
  })
  return {
    ...config,
    ...(managed && { managedNodeGroups: await Promise.all(managed) }),
    ...(own && { nodeGroups: await Promise.all(own) }),
  }
}

interface Asking {
  readonly instanceSelector?: Selector | undefined
  readonly availabilityZones?: readonly string[] | undefined
}

async function chosen(
  app: App,
  path: string,
  { instanceSelector = {}, availabilityZones }: Asking,
  stated: readonly string[] | undefined,
  zones: readonly string[],
): Promise<string[]> {
  const at = `${path}.instanceSelector`
  const fits = matcher(instanceSelector, at)
  const able = (await app.machines.types()).filter(fits).map(({ name }) => name)
  const offered = able.length === 0 ? new Map<string, readonly string[]>() : await app.network.offerings(able)
  const among = availabilityZones?.length ? availabilityZones : zones
  const names = able.filter((name) => among.every((zone) => offered.get(name)?.includes(zone))).toSorted()
  const where = `offered in ${among.join(', ')}`
  if (names.length === 0) throw refused(`${at} fits no instance type ${where}`, 'ask for less, or for other zones')
  if (names.length > most)
    throw refused(
      `${at} fits ${names.length} instance types ${where}; a nodegroup may have ${most}`,
      `narrow it, with allow or deny for instance; it begins with ${names.slice(0, 5).join(', ')}`,
    )
  if (stated?.length && stated.join() !== names.join())
    throw refused(`${path} states ${stated.join(', ')}, but its instanceSelector chooses ${names.join(', ')}`, 'leave one of the two out')
  return names
}

const refused = (message: string, hint: string): EksxError =>
  new EksxError('InstanceSelector', message, { exitCode: exitCodes.refused, hint })

/** Whether a type has exactly what is asked for; what is not asked for may be anything. */
function matcher(selector: Selector, path: string): (type: MachineType) => boolean {
  const { vCPUs, gpus, neuron_devices: neuron } = selector
  const memory = selector.memory ? mebibytes(selector.memory, `${path}.memory`) : undefined
  const architecture = selector.cpuArchitecture === 'arm64' ? 'arm64' : 'x86_64'
  const [allow, deny] = [pattern(selector.allow, `${path}.allow`), pattern(selector.deny, `${path}.deny`)]
  return (type) =>
    (!vCPUs || type.vcpus === vCPUs) &&
    (memory === undefined || type.memoryMiB === memory) &&
    (gpus === undefined || type.gpus === gpus) &&
    (gpus !== 0 || acceleratorOf(type.name) === undefined) &&
    (neuron === undefined || type.neuronDevices === neuron) &&
    type.architectures.includes(architecture) &&
    (allow === undefined || allow.test(type.name)) &&
    (deny === undefined || !deny.test(type.name))
}

const perUnit: Readonly<Record<string, number>> = { m: 1, g: 1024, t: 1024 * 1024 }

/** `4`, `4GiB`, `4096 MiB`: powers of two whatever the spelling, GiB where no unit is written. */
function mebibytes(text: string, path: string): number {
  const [, number, unit = 'g'] = /^\s*(\d+(?:\.\d+)?)\s*(?:([mgt])i?b?)?\s*$/i.exec(text) ?? []
  if (number === undefined) throw refused(`${path} is no amount of memory: "${text}"`, 'write it like 4GiB or 512MiB')
  return Number(number) * (perUnit[unit.toLowerCase()] ?? 1024)
}

function pattern(text: string | undefined, path: string): RegExp | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return new RegExp(text)
  } catch {
    throw refused(`${path} is no regular expression: ${text}`, 'mend it, or leave it out')
  }
}
