/** One page of a list: up to `max` items from where `token` says, and a token where more follow. Never a token on the last page: clients would ask for ever. */
export function page<T>(
  items: readonly T[],
  { token, max }: { token?: string | undefined; max: number },
  refused: () => Error,
): { items: T[]; token?: string } {
  const start = token === undefined ? 0 : Number(/^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.NaN)
  if (Number.isNaN(start)) throw refused()
  const end = start + max
  return { items: items.slice(start, end), ...(end < items.length && { token: Buffer.from(`from:${end}`).toString('base64url') }) }
}
