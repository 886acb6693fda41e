import { invalidInput, limitExceeded } from './refusals.ts'
import type { Tag } from './state.ts'

/** What a request may say of tags. */
export type GivenTags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined

const mostTags = 50

/** `before` with `given` laid over it; refuses what IAM refuses of tags. */
export function tagged(before: readonly Tag[], given: GivenTags): Tag[] {
  const added = (given ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
  if (new Set(added.map(({ Key }) => Key.toLowerCase())).size < added.length)
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  for (const { Key } of added) {
    if (/^aws:/i.test(Key) && !Key.startsWith('aws:cloudformation:'))
      throw invalidInput('Caller must not specify tags that start with aws: in the key')
    if (Key.length < 1 || Key.length > 128) throw invalidInput(`The tag key '${Key}' must have a length between 1 and 128.`)
  }
  const keys = new Set(added.map(({ Key }) => Key))
  const all = [...before.filter(({ Key }) => !keys.has(Key)), ...added]
  if (all.length > mostTags) throw limitExceeded('TagsPerResource', mostTags)
  return all
}

export const untagged = (before: readonly Tag[], keys: readonly string[] | undefined): Tag[] =>
  before.filter(({ Key }) => !keys?.includes(Key))
