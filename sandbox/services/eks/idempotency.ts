import { AwsError, type Operation } from '../../service.ts'
import { eksSlot, shown } from './state.ts'

/** An operation that answers a client request token it has seen as it answered before, and refuses it with another request. */
export function once(name: string, operation: Operation): Operation {
  return async (input, call) => {
    const { clientRequestToken: token, ...rest }: { clientRequestToken?: string } = input
    if (token === undefined) return operation(input, call)
    const { answered } = call.state(eksSlot)
    const key = `${name}/${token}`
    const text = JSON.stringify(rest)
    const before = answered[key]
    if (before !== undefined) {
      if (before.input !== text)
        throw new AwsError('InvalidParameterException', `The client request token ${token} was used with other parameters`)
      return shown(before.answer)
    }
    const answer = await operation(input, call)
    answered[key] = { input: text, answer: JSON.parse(JSON.stringify(kept(answer))) }
    return answer
  }
}

/** Times as milliseconds, so that the memory survives JSON. */
function kept(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (Array.isArray(value)) return value.map((item) => kept(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, kept(member)]))
}
