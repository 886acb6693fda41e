/**
 * Works on all names side by side, each after those it needs. `work` says whether it went well: what needs a name that did not is left alone.
 * Gives the names that did not go well or were left.
 */
export async function inOrder(
  names: readonly string[],
  needs: (name: string) => readonly string[],
  work: (name: string) => Promise<boolean>,
): Promise<string[]> {
  const all = new Set(names)
  const results = new Map<string, Promise<boolean>>()
  const start = (name: string): Promise<boolean> => {
    const known = results.get(name)
    if (known) return known
    const result = first(name)
    results.set(name, result)
    return result
  }
  const first = async (name: string): Promise<boolean> => {
    const before = await Promise.all(
      needs(name)
        .filter((one) => all.has(one))
        .map(start),
    )
    return before.every(Boolean) && work(name)
  }
  const ended = await Promise.all(names.map(async (name) => ((await start(name)) ? [] : [name])))
  return ended.flat()
}

/** The same edges the other way round: who needs a name. */
export function reversed(needs: ReadonlyMap<string, readonly string[]>): (name: string) => string[] {
  const users = new Map<string, string[]>()
  for (const [name, on] of needs) for (const one of on) users.set(one, [...(users.get(one) ?? []), name])
  return (name) => users.get(name) ?? []
}
