import type { Clock } from '../src/clock.ts'

/** A bucket of requests: so many at once, so many more each second. */
interface Limit {
  readonly burst: number
  readonly perSecond: number
}

/** Request limits per account, region and service, for reads and writes. EC2's, ELB's, SSM's and CloudTrail's are AWS's documented ones, the others its order of size. */
const limits: Readonly<Record<string, { readonly reads: Limit; readonly writes: Limit }>> = {
  ec2: { reads: { burst: 100, perSecond: 20 }, writes: { burst: 50, perSecond: 5 } },
  elasticloadbalancing: { reads: { burst: 40, perSecond: 10 }, writes: { burst: 20, perSecond: 3 } },
  elasticloadbalancingv2: { reads: { burst: 40, perSecond: 10 }, writes: { burst: 20, perSecond: 3 } },
  ssm: { reads: { burst: 40, perSecond: 40 }, writes: { burst: 10, perSecond: 3 } },
  autoscaling: { reads: { burst: 100, perSecond: 20 }, writes: { burst: 50, perSecond: 5 } },
  cloudformation: { reads: { burst: 100, perSecond: 20 }, writes: { burst: 50, perSecond: 5 } },
  cloudtrail: { reads: { burst: 2, perSecond: 2 }, writes: { burst: 2, perSecond: 2 } },
  eks: { reads: { burst: 100, perSecond: 20 }, writes: { burst: 30, perSecond: 5 } },
  iam: { reads: { burst: 100, perSecond: 20 }, writes: { burst: 50, perSecond: 5 } },
  logs: { reads: { burst: 50, perSecond: 10 }, writes: { burst: 50, perSecond: 10 } },
  sts: { reads: { burst: 600, perSecond: 600 }, writes: { burst: 600, perSecond: 600 } },
}

/** What a call to AWS takes at least (ms). On a clock that stands still while requests fly, a connection has used this much with each answer. */
const roundTrip = 50

export interface Throttle {
  /** A client has connected. */
  connected(connection: object): void
  /** Takes one request from the bucket; false where it is empty. */
  admit(region: string, service: string, mutating: boolean): boolean
  /** A request of this connection has been answered. */
  answered(connection: object): void
}

/** Token buckets on the sandbox's clock. */
export function throttle(clock: Clock): Throttle {
  const buckets = new Map<string, { left: number; at: number }>()
  const used = new WeakMap<object, number>()
  let passed = 0
  return {
    connected: (connection) => void used.set(connection, passed),
    admit(region, service, mutating) {
      const limit = limits[service]?.[mutating ? 'writes' : 'reads']
      if (!limit) return true
      const key = `${region}/${service}/${mutating}`
      const now = clock.now() + passed
      const { left, at } = buckets.get(key) ?? { left: limit.burst, at: now }
      const filled = Math.min(limit.burst, left + ((now - at) / 1000) * limit.perSecond)
      const admitted = filled >= 1
      buckets.set(key, { left: admitted ? filled - 1 : filled, at: now })
      return admitted
    },
    answered(connection) {
      const mine = (used.get(connection) ?? passed) + roundTrip
      used.set(connection, mine)
      passed = Math.max(passed, mine)
    },
  }
}
