import { invalidParameter } from './refusals.ts'

/** One page of a list: up to `maxResults` (100 unless said), and a token where more follow. The token says where the next page begins. */
export function page<T>(
  items: readonly T[],
  input: { maxResults?: number | undefined; nextToken?: string | undefined },
): { items: T[]; nextToken?: string } {
  const size = input.maxResults ?? 100
  if (!Number.isInteger(size) || size < 1 || size > 100) throw invalidParameter('maxResults must be between 1 and 100')
  const start = input.nextToken === undefined ? 0 : startOf(input.nextToken)
  const end = start + size
  return { items: items.slice(start, end), ...(end < items.length && { nextToken: Buffer.from(`from:${end}`).toString('base64url') }) }
}

function startOf(token: string): number {
  const start = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]
  if (start === undefined) throw invalidParameter('Invalid pagination token')
  return Number(start)
}
