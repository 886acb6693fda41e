import type { Call } from '#sandbox/service.ts'
import { ec2Slot } from './state.ts'
import type { Ec2State } from './state.ts'

/** Puts what a seed of the world holds for EC2 in this region into the account: the names of the slots are the seed's. */
export function loadEc2Seed(call: Call, seed: Readonly<Record<string, unknown>>): void {
  const state: Record<keyof Ec2State, object> = call.state(ec2Slot)
  const slots = Object.keys(state) as (keyof Ec2State)[]
  for (const slot of slots) if (typeof seed[slot] === 'object') Object.assign(state[slot], structuredClone(seed[slot]))
}
