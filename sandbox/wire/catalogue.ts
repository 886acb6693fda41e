import { errorShape, operationShape, type ErrorShape, type OperationShape } from './schema.ts'

export type Protocol = 'rest-json' | 'json' | 'query' | 'ec2'

/** All that the wire knows of one service: its operations, its errors, and how it speaks. */
export interface Catalogue {
  readonly protocol: Protocol
  /** `2016-11-15`, as query requests name it. */
  readonly version: string
  readonly xmlNamespace: string
  /** What stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix: string
  readonly operations: ReadonlyMap<string, OperationShape>
  /** By the code on the wire, and by the shape's name where that differs. */
  readonly errors: ReadonlyMap<string, ErrorShape>
}

const protocols: Readonly<Record<string, Protocol>> = {
  'aws.protocols#restJson1': 'rest-json',
  'aws.protocols#awsJson1_1': 'json',
  'aws.protocols#awsQuery': 'query',
  'aws.protocols#ec2Query': 'ec2',
}

/** Reads a service's model out of its SDK client module. */
export function catalogueOf(client: object): Catalogue {
  const operations = new Map<string, OperationShape>()
  const errors = new Map<string, ErrorShape>()
  for (const value of Object.values(client)) {
    const operation = operationShape(value)
    if (operation) operations.set(operation.name, operation)
    const error = errorShape(value)
    if (error) errors.set(error.name, error).set(error.code, error)
  }
  return { ...settingsOf(client), operations, errors }
}

function settingsOf(client: object): Pick<Catalogue, 'protocol' | 'version' | 'xmlNamespace' | 'targetPrefix'> {
  const made: unknown = Object.entries(client).flatMap(([name, value]) =>
    /^[A-Z]\w*Client$/.test(name) && isClass(value) ? [new value(bare)] : [],
  )[0]
  const config = property(made, 'config')
  const settings = property(config, 'protocolSettings')
  const protocol = property(config, 'protocol')
  const shapeId = property(protocol, 'getShapeId')
  const found = typeof shapeId === 'function' ? protocols[String(shapeId.call(protocol))] : undefined
  if (!found) throw new TypeError('a client whose protocol the wire does not speak')
  return {
    protocol: found,
    version: text(property(settings, 'version')),
    xmlNamespace: text(property(settings, 'xmlNamespace')),
    targetPrefix: text(property(settings, 'serviceTarget')),
  }
}

const bare = { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } }
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isClass = (value: unknown): value is new (config: object) => unknown => typeof value === 'function'
const property = (of: unknown, name: string): unknown =>
  (typeof of === 'object' && of !== null) || typeof of === 'function' ? Reflect.get(of, name) : undefined
