import type { Call } from '#sandbox/service.ts'
import { ec2Slot } from './state.ts'
import type { Ec2State } from './state.ts'

/** Puts what a seed of the world holds for EC2 in this region into the account: the names of the slots are the seed's. */
export function loadEc2Seed(call: Call, seed: Readonly<Record<string, unknown>>): void {
  for (const [slot, records] of Object.entries(call.state(ec2Slot) as Readonly<Record<keyof Ec2State, object>>)) {
    if (typeof seed[slot] === 'object') Object.assign(records, structuredClone(seed[slot]))
  }
}
