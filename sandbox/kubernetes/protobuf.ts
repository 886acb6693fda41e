import { workloadMessages } from './protobuf-workloads.ts'

/** A field of a message: its name, and how its bytes are read. A trailing `[]` means repeated. */
type Field = readonly [name: string, form: Form]
type Form = 'string' | 'string[]' | 'bytes' | 'int' | 'bool' | 'time' | 'strings' | 'byteMap' | 'intOrString' | Message | readonly [Message]
/** A message: its fields by number. */
export interface Message {
  readonly [tag: number]: Field
}

const ownerReference: Message = {
  1: ['kind', 'string'],
  3: ['name', 'string'],
  4: ['uid', 'string'],
  5: ['apiVersion', 'string'],
  6: ['controller', 'bool'],
  7: ['blockOwnerDeletion', 'bool'],
}

const objectMeta: Message = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  5: ['uid', 'string'],
  6: ['resourceVersion', 'string'],
  8: ['creationTimestamp', 'time'],
  9: ['deletionTimestamp', 'time'],
  10: ['deletionGracePeriodSeconds', 'int'],
  11: ['labels', 'strings'],
  12: ['annotations', 'strings'],
  13: ['ownerReferences', [ownerReference]],
  14: ['finalizers', 'string[]'],
}

const resourceAttributes: Message = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
}

const nonResourceAttributes: Message = { 1: ['path', 'string'], 2: ['verb', 'string'] }

const deleteOptions: Message = {
  1: ['gracePeriodSeconds', 'int'],
  2: ['preconditions', { 1: ['uid', 'string'], 2: ['resourceVersion', 'string'] }],
  3: ['orphanDependents', 'bool'],
  4: ['propagationPolicy', 'string'],
  5: ['dryRun', 'string[]'],
}

const reference: Message = { 1: ['kind', 'string'], 2: ['namespace', 'string'], 3: ['name', 'string'], 4: ['uid', 'string'] }

const reviewSpec: Message = { 1: ['resourceAttributes', resourceAttributes], 2: ['nonResourceAttributes', nonResourceAttributes] }

const subjectReviewSpec: Message = { ...reviewSpec, 3: ['user', 'string'], 4: ['groups', 'string[]'] }

const eviction: Message = { 1: ['metadata', objectMeta], 2: ['deleteOptions', deleteOptions] }

/** The kinds that clients send as protobuf, by kind: their fields by number, from the .proto files of k8s.io/api. */
const messages: Readonly<Record<string, Message>> = {
  Namespace: { 1: ['metadata', objectMeta], 2: ['spec', { 1: ['finalizers', 'string[]'] }], 3: ['status', { 1: ['phase', 'string'] }] },
  ServiceAccount: {
    1: ['metadata', objectMeta],
    2: ['secrets', [reference]],
    3: ['imagePullSecrets', [{ 1: ['name', 'string'] }]],
    4: ['automountServiceAccountToken', 'bool'],
  },
  ConfigMap: { 1: ['metadata', objectMeta], 2: ['data', 'strings'], 3: ['binaryData', 'byteMap'], 4: ['immutable', 'bool'] },
  Secret: {
    1: ['metadata', objectMeta],
    2: ['data', 'byteMap'],
    3: ['type', 'string'],
    4: ['stringData', 'strings'],
    5: ['immutable', 'bool'],
  },
  Eviction: eviction,
  DeleteOptions: deleteOptions,
  SelfSubjectAccessReview: { 1: ['metadata', objectMeta], 2: ['spec', reviewSpec] },
  SubjectAccessReview: { 1: ['metadata', objectMeta], 2: ['spec', subjectReviewSpec] },
  SelfSubjectRulesReview: { 1: ['metadata', objectMeta], 2: ['spec', { 1: ['namespace', 'string'] }] },
  SelfSubjectReview: { 1: ['metadata', objectMeta] },
  TokenReview: { 1: ['metadata', objectMeta], 2: ['spec', { 1: ['token', 'string'], 2: ['audiences', 'string[]'] }] },
  TokenRequest: {
    1: ['metadata', objectMeta],
    2: ['spec', { 1: ['audiences', 'string[]'], 3: ['boundObjectRef', reference], 4: ['expirationSeconds', 'int'] }],
  },
  Binding: { 1: ['metadata', objectMeta], 2: ['target', reference] },
  ...workloadMessages(objectMeta),
}

