import { AwsError } from '#sandbox/service.ts'

/** One filter as a request states it. */
export interface Filter {
  readonly Name?: string | undefined
  readonly Values?: readonly string[] | undefined
}

/** The filters of a Describe call: the filter's name → a path into the record, or what it reads of it. A path goes through lists. */
export type FilterTable<R> = Readonly<Record<string, string | ((record: R) => unknown)>>

/** The records that pass every filter: any of its values, with `*` and `?`. */
export function filtered<R extends object>(records: readonly R[], filters: readonly Filter[] | undefined, table: FilterTable<R>): R[] {
  const tests = (filters ?? []).map((filter) => testOf(filter, table))
  return records.filter((record) => tests.every((test) => test(record)))
}

function testOf<R extends object>({ Name: name = '', Values: values = [] }: Filter, table: FilterTable<R>): (record: R) => boolean {
  const patterns = values.map((value) => pattern(value))
  const read = readerOf(name, table)
  return (record) => texts(read(record)).some((text) => patterns.some((wanted) => wanted.test(text)))
}

function readerOf<R extends object>(name: string, table: FilterTable<R>): (record: R) => unknown {
  const listed = table[name]
  if (typeof listed === 'function') return listed
  if (listed !== undefined) return (record) => along(record, listed.split('.'))
  if (name.startsWith('tag:')) return (record) => tagsOf(record).find((tag) => tag.Key === name.slice(4))?.Value
  if (name === 'tag-key') return (record) => tagsOf(record).map((tag) => tag.Key)
  if (name === 'tag-value') return (record) => tagsOf(record).map((tag) => tag.Value)
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`)
}

/** The tags of a record, whatever its kind calls them. */
export function tagsOf(record: object): readonly { Key: string; Value: string }[] {
  return (('Tags' in record ? record.Tags : 'TagSet' in record ? record.TagSet : undefined) as { Key: string; Value: string }[]) ?? []
}

function along(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (Array.isArray(value)) return value.flatMap((item) => along(item, path))
  return typeof value === 'object' && value !== null ? along((value as Record<string, unknown>)[first], rest) : undefined
}

function texts(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => texts(item))
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}

/** `*` is any text, `?` one character; a backslash takes their meaning away. */
function pattern(glob: string): RegExp {
  const source = [...glob.matchAll(/\\(.)|([\s\S])/g)].map(([, escaped, plain]) =>
    plain === '*' ? '[\\s\\S]*' : plain === '?' ? '[\\s\\S]' : literal(escaped ?? plain ?? ''),
  )
  return new RegExp(`^${source.join('')}$`)
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
