/** What Go prints for the fields of a structure that AWS left out, by the key under which the structure stands; `''` is the outermost. */
export type GoShape = Readonly<Record<string, Readonly<Record<string, null | '' | false>>>>

/** An answer of AWS as eksctl prints it: keys begin with a capital, unset fields stand there with Go's empty value, times are in seconds. */
export function goPrinted(value: object, shape: GoShape, verbatim: ReadonlySet<string> = new Set()): Record<string, unknown> {
  const structure = (one: object, under: string): Record<string, unknown> => {
    const entries = Object.entries(one).filter(([, field]) => field !== undefined)
    const fields = entries.map(([key, field]) => {
      const name = key.charAt(0).toUpperCase() + key.slice(1)
      return [name, verbatim.has(name) ? field : printable(field, name)] as const
    })
    return { ...shape[under], ...Object.fromEntries(fields) }
  }
  const printable = (one: unknown, under: string): unknown => {
    if (one instanceof Date) return one.toISOString().replace('.000Z', 'Z')
    if (Array.isArray(one)) return one.map((item) => printable(item, under))
    return typeof one === 'object' && one !== null ? structure(one, under) : one
  }
  return structure(value, '')
}

/** Fields whose unset value is null. */
export const nulls = (...fields: readonly string[]): Readonly<Record<string, null>> =>
  Object.fromEntries(fields.map((field) => [field, null]))
