import { invalid } from '../errors.ts'

/** One page of a list and the token of the next; a token names the item that comes first there, so that new items do not shift it. */
export function page<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  token: string | undefined,
  size: number,
): { items: T[]; NextToken?: string } {
  const from = token === undefined ? 0 : items.findIndex((item) => encode(idOf(item)) === token)
  if (from < 0) throw invalid('1 validation error detected: The specified NextToken is invalid')
  const next = items[from + size]
  return { items: items.slice(from, from + size), ...(next !== undefined && { NextToken: encode(idOf(next)) }) }
}

function encode(id: string): string {
  return Buffer.from(id).toString('base64url')
}
