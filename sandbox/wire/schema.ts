/** A shape of a service's model, read from what its SDK client exports. */
export type Shape =
  | { readonly kind: 'structure'; readonly name: string; readonly union: boolean; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly item: Target }
  | { readonly kind: 'map'; readonly key: Target; readonly value: Target }
  | { readonly kind: 'timestamp'; readonly format: TimestampFormat | undefined }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'document' | 'bigInteger' | 'bigDecimal' | 'blob' }

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds'

/** A shape in its place, with the traits of both. */
export interface Target {
  readonly shape: Shape
  readonly traits: Traits
}

export interface Member extends Target {
  readonly name: string
  readonly required: boolean
}

/** What the wire needs to know of a shape or member beside its kind. */
export interface Traits {
  readonly label?: boolean
  readonly payload?: boolean
  readonly responseCode?: boolean
  readonly queryParams?: boolean
  readonly idempotencyToken?: boolean
  readonly sensitive?: boolean
  readonly query?: string
  readonly header?: string
  readonly prefixHeaders?: string
  readonly xmlName?: string
  readonly ec2QueryName?: string
  readonly flattened?: boolean
  readonly jsonName?: string
  readonly streaming?: boolean
}

export interface OperationShape {
  readonly name: string
  readonly input: Target | undefined
  readonly output: Target | undefined
  readonly http: { readonly method: string; readonly path: string; readonly status: number } | undefined
}

export interface ErrorShape {
  readonly name: string
  readonly target: Target
  /** As the wire spells it. */
  readonly code: string
  readonly status: number
  readonly fault: 'client' | 'server'
}

type Ref = number | readonly unknown[] | (() => Ref)

