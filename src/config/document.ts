import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Alias, Document, Node, Pair, YAMLError, YAMLMap } from 'yaml'
import { EksxError, exitCodes } from '../errors.ts'
import { formatPath, type Segments } from './path.ts'

/** A YAML or JSON text as plain values, each knowing where it was written. */
export interface SourceDocument {
  readonly value: unknown
  /** By path: where the key stands (or the item, in a list). */
  readonly positions: ReadonlyMap<string, Position>
  /** By path: how a number or word was written (`1.30`, `yes`). */
  readonly spelling: ReadonlyMap<string, string>
  readonly faults: readonly DocumentFault[]
}

/** Line and column, both from 1. */
interface Position {
  readonly line: number
  readonly column: number
}

/** Text that is no YAML, or says something twice. */
interface DocumentFault {
  readonly position: Position
  readonly path: string
  readonly message: string
}

/** More values than any config has: aliases of aliases can make millions out of a page. */
const mostValues = 100_000

/** Reads the first document of a YAML 1.1 or JSON text, as Go's YAML does: `yes` and `on` are booleans, times and dates are text. */
export function readDocument(text: string): SourceDocument {
  const lines = new LineCounter()
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const documents: Document[] = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !notInGo.has(`${tag.tag} ${tag.format ?? ''}`)),
  })
  const document = documents[0]
  const syntax = (document?.errors ?? []).map((error) => {
    const { offset, message } = inOurWords(error, text)
    return { position: positionOf(offset), path: '', message: `not YAML: ${message}` }
  })
  if (document === undefined || syntax.length > 0) return { value: null, positions: new Map(), spelling: new Map(), faults: syntax }
  const reader = new Reader(positionOf, document)
  const value = reader.document()
  return { value, positions: reader.positions, spelling: reader.spelling, faults: reader.faults }
}

/** Tags of YAML 1.1 that Go's reader leaves as text, and merge keys, which are read here. */
const notInGo = new Set([
  'tag:yaml.org,2002:int TIME',
  'tag:yaml.org,2002:float TIME',
  'tag:yaml.org,2002:timestamp ',
  'tag:yaml.org,2002:binary ',
  'tag:yaml.org,2002:merge ',
  'tag:yaml.org,2002:omap ',
  'tag:yaml.org,2002:pairs ',
  'tag:yaml.org,2002:set ',
])

function inOurWords(error: YAMLError, text: string): { offset: number; message: string } {
  const closing = /end with a ([\]}])/.exec(error.message)?.[1]
  const opening = closing === undefined ? undefined : unclosed(text.slice(0, error.pos[0]), closing === ']' ? '[' : '{', closing)
  if (opening !== undefined) return { offset: opening, message: `${text[opening]} is never closed` }
  return { offset: error.pos[0], message: error.message.charAt(0).toLowerCase() + error.message.slice(1) }
}

/** Where the last bracket that nothing closes was opened. */
function unclosed(text: string, open: string, close: string): number | undefined {
  let closed = 0
  for (let offset = text.length - 1; offset >= 0; offset--) {
    if (text[offset] === close) closed++
    else if (text[offset] === open && closed-- === 0) return offset
  }
  return undefined
}

class Reader {
  readonly positions = new Map<string, Position>()
  readonly spelling = new Map<string, string>()
  readonly faults: DocumentFault[] = []
  readonly #positionOf: (offset: number) => Position
  readonly #document: Document
  readonly #open = new Set<Node>()
  /** Looking an anchor up reads the whole document. */
  readonly #targets = new Map<Alias, Node>()
  #count = 0

  constructor(positionOf: (offset: number) => Position, document: Document) {
    this.#positionOf = positionOf
    this.#document = document
  }

  document(): unknown {
    this.#place(this.#document.contents, [])
    return this.value(this.#document.contents, [])
  }

  value(node: unknown, path: Segments): unknown {
    if (++this.#count > mostValues) throw tooLarge()
    if (isAlias(node)) return this.#aliased(node, path)
    if (isMap(node)) return this.#guarded(node, path, () => this.#map(node, path))
    if (isSeq(node)) return this.#guarded(node, path, () => node.items.map((item, i) => this.#item(item, [...path, i])))
    if (!isScalar(node)) return null
    if (typeof node.value !== 'string' && node.source !== undefined) this.spelling.set(formatPath(path), node.source)
    return typeof node.value === 'bigint' ? Number(node.value) : node.value
  }

  #item(item: unknown, path: Segments): unknown {
    this.#place(item, path)
    return this.value(item, path)
  }

  #aliased(alias: Alias, path: Segments): unknown {
    const target = this.#targets.get(alias) ?? alias.resolve(this.#document)
    if (target !== undefined) this.#targets.set(alias, target)
    if (target === undefined) return this.#fault(alias, path, `*${alias.source} has no anchor &${alias.source} before it`)
    return this.value(target, path)
  }

  /** An anchor that holds itself has no end. */
  #guarded<T>(node: Node, path: Segments, read: () => T): T | null {
    if (this.#open.has(node)) return this.#fault(node, path, 'an anchor holds itself')
    this.#open.add(node)
    const value = read()
    this.#open.delete(node)
    return value
  }

  #map(map: YAMLMap, path: Segments): Record<string, unknown> {
    const value = new Map<string, unknown>()
    for (const pair of map.items.filter(isMerge))
      Object.entries(this.#merged(pair.value, path)).forEach(([key, one]) => value.set(key, one))
    const seen = new Map<string, unknown>()
    for (const pair of map.items.filter((one) => !isMerge(one))) {
      const key = keyOf(pair)
      const keyPath = [...path, key]
      if (seen.has(key)) this.#fault(pair.key, keyPath, `"${key}" is written twice, first in line ${this.#where(seen.get(key)).line}`)
      seen.set(key, pair.key)
      this.#place(pair.key, keyPath)
      value.set(key, this.value(pair.value, keyPath))
    }
    return Object.fromEntries(value)
  }

  /** `<<`: one map, or several of which the first to have a key gives it. */
  #merged(source: unknown, path: Segments): Record<string, unknown> {
    const node = isAlias(source) ? source.resolve(this.#document) : source
    if (isMap(node)) return this.#guarded(node, path, () => this.#map(node, path)) ?? {}
    if (isSeq(node)) return Object.fromEntries(node.items.toReversed().flatMap((item) => Object.entries(this.#merged(item, path))))
    this.#fault(source, path, '<< takes a map, or a list of maps')
    return {}
  }

  #place(node: unknown, path: Segments): void {
    if (isNode(node) && node.range) this.positions.set(formatPath(path), this.#where(node))
  }

  #where(node: unknown): Position {
    return this.#positionOf((isNode(node) ? node.range?.[0] : undefined) ?? 0)
  }

  #fault(node: unknown, path: Segments, message: string): null {
    this.faults.push({ position: this.#where(node), path: formatPath(path), message })
    return null
  }
}

function tooLarge(): EksxError {
  return new EksxError('ConfigTooLarge', `the config unfolds to more than ${mostValues} values`, { exitCode: exitCodes.usage })
}

function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN'
}

/** Keys are text, whatever they look like: a label named `1` or `true` is fine. */
function keyOf(pair: Pair): string {
  if (!isScalar(pair.key)) return String(pair.key)
  return typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value))
}
