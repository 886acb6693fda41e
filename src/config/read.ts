import type * as z from 'zod'
import { type Complaint, ConfigError } from './complaint.ts'
import { type Config, nearestSource, type Purpose } from './config.ts'
import { readDocument, type SourceDocument } from './document.ts'
import { examine } from './examine.ts'
import { mismatch } from './mismatch.ts'
import { formatPath, isWithin, parentPath } from './path.ts'
import { isMap } from './plain.ts'
import { type ClusterConfig, clusterConfig } from './schema/cluster-config.ts'
import { fit } from './shape.ts'

/**
 * Reads a config file: YAML or JSON, every value with its place, everything that can be said without a look at AWS.
 * Throws one ConfigError (exit 64) with all complaints. `path` is how the file is called in them.
 */
export function readConfig(text: string, path: string, purpose: Purpose = 'create cluster'): Config {
  const document = readDocument(text)
  const reading = new Reading(document, path)
  reading.stopIfWrong()
  reading.checkKind()
  reading.stopIfWrong()
  const stated = reading.fitted()
  const config: Config = { stated, origin: 'file', purpose, source: reading.source, warnings: [] }
  reading.complain(examine(config))
  reading.stopIfWrong()
  return { ...config, warnings: reading.warnings() }
}

class Reading {
  readonly #document: SourceDocument
  readonly #path: string
  readonly #complaints: Complaint[] = []

  constructor(document: SourceDocument, path: string) {
    this.#document = document
    this.#path = path
    for (const { position, path: at, message } of document.faults) {
      this.#complaints.push({ severity: 'error', path: at, where: this.#place(position), message })
    }
  }

  readonly source = (path: string): string | undefined =>
    nearestSource(path, (at) => {
      const position = this.#document.positions.get(at)
      return position && this.#place(position)
    }) ?? this.#path

  #place({ line, column }: { line: number; column: number }): string {
    return `${this.#path}:${line}:${column}`
  }

  #report = (severity: 'error' | 'warning', path: string, message: string, hint?: string): void => {
    this.#complaints.push({ severity, path, where: this.source(path), message, ...(hint !== undefined && { hint }) })
  }

  stopIfWrong(): void {
    const errors = this.#complaints.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) throw new ConfigError(errors)
  }

  warnings(): Complaint[] {
    return this.#complaints.filter(({ severity }) => severity === 'warning')
  }

  /** Another kind of document gets one sentence, not fifty unknown keys. */
  checkKind(): void {
    const { value } = this.#document
    if (value === null) return this.#report('error', '', 'the file is empty')
    if (!isMap(value)) return this.#report('error', '', 'not a config: expected keys such as apiVersion, kind and metadata')
    for (const [key, expected] of [
      ['apiVersion', 'eksctl.io/v1alpha5'],
      ['kind', 'ClusterConfig'],
    ] as const) {
      if (value[key] === undefined || value[key] === null)
        this.#report('error', key, `must be set: ${key}: ${expected}`, this.#otherCase([key]))
      else if (value[key] !== expected) this.#report('error', key, `must be ${expected}, not ${JSON.stringify(value[key])}`)
    }
  }

  /** The document without what is wrong in it; complaints tell what that was. Throws where too much is wrong to go on. */
  fitted(): ClusterConfig {
    const value = fit(this.#document.value, clusterConfig, this.#report)
    const result = clusterConfig.safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) this.#complainOfType(issue, value)
    for (const issue of result.error.issues) takeOut(value, issue.path)
    const rest = clusterConfig.safeParse(value)
    if (rest.success) return rest.data
    throw new ConfigError(this.#complaints.filter(({ severity }) => severity === 'error'))
  }

  #complainOfType(issue: z.core.$ZodIssue, document: unknown): void {
    const segments = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    const path = formatPath(segments)
    const found = lookUp(document, segments)
    if (found === undefined) return this.#report('error', path, 'must be set', this.#otherCase(segments))
    const { message, hint } = mismatch(issue, found, this.#document.spelling.get(path), path)
    this.#report('error', path, message, hint)
  }

  /** Where a key is missed, whether it is there in other letters. */
  #otherCase(segments: readonly (string | number)[]): string | undefined {
    const key = String(segments.at(-1))
    const holder = lookUp(this.#document.value, segments.slice(0, -1))
    const written = isMap(holder) ? Object.keys(holder).find((one) => one.toLowerCase() === key.toLowerCase()) : undefined
    return written === undefined || written === key ? undefined : `"${written}" is no such key, upper and lower case count: write ${key}`
  }

  /** What the rules say, but not of sections in which something is wrong already: they would judge what was not meant. */
  complain(complaints: readonly Complaint[]): void {
    const doubtful = this.#complaints.filter(({ severity }) => severity === 'error').map(({ path }) => parentPath(path))
    const clear = complaints.filter(
      ({ path }) => !doubtful.some((section) => section !== undefined && section !== '' && isWithin(path, section)),
    )
    this.#complaints.push(...clear)
  }
}

/** Takes a key out of a document; an item of a list stays, since others count their places by it. */
function takeOut(document: unknown, path: readonly PropertyKey[]): void {
  const holder = lookUp(document, path.slice(0, -1))
  const key = path.at(-1)
  if (isMap(holder) && key !== undefined) Reflect.deleteProperty(holder, key)
}

function lookUp(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, segment) => (isMap(value) || Array.isArray(value) ? Reflect.get(value, segment) : undefined),
    document,
  )
}
