import type { Catalogue } from './catalogue.ts'
import { readForm } from './forms.ts'
import { Problems } from './problems.ts'
import { readJson, readMembers, readScalar } from './read-json.ts'
import type { Member, OperationShape, Target } from './schema.ts'

/** An HTTP request with its body read to the end. */
export interface WireRequest {
  readonly method: string
  /** As sent, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  /** As sent, without the question mark. */
  readonly rawQuery: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A request understood: the operation asked for and its input in the SDK's shapes. */
export interface ReadRequest {
  readonly operation: OperationShape
  readonly input: Readonly<Record<string, unknown>>
  readonly problems: Problems
}

/** The form of a query request: its body, or its query string where it is a GET. */
export function formOf(request: WireRequest): URLSearchParams {
  return request.method === 'GET' ? request.query : new URLSearchParams(request.body.toString('utf8'))
}

/** The name of the operation that a request asks for; undefined where it names none. For REST the method and path name it. */
export function operationName(catalogue: Catalogue, request: WireRequest): string | undefined {
  switch (catalogue.protocol) {
    case 'rest-json':
      return route(catalogue, request)?.operation.name
    case 'json':
      return request.headers['x-amz-target']?.split('.').at(-1)
    default:
      return formOf(request).get('Action') ?? undefined
  }
}

/** Reads a request by the model of its service; undefined where the model has no such operation. */
export function readRequest(catalogue: Catalogue, request: WireRequest): ReadRequest | undefined {
  const problems = new Problems()
  if (catalogue.protocol === 'rest-json') return readRest(catalogue, request, problems)
  const operation = catalogue.operations.get(operationName(catalogue, request) ?? '')
  if (!operation) return undefined
  if (catalogue.protocol === 'json') return { operation, input: readBody(operation.input, request.body, false, problems), problems }
  return { operation, input: readForm(operation.input, formOf(request), catalogue.protocol, problems), problems }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readBody(input: Target | undefined, body: Buffer, jsonNames: boolean, problems: Problems): Readonly<Record<string, unknown>> {
  const value = parseJson(body, problems)
  if (!input || value === undefined) return {}
  const read = readJson(input.shape, value, '', { problems, jsonNames })
  return isObject(read) ? read : {}
}

function parseJson(body: Buffer, problems: Problems): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    problems.mistyped.push('')
    return undefined
  }
}

interface Route {
  readonly operation: OperationShape
  readonly labels: Readonly<Record<string, string>>
}

/** The operation whose path fits; literal segments win over labels, since AWS has both `/x/{name}` and `/x/versions`. */
function route(catalogue: Catalogue, request: WireRequest): Route | undefined {
  const segments = request.path.split('/').slice(1)
  const found = [...catalogue.operations.values()].flatMap((operation) => {
    if (operation.http?.method !== request.method) return []
    const labels = match(operation.http.path.split('?')[0]?.split('/').slice(1) ?? [], segments)
    return labels ? [{ operation, labels }] : []
  })
  return found.toSorted((a, b) => Object.keys(a.labels).length - Object.keys(b.labels).length)[0]
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  const greedy = pattern.findIndex((part) => part.endsWith('+}'))
  if (greedy < 0 ? pattern.length !== segments.length : segments.length < pattern.length) return undefined
  const extra = segments.length - pattern.length
  for (const [index, part] of pattern.entries()) {
    const at = greedy >= 0 && index > greedy ? index + extra : index
    const sent = index === greedy ? segments.slice(at, at + extra + 1).join('/') : (segments[at] ?? '')
    if (!part.startsWith('{')) {
      if (part !== sent) return undefined
    } else if (sent === '') return undefined
    else labels[part.replace(/^\{|\+?\}$/g, '')] = decode(sent)
  }
  return labels
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readRest(catalogue: Catalogue, request: WireRequest, problems: Problems): ReadRequest | undefined {
  const found = route(catalogue, request)
  if (!found) return undefined
  const members = found.operation.input?.shape.kind === 'structure' ? found.operation.input.shape.members : []
  const inBody = members.filter(
    ({ traits }) => !traits.label && !traits.query && !traits.header && !traits.payload && !traits.queryParams && !traits.prefixHeaders,
  )
  const value = inBody.length > 0 ? parseJson(request.body, problems) : {}
  const input: Record<string, unknown> = isObject(value) ? readMembers(inBody, value, '', { problems, jsonNames: true }) : {}
  const asked = new Set<string>()
  for (const member of members) {
    const read = readOutside(member, found.labels, request, problems)
    if (member.traits.query) asked.add(member.traits.query)
    if (read !== undefined) input[member.name] = read
    else if (member.required && !inBody.includes(member)) problems.missing.push(member.name)
  }
  for (const key of request.query.keys()) if (!asked.has(key) && !/^X-Amz-/i.test(key)) problems.unknown.push(key)
  return { operation: found.operation, input, problems }
}

/** A member that comes by the path, the query string or a header. */
function readOutside(member: Member, labels: Readonly<Record<string, string>>, request: WireRequest, problems: Problems): unknown {
  const { traits, shape } = member
  if (traits.label) return scalar(member, labels[member.name], problems)
  if (traits.header) return scalar(member, request.headers[traits.header.toLowerCase()], problems)
  if (traits.payload)
    return readJson(shape, shape.kind === 'blob' ? new Uint8Array(request.body) : parseJson(request.body, problems), member.name, {
      problems,
      jsonNames: true,
    })
  if (!traits.query || !request.query.has(traits.query)) return undefined
  const sent = request.query.getAll(traits.query)
  if (shape.kind !== 'list') return scalar(member, sent[0], problems)
  return sent.map((item) => scalar({ ...member, ...shape.item }, item, problems))
}

function scalar(member: Member, value: string | undefined, problems: Problems): unknown {
  if (value === undefined) return undefined
  const read = readScalar(member.shape, value)
  if (read === undefined) problems.mistyped.push(member.name)
  return read
}