const magic = Buffer.from('k8s\0')

/** Reads a body in Kubernetes' protobuf envelope; undefined for a kind whose fields are not known here. */
export function decodeProtobuf(body: Buffer): Record<string, unknown> | undefined {
  if (!body.subarray(0, 4).equals(magic)) return undefined
  const envelope = [...fieldsOf(body.subarray(4))]
  const meta = decode(envelope.find(({ tag }) => tag === 1)?.bytes ?? Buffer.alloc(0), {
    1: ['apiVersion', 'string'],
    2: ['kind', 'string'],
  })
  const message = messages[String(meta['kind'])]
  const raw = envelope.find(({ tag }) => tag === 2)?.bytes ?? Buffer.alloc(0)
  return message && { ...meta, ...decode(raw, message) }
}

interface Part {
  readonly tag: number
  readonly bytes: Buffer
  readonly number: number
}

function* fieldsOf(buffer: Buffer): Generator<Part> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; at < buffer.length; shift *= 128) {
      const byte = buffer.readUInt8(at++)
      value += (byte & 0x7f) * shift
      if (byte < 0x80) break
    }
    return value
  }
  while (at < buffer.length) {
    const key = varint()
    const wire = key & 7
    if (wire === 0) yield { tag: key >> 3, bytes: Buffer.alloc(0), number: varint() }
    else {
      const size = wire === 2 ? varint() : wire === 1 ? 8 : 4
      yield { tag: key >> 3, bytes: buffer.subarray(at, at + size), number: 0 }
      at += size
    }
  }
}

function decode(buffer: Buffer, message: Message): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const part of fieldsOf(buffer)) {
    const field = message[part.tag]
    if (!field) continue
    const value = valueOf(part, field[1], object[field[0]])
    if (value !== undefined) object[field[0]] = value
  }
  return object
}

function valueOf(part: Part, form: Form, before: unknown): unknown {
  if (typeof form === 'object') {
    if (!isRepeated(form)) return decode(part.bytes, form)
    return [...((before as unknown[] | undefined) ?? []), decode(part.bytes, form[0])]
  }
  switch (form) {
    case 'string':
      // Go writes empty strings too; an empty field is an absent one.
      return part.bytes.length > 0 ? part.bytes.toString() : undefined
    case 'string[]':
      return [...((before as string[] | undefined) ?? []), part.bytes.toString()]
    case 'bytes':
      return part.bytes.toString('base64')
    case 'int':
      return part.number
    case 'bool':
      return part.number === 1
    case 'time':
      return timeOf(part.bytes)
    case 'intOrString':
      return numberOrText(part.bytes)
    case 'strings':
      return { ...(before as object | undefined), ...entryOf(part.bytes, 'string') }
    default:
      return { ...(before as object | undefined), ...entryOf(part.bytes, 'bytes') }
  }
}

function isRepeated(form: object): form is readonly [Message] {
  return Array.isArray(form)
}

function entryOf(bytes: Buffer, form: Form): object {
  const { key = '', value = '' } = decode(bytes, { 1: ['key', 'string'], 2: ['value', form] }) as { key?: string; value?: unknown }
  return { [key]: value }
}

/** 80 or "25%"; of the two the first field says which it is. */
function numberOrText(bytes: Buffer): unknown {
  const { kind, number, text } = decode(bytes, { 1: ['kind', 'int'], 2: ['number', 'int'], 3: ['text', 'string'] })
  return kind === 1 ? text : (number ?? 0)
}

function timeOf(bytes: Buffer): string | undefined {
  const seconds = [...fieldsOf(bytes)].find(({ tag }) => tag === 1)?.number ?? 0
  return seconds > 0 && seconds < 1e12 ? new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z') : undefined
}
