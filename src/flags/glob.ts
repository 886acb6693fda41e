import picomatch from 'picomatch'

/** As eksctl's globs: `*` stands for any text, slashes too; there are `?`, `[a-z]`, `[!a]` and `{a,b}`, and nothing else is special. */
const rules = { bash: true, nonegate: true, noextglob: true, dot: true }

/** Whether a name matches one of some globs; none match nothing. */
export function matching(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => false
  return picomatch(
    globs.map((glob) => glob.replaceAll('[!', '[^')),
    rules,
  )
}

/** The names that pass: with an include list only what it matches; what is excluded is out in any case. Undefined where the list matches none of them. */
export function passed(names: readonly string[], include: readonly string[], exclude: readonly string[]): string[] | undefined {
  const [isIn, isOut] = [matching(include), matching(exclude)]
  if (include.length > 0 && !names.some((name) => isIn(name))) return undefined
  return names.filter((name) => (include.length === 0 || isIn(name)) && !isOut(name))
}
