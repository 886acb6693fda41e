import type { Ids } from '../service.ts'

/** What a generated physical name must keep to. */
export interface NameRule {
  readonly max: number
  /** Some services take small letters only. */
  readonly lower?: true
  /** How many characters the random end has: 13 for the older resource types, 12 for the newer ones. */
  readonly ending?: 12 | 13
}

/** `<stack>-<LogicalId>-<random>`, both parts cut evenly where the service's limit is short, as CloudFormation makes names. */
export function physicalName(ids: Ids, stack: string, logicalId: string, rule: NameRule): string {
  const ending = ids.upper(rule.ending ?? 12)
  const room = rule.max - ending.length - 2
  const name = [...cut(stack, logicalId, room), ending].join('-')
  return rule.lower ? name.toLowerCase() : name
}

function cut(stack: string, logicalId: string, room: number): [string, string] {
  if (stack.length + logicalId.length <= room) return [stack, logicalId]
  const half = Math.floor(room / 2)
  const forStack = logicalId.length < half ? room - logicalId.length : Math.min(stack.length, room - half)
  return [stack.slice(0, forStack), logicalId.slice(0, room - Math.min(stack.length, forStack))]
}
