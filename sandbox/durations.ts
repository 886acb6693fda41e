import { durations as cloudformation } from './cloudformation/durations.ts'
import { randomStream, seedOf } from './ids.ts'
import type { Durations } from './service.ts'
import { autoscalingDurations } from './services/autoscaling/durations.ts'
import { cloudtrailDurations } from './services/cloudtrail/durations.ts'
import { ec2Durations } from './services/ec2/durations.ts'
import { durations as eks } from './services/eks/durations.ts'
import { elbDurations } from './services/elb/durations.ts'

/** The middle of what AWS takes, by kind (ms). Each service states its own. */
const usual: Readonly<Record<string, number>> = {
  ...ec2Durations,
  ...autoscalingDurations,
  ...elbDurations,
  ...cloudtrailDurations,
  ...eks,
  ...cloudformation,
}

/** Each draw lies within this part of the middle, on either side. */
const spread = 0.3

export interface DurationOptions {
  readonly seed: number
  /** Multiplies every draw; 0 makes everything final at the first read. 1 unless said. */
  readonly factor?: number
  /** Instead of the table, by kind (ms); drawn with the same spread. */
  readonly instead?: Readonly<Record<string, number>>
}

/** How long AWS takes, drawn by seed, kind and key: the same thing takes the same time whatever the order of calls. */
export function seededDurations({ seed, factor = 1, instead = {} }: DurationOptions): Durations {
  return {
    of(kind, key) {
      const middle = instead[kind] ?? usual[kind]
      if (middle === undefined) throw new RangeError(`no duration is known for ${kind}`)
      const draw = randomStream(seedOf(`${seed}/${kind}/${key}`))()
      return Math.round(middle * factor * (1 + spread * (2 * draw - 1)))
    },
  }
}
