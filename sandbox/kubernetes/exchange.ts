import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'yaml'
import type { Clock } from '../../src/clock.ts'
import type { User } from './authorize.ts'
import { badRequest, unsupportedMedia } from './failure.ts'
import type { ObjectStore } from './objects.ts'
import { decodeProtobuf } from './protobuf.ts'
import type { Resource } from './resources.ts'

/** What the parts of the server share. */
export interface ClusterApi {
  readonly store: ObjectStore
  readonly clock: Clock
  /** `1.33` */
  readonly version: string
  /** Signs the tokens of service accounts. */
  readonly secret: string
  resources(): readonly Resource[]
  /** Told of a request that stays open with nothing to send. */
  idle(request: IncomingMessage): void
}

/** One request, read to its end. */
export interface Exchange {
  readonly api: ClusterApi
  readonly user: User
  readonly request: IncomingMessage
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Buffer
}

/** What is sent back: a body, or something that writes on its own for as long as it likes. */
export type Answer =
  | { readonly status: number; readonly body: object | string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly stream: (response: ServerResponse) => void }

const readable = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** The media type of the body, without its parameters. */
export function mediaType({ request }: Exchange): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** The body as an object; an empty one where there is none. 415 for a form that is not read, 400 for a broken one. */
export function bodyOf(exchange: Exchange): Record<string, unknown> {
  const type = mediaType(exchange)
  if (exchange.body.length === 0) return {}
  if (type.endsWith('protobuf')) {
    const decoded = decodeProtobuf(exchange.body)
    if (!decoded) throw unsupportedMedia(type, readable.slice(0, 2))
    return decoded
  }
  if (type && !/json|yaml|x-www-form-urlencoded/.test(type)) throw unsupportedMedia(type, readable)
  return objectOf(parsed(exchange.body.toString(), type))
}

/** The body as a person would read it: data where it can be read, else text. */
export function readForLog(request: IncomingMessage, body: Buffer): unknown {
  if (body.length === 0) return undefined
  if ((request.headers['content-type'] ?? '').includes('protobuf')) return decodeProtobuf(body)
  try {
    return JSON.parse(body.toString())
  } catch {
    return body.toString()
  }
}

/** Text as data: YAML where the type says so, else JSON. */
export function parsed(text: string, type: string): unknown {
  try {
    return type.includes('yaml') ? parse(text) : JSON.parse(text)
  } catch (error) {
    throw badRequest(`error decoding the body of the request: ${(error as Error).message}`)
  }
}

/** 400 for what is no object. */
export function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('the body of the request is not an object')
  return value as Record<string, unknown>
}

/** A write that is only tried. */
export function isDryRun({ query }: Exchange): boolean {
  return query.getAll('dryRun').includes('All')
}
