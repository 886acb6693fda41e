import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml'
import { EksxError, exitCodes } from '../errors.ts'
import { formatPath, type Segments } from './path.ts'
import { plainValue } from './scalars.ts'
import { parseYaml, type Position } from './yaml-text.ts'

/** A YAML or JSON text as plain values, each knowing where it was written. */
export interface SourceDocument {
  readonly value: unknown
  /** By path: where the key stands (or the item, in a list). */
  readonly positions: ReadonlyMap<string, Position>
  /** By path: how a number or word was written (`1.30`, `yes`). */
  readonly spelling: ReadonlyMap<string, string>
  readonly faults: readonly DocumentFault[]
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
  const { document, fault, positionOf } = parseYaml(text)
  const nothing = { value: null, positions: new Map<string, Position>(), spelling: new Map<string, string>() }
  if (fault) return { ...nothing, faults: [{ position: fault.position, path: '', message: `not YAML: ${fault.message}` }] }
  if (document === undefined) return { ...nothing, faults: [] }
  const reader = new Reader(positionOf, document)
  const value = reader.document()
  return { value, positions: reader.positions, spelling: reader.spelling, faults: reader.faults }
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
    const value = valueOf(node)
    if (typeof value !== 'string' && node.source !== undefined) this.spelling.set(formatPath(path), node.source)
    return value
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
      // JavaScript keeps this one for itself, and would drop it without a word.
      if (key === '__proto__') this.#fault(pair.key, keyPath, '"__proto__" cannot be a key')
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

/** Quotes and most tags say that it is text; what is plain stands for what it looks like. */
function valueOf({ type, tag, source = '', value }: Scalar): unknown {
  if (tag !== undefined) return looksOnly.has(tag) ? plainValue(String(value)) : String(value)
  return type === undefined || type === 'PLAIN' ? plainValue(source) : value
}

/** The tags (`!!int`) that ask for what a text looks like. */
const looksOnly = new Set(['null', 'bool', 'int', 'float'].map((name) => `tag:yaml.org,2002:${name}`))

/** Keys are text, whatever they look like: a label named `1` or `true` is fine. */
function keyOf(pair: Pair): string {
  if (!isScalar(pair.key)) return String(pair.key)
  return typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value))
}
