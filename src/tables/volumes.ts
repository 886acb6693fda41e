/** EBS volume types that nodes can have; the second one is the default. */
export const volumeTypes = ['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1'] as const

/** What a volume type takes, both ends included, and what it gets where nothing is stated. */
export interface VolumeLimits {
  readonly iops?: { readonly min: number; readonly max: number; readonly preset: number }
  /** MiB a second. */
  readonly throughput?: { readonly min: number; readonly max: number; readonly preset: number }
}

/** By volume type; a type that is not here takes neither. */
export const volumeLimits: Readonly<Record<string, VolumeLimits>> = {
  gp3: { iops: { min: 3000, max: 16_000, preset: 3000 }, throughput: { min: 125, max: 1000, preset: 125 } },
  io1: { iops: { min: 100, max: 64_000, preset: 100 } },
  io2: { iops: { min: 100, max: 256_000, preset: 100 } },
}

/** GiB of a node's volume where nothing is stated. */
export const defaultVolumeSize = 80
