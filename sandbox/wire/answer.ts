import type { AwsError } from '../service.ts'
import type { Catalogue, Protocol } from './catalogue.ts'
import type { Member, OperationShape, Shape } from './schema.ts'
import { dateOf } from './timestamps.ts'
import { writeJson, writeMembers, writeScalar } from './write-json.ts'
import { element, escapeXml, xmlMembers } from './xml.ts'

/** What goes back over HTTP. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const membersOf = (shape: Shape | undefined): readonly Member[] => (shape?.kind === 'structure' ? shape.members : [])

const contentTypes: Readonly<Record<Protocol, string>> = {
  'rest-json': 'application/json',
  json: 'application/x-amz-json-1.1',
  query: 'text/xml',
  ec2: 'text/xml;charset=UTF-8',
}

/** An operation's output as its service's protocol writes it. */
export function writeAnswer(catalogue: Catalogue, operation: OperationShape, output: object, requestId: string): WireAnswer {
  const headers = { 'content-type': contentTypes[catalogue.protocol], 'x-amzn-requestid': requestId }
  const shape = operation.output?.shape
  switch (catalogue.protocol) {
    case 'rest-json':
      return writeRest(operation, output, headers)
    case 'json':
      return { status: 200, headers, body: JSON.stringify(shape ? writeJson(shape, output, false) : {}) }
    case 'query': {
      const result = shape ? element(`${operation.name}Result`, xmlMembers(membersOf(shape), output)) : ''
      const body = result + element('ResponseMetadata', element('RequestId', requestId))
      return {
        status: 200,
        headers,
        body: `<${operation.name}Response xmlns="${catalogue.xmlNamespace}">${body}</${operation.name}Response>`,
      }
    }
    default: {
      const body = element('requestId', requestId) + xmlMembers(membersOf(shape), output)
      const open = `<?xml version="1.0" encoding="UTF-8"?>\n<${operation.name}Response xmlns="${catalogue.xmlNamespace}/">`
      return { status: 200, headers, body: `${open}${body}</${operation.name}Response>` }
    }
  }
}

function writeRest(operation: OperationShape, output: object, headers: Readonly<Record<string, string>>): WireAnswer {
  const values: Readonly<Record<string, unknown>> = { ...output }
  const members = membersOf(operation.output?.shape)
  const outside: Record<string, string> = {}
  for (const { name, shape, traits } of members)
    if (traits.header && values[name] !== undefined)
      outside[traits.header.toLowerCase()] = String(writeScalar(shape, values[name], 'http-date'))
  const code = members.find(({ traits }) => traits.responseCode)
  const status = code && typeof values[code.name] === 'number' ? Number(values[code.name]) : (operation.http?.status ?? 200)
  const payload = members.find(({ traits }) => traits.payload)
  const inBody = members.filter(({ traits }) => !traits.header && !traits.responseCode && !traits.prefixHeaders)
  return {
    status,
    headers: { ...headers, ...outside },
    body: payload ? payloadBody(payload, values[payload.name]) : JSON.stringify(writeMembers(inBody, values, true)),
  }
}

function payloadBody(member: Member, value: unknown): string | Uint8Array {
  if (value === undefined) return ''
  if (member.shape.kind === 'blob' && value instanceof Uint8Array) return value
  return member.shape.kind === 'string'
    ? String(writeScalar(member.shape, value, 'date-time'))
    : JSON.stringify(writeJson(member.shape, value, true))
}

/** An error as its service's protocol writes it: code, status and fields by the model where it has the error, else as the error says. */
export function writeError(catalogue: Catalogue, error: AwsError, requestId: string): WireAnswer {
  const headers = { 'content-type': contentTypes[catalogue.protocol], 'x-amzn-requestid': requestId }
  if (catalogue.protocol === 'query') return queryError(catalogue, error, requestId, headers)
  if (catalogue.protocol === 'ec2') return ec2Error(error, requestId, headers)
  return jsonError(catalogue, error, headers)
}

type Headers = WireAnswer['headers']

function jsonError(catalogue: Catalogue, error: AwsError, headers: Headers): WireAnswer {
  const shape = catalogue.errors.get(error.code)
  const name = shape?.name ?? error.code
  const members = membersOf(shape?.target.shape)
  const spelt = members.find((member) => member.name.toLowerCase() === 'message')?.name ?? 'message'
  const fields = members.length > 0 ? writeMembers(members, { ...error.fields, [spelt]: error.message }, true) : { message: error.message }
  if (catalogue.protocol === 'json')
    return { status: error.status ?? (shape?.fault === 'server' ? 500 : 400), headers, body: JSON.stringify({ __type: name, ...fields }) }
  return { status: error.status ?? shape?.status ?? 400, headers: { ...headers, 'x-amzn-errortype': name }, body: JSON.stringify(fields) }
}

function queryError(catalogue: Catalogue, error: AwsError, requestId: string, headers: Headers): WireAnswer {
  const shape = catalogue.errors.get(error.code)
  const status = error.status ?? shape?.status ?? 400
  const further = membersOf(shape?.target.shape).filter((member) => member.name.toLowerCase() !== 'message')
  const inside = [
    element('Type', status < 500 ? 'Sender' : 'Receiver'),
    element('Code', shape?.code ?? error.code),
    element('Message', escapeXml(error.message)),
    xmlMembers(further, error.fields),
  ].join('')
  const body = element('Error', inside) + element('RequestId', requestId)
  return { status, headers, body: `<ErrorResponse xmlns="${catalogue.xmlNamespace}">${body}</ErrorResponse>` }
}

function ec2Error(error: AwsError, requestId: string, headers: Headers): WireAnswer {
  const inside = element('Error', element('Code', error.code) + element('Message', escapeXml(error.message)))
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element('Response', element('Errors', inside) + element('RequestID', requestId))}`
  return { status: error.status ?? 400, headers, body }
}

/** An output as an SDK client would give it to its caller: members of the shape alone, dates as Date; shares nothing with what it was made from. */
export function project(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure':
      if (!isObject(value)) return undefined
      return Object.fromEntries(
        shape.members.flatMap((member) => {
          const item = value[member.name]
          return item === undefined || item === null ? [] : [[member.name, project(member.shape, item)]]
        }),
      )
    case 'list':
      return Array.isArray(value) ? value.map((item) => project(shape.item.shape, item)) : undefined
    case 'map':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, project(shape.value.shape, item)]))
        : undefined
    case 'timestamp':
      return dateOf(value)
    case 'blob':
    case 'document':
    case 'bigInteger':
      return structuredClone(value)
    default:
      return writeScalar(shape, value, 'date-time')
  }
}
