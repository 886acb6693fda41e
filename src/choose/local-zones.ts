import type { App } from '../app.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** Throws where a local zone that is stated is none, or cannot be used by this account. */
export async function checkLocalZones(app: App, config: ClusterConfig): Promise<void> {
  const stated = config.localZones ?? []
  if (stated.length === 0) return
  const zones = await app.network.zones()
  const locals = zones.filter(({ kind }) => kind === 'local-zone')
  for (const name of stated) {
    const zone = zones.find((one) => one.name === name)
    if (zone?.kind === 'local-zone' && zone.available) continue
    const usable = locals.filter(({ available }) => available).map((one) => one.name)
    throw new EksxError('LocalZone', `localZones: ${name} ${whatItIs(zone, app.regionName)}`, {
      exitCode: exitCodes.refused,
      hint:
        zone?.kind === 'local-zone'
          ? `\`aws ec2 modify-availability-zone-group --group-name ${name.slice(0, -1)} --opt-in-status opted-in --region ${app.regionName}\``
          : `local zones of ${app.regionName} that this account can use: ${usable.join(', ') || 'none'}`,
    })
  }
}

function whatItIs(zone: { readonly kind: string } | undefined, region: string): string {
  if (zone === undefined) return `is no zone of ${region}`
  return zone.kind === 'local-zone'
    ? 'is a local zone that this account has not opted in to'
    : `is an ${zone.kind.replace('-', ' ')}, not a local zone`
}
