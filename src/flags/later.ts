import { badFlag, type GivenFlags } from './conflicts.ts'

/** Flags whose work eksx cannot do yet, and what to do instead. */
const reasons: Readonly<Record<string, string>> = {
  'install-vpc-controllers': 'it is done wherever a nodegroup runs Windows; leave it out',
  'update-auth-configmap': 'nodes are let in by access entries; leave it out',
}

/** Flags that a config file does not take the place of. */
export const besideFile = ['install-vpc-controllers', 'update-auth-configmap'] as const

const isNew = (value: unknown): boolean => value !== undefined && value !== false

/** Throws, by name, at a flag whose work comes later. */
export function possibleNow(given: GivenFlags, flags: readonly string[] = Object.keys(given)): void {
  const first = flags.find((flag) => Object.hasOwn(reasons, flag) && isNew(given[flag]))
  if (first !== undefined) throw badFlag(`--${first} is not possible yet`, reasons[first])
}