const simple: Readonly<Record<number, Shape>> = {
  0: { kind: 'string' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
  4: { kind: 'timestamp', format: undefined },
  5: { kind: 'timestamp', format: 'date-time' },
  6: { kind: 'timestamp', format: 'http-date' },
  7: { kind: 'timestamp', format: 'epoch-seconds' },
  15: { kind: 'document' },
  17: { kind: 'bigInteger' },
  19: { kind: 'bigDecimal' },
  21: { kind: 'blob' },
  42: { kind: 'blob' },
}

const streamingBlob = 42
const listOf = 64
const mapOf = 128

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isRef = (value: unknown): value is Ref => typeof value === 'number' || isList(value) || typeof value === 'function'
const ref = (value: unknown): Ref => {
  if (isRef(value)) return value
  throw new TypeError(`not a schema: ${typeof value}`)
}
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const known = new WeakMap<readonly unknown[], Target>()

/** Reads a schema reference; shapes are built once and their members only when looked at, since shapes may hold themselves. */
function target(of: Ref): Target {
  if (typeof of === 'function') return target(of())
  if (typeof of === 'number') return simpleTarget(of)
  if (of.length === 2) {
    const inner = target(ref(of[0]))
    return { shape: inner.shape, traits: { ...inner.traits, ...traitsOf(of[1]) } }
  }
  const found = known.get(of)
  if (found) return found
  const made = aggregate(of)
  known.set(of, made)
  return made
}

function simpleTarget(code: number): Target {
  if (code >= mapOf) return { shape: { kind: 'map', key: target(0), value: target(code - mapOf) }, traits: {} }
  if (code >= listOf) return { shape: { kind: 'list', item: target(code - listOf) }, traits: {} }
  const shape = simple[code]
  if (!shape) throw new TypeError(`no simple shape has the number ${code}`)
  return { shape, traits: code === streamingBlob ? { streaming: true } : {} }
}

function aggregate(of: readonly unknown[]): Target {
  const traits = traitsOf(of[3])
  switch (of[0]) {
    case 0:
      return { shape: target(ref(of[4])).shape, traits }
    case 1:
      return { shape: listShape(of), traits }
    case 2:
      return { shape: mapShape(of), traits }
    case 3:
    case -3:
    case 4:
      return { shape: structureShape(of), traits }
    default:
      throw new TypeError(`no shape has the number ${String(of[0])}`)
  }
}

function listShape(of: readonly unknown[]): Shape {
  let item: Target | undefined
  return {
    kind: 'list',
    get item() {
      return (item ??= target(ref(of[4])))
    },
  }
}

function mapShape(of: readonly unknown[]): Shape {
  let value: Target | undefined
  return {
    kind: 'map',
    get key() {
      return target(ref(of[4]))
    },
    get value() {
      return (value ??= target(ref(of[5])))
    },
  }
}

function structureShape(of: readonly unknown[]): Shape {
  let members: readonly Member[] | undefined
  return {
    kind: 'structure',
    name: text(of[2]),
    union: of[0] === 4,
    get members() {
      return (members ??= membersOf(of))
    },
  }
}

function membersOf(of: readonly unknown[]): readonly Member[] {
  const names = isList(of[4]) ? of[4] : []
  const refs = isList(of[5]) ? of[5] : []
  const required = typeof of[6] === 'number' ? of[6] : 0
  return names.map((name, index) => ({ name: text(name), required: index < required, ...target(ref(refs[index])) }))
}

const traitBits = { label: 1, idempotencyToken: 4, sensitive: 8, payload: 16, responseCode: 32, queryParams: 64 } as const

function traitsOf(value: unknown): Traits {
  if (typeof value === 'number')
    return Object.fromEntries(Object.entries(traitBits).flatMap(([name, bit]) => (value & bit ? [[name, true]] : [])))
  if (typeof value !== 'object' || value === null) return {}
  const said = new Map<string, unknown>(Object.entries(value))
  const words: [keyof Traits, unknown][] = [
    ['label', said.get('httpLabel')],
    ['payload', said.get('httpPayload')],
    ['responseCode', said.get('httpResponseCode')],
    ['queryParams', said.get('httpQueryParams')],
    ['idempotencyToken', said.get('idempotencyToken')],
    ['sensitive', said.get('sensitive')],
    ['flattened', said.get('xmlFlattened')],
    ['query', said.get('httpQuery')],
    ['header', said.get('httpHeader')],
    ['prefixHeaders', said.get('httpPrefixHeaders')],
    ['xmlName', said.get('xmlName')],
    ['ec2QueryName', said.get('ec2QueryName')],
    ['jsonName', said.get('jsonName')],
  ]
  return Object.fromEntries(words.flatMap(([name, word]) => (word === undefined ? [] : [[name, typeof word === 'string' ? word : true]])))
}

function side(of: unknown): Target | undefined {
  const value: unknown = typeof of === 'function' ? of() : of
  return value === 'unit' ? undefined : target(ref(value))
}

/** The operation that an SDK client exports as `CreateCluster$`; undefined where the value is no operation. */
export function operationShape(value: unknown): OperationShape | undefined {
  if (!isList(value) || value[0] !== 9) return undefined
  const http = typeof value[3] === 'object' && value[3] !== null && 'http' in value[3] && isList(value[3].http) ? value[3].http : undefined
  return {
    name: text(value[2]),
    http: http && { method: text(http[0]), path: text(http[1]), status: Number(http[2]) },
    input: side(value[4]),
    output: side(value[5]),
  }
}

/** A modelled error; undefined where the value is none. */
export function errorShape(value: unknown): ErrorShape | undefined {
  if (!isList(value) || value[0] !== -3) return undefined
  const said = new Map<string, unknown>(typeof value[3] === 'object' && value[3] !== null ? Object.entries(value[3]) : [])
  const query = said.get('awsQueryError')
  const [code, queryStatus]: readonly unknown[] = isList(query) ? query : []
  const fault = said.get('error') === 'server' ? 'server' : 'client'
  const status = Number(said.get('httpError') ?? queryStatus ?? (fault === 'server' ? 500 : 400))
  const name = text(value[2])
  return { name, code: typeof code === 'string' ? code : name, status, fault, target: target(value) }
}
