import type { App } from '../app.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { endpointKind, endpointServiceName, wantedEndpoints } from '../tables/endpoint-services.ts'
import { partitionOf } from '../tables/regions.ts'

/** By service, the zones with its VPC endpoint, for a fully private cluster; undefined for others. Throws where the region lacks one. */
export async function endpointZones(app: App, config: ClusterConfig): Promise<Readonly<Record<string, readonly string[]>> | undefined> {
  const wanted = wantedEndpoints(config)
  if (wanted.length === 0) return undefined
  const partition = partitionOf(app.regionName)
  const services = wanted.map((short) => ({
    short,
    name: endpointServiceName(short, app.regionName, partition),
    kind: endpointKind(short),
  }))
  const found = await app.vpcs.endpointZones(services)
  const missing = services.filter(({ name }) => !found.has(name))
  if (missing.length > 0) {
    throw new EksxError(
      'EndpointMissing',
      `${app.regionName} has no VPC endpoint for ${missing.map(({ name }) => name).join(', ')}, which a fully private cluster needs`,
      {
        exitCode: exitCodes.refused,
        hint: 'choose another region, or provide the ways yourself with privateCluster.skipEndpointCreation: true',
      },
    )
  }
  return Object.fromEntries(services.map(({ short, name }) => [short, found.get(name) ?? []]))
}
