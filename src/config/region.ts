import { EksxError, exitCodes } from '../errors.ts'
import { regions } from '../tables/regions.ts'
import { nearest } from './suggest.ts'

/** What helps where a region is in no table. */
export function likelyRegion(region: string): string {
  const similar = nearest(region, regions)
  if (similar !== undefined) return `did you mean ${similar}?`
  const near = regions.filter((known) => known.split('-')[0] === region.split('-')[0])
  return `EKS is in ${(near.length > 0 ? near : regions).join(', ')}`
}

/** Throws (exit 64) for a region that is in no table. */
export function mustBeRegion(region: string): void {
  if (regions.includes(region)) return
  throw new EksxError('RegionUnknown', `there is no region "${region}" with EKS`, { exitCode: exitCodes.usage, hint: likelyRegion(region) })
}
