/** AWS's shape as it is kept: times as ISO text, so that it survives JSON. */
export type Stored<T> = T extends Date
  ? string
  : T extends Uint8Array
    ? string
    : T extends readonly (infer U)[]
      ? Stored<U>[]
      : T extends object
        ? { [K in keyof T]: Stored<T[K]> }
        : T

/** A stored shape of which these members are always there. */
export type Kept<T, K extends keyof T> = Omit<Stored<T>, K> & { [P in K]-?: Stored<NonNullable<T[P]>> }

/** What is kept, in the shape of AWS's answer: members that end in `Time` or `Timestamp` are times again. */
export function shown<T>(record: T): T {
  return shownValue(record) as T
}

function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => shownValue(item))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.map(([key, member]) => [key, typeof member === 'string' && isTime(key, member) ? new Date(member) : shownValue(member)]),
  )
}

const isTime = (key: string, text: string): boolean => /(?:Time|Timestamp)$/.test(key) && /^\d{4}-\d\d-\d\dT/.test(text)

/** A request's member as it is kept: copied, its times as ISO text. */
export function kept<T>(value: T): Stored<T> {
  return JSON.parse(JSON.stringify(value)) as Stored<T>
}
