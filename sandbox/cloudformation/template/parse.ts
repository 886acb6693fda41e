import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node, ParsedNode } from 'yaml'
import { malformed } from '../errors.ts'
import { asText, isObject } from './document.ts'
import type { Json, JsonObject } from './document.ts'

const shortForms: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'And',
      'Base64',
      'Cidr',
      'Equals',
      'FindInMap',
      'ForEach',
      'GetAZs',
      'GetAtt',
      'If',
      'ImportValue',
      'Join',
      'Length',
      'Not',
      'Or',
      'Select',
      'Split',
      'Sub',
      'ToJsonString',
      'Transform',
    ].map((name) => [`!${name}`, `Fn::${name}`]),
  ),
  '!Ref': 'Ref',
  '!Condition': 'Condition',
}

/** Text in YAML (short forms of the functions included) or JSON as a plain object. */
export function parseTemplate(text: string): JsonObject {
  const value = text.trimStart().startsWith('{') ? parseJson(text) : parseYaml(text)
  if (!isObject(value)) throw malformed('unsupported structure.')
  return value
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // YAML is a superset of JSON: what is no JSON may still be YAML that begins with a brace.
    const document = parseDocument(text, yamlOptions)
    if (document.errors.length === 0) return plain(document.contents, document)
    throw malformed(`JSON not well-formed. (line ${lineOf(text, error)})`)
  }
}

function lineOf(text: string, error: unknown): string {
  const offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length)
  const before = text.slice(0, offset).split('\n')
  return `${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

// AWS reads YAML 1.1 without its dates, binaries and sets: a date stays the text it is.
const yamlOptions = { schema: 'core', version: '1.2', merge: true, uniqueKeys: false, logLevel: 'silent' } as const

function parseYaml(text: string): Json {
  const document = parseDocument(text, yamlOptions)
  const error = document.errors[0]
  if (error) {
    const at = error.linePos?.[0]
    throw malformed(`YAML not well-formed. (line ${at?.line ?? 1}, column ${at?.col ?? 1})`)
  }
  return plain(document.contents, document)
}

function plain(node: ParsedNode | Node | null | undefined, document: Document.Parsed): Json {
  if (node === null || node === undefined) return null
  if (isAlias(node)) return plain(node.resolve(document), document)
  const value = isScalar(node)
    ? scalar(node.value, node.source)
    : isSeq(node)
      ? list(node.items, document)
      : isMap(node)
        ? map(node.items, document)
        : null
  const tag = node.tag
  if (tag === undefined || !tag.startsWith('!')) return value
  const name = shortForms[tag]
  if (name === undefined) throw malformed(`Unsupported tag: ${tag}`)
  return { [name]: name === 'Fn::GetAtt' && typeof value === 'string' ? splitAttribute(value) : value }
}

function scalar(value: unknown, source: string | undefined): Json {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  return source ?? asText(value)
}

function list(items: readonly unknown[], document: Document.Parsed): Json {
  return items.map((item) => plain(item as ParsedNode, document))
}

function map(items: readonly { readonly key: unknown; readonly value: unknown }[], document: Document.Parsed): Json {
  const result: JsonObject = {}
  for (const { key, value } of items) {
    const name = plain(key as ParsedNode, document)
    const content = plain(value as ParsedNode, document)
    if (name === '<<' && isObject(content)) Object.assign(result, content)
    else result[asText(name)] = content
  }
  return result
}

/** `VPC.CidrBlock` as the pair that Fn::GetAtt takes; the resource's name ends at the first point. */
export function splitAttribute(text: string): [string, string] {
  const at = text.indexOf('.')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
