import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../src/clock.ts'
import { fieldSelector, labelSelector, read, type Test, textAt } from './selectors.ts'

/** A Kubernetes object. What the store gives out is frozen: change a copy, or use `change`. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: Metadata
  [field: string]: unknown
}

interface Metadata {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  /** ISO, whole seconds. */
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: OwnerReference[]
  generateName?: string
  managedFields?: object[]
  [field: string]: unknown
}

interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** Which kind: the version in `apiVersion` does not matter, its group does. */
export interface KindRef {
  readonly apiVersion: string
  readonly kind: string
}

/** Which object; without a namespace for kinds that have none. */
export interface Ref extends KindRef {
  readonly namespace?: string | undefined
  readonly name: string
}

/** What happened to an object. A deleted one comes as it last was, with the resource version of its end. */
export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
  /** As it was before; undefined for an added one. */
  readonly before: KubeObject | undefined
  readonly version: number
}

export interface Filter {
  readonly namespace?: string | undefined
  /** As in a query: `app=web,tier!=db`. */
  readonly labels?: string | undefined
  /** As in a query: `spec.nodeName=x`. */
  readonly fields?: string | undefined
}

export interface Removal {
  /** Seconds that a pod has to end; its own `terminationGracePeriodSeconds` unless said. 0 ends it at once. */
  readonly graceSeconds?: number | undefined
}

/** The store as plain data. */
export interface ObjectState {
  version: number
  objects: KubeObject[]
}

/** How many changes are remembered for watches that begin in the past. */
const remembered = 2000

/** The objects of one cluster. Writes are immediate; listeners are called after each, in order. What it holds survives JSON. */
export class ObjectStore {
  readonly #clock: Clock
  readonly #kinds = new Map<string, Map<string, KubeObject>>()
  readonly #listeners = new Set<(change: ObjectChange) => void>()
  readonly #history: ObjectChange[] = []
  readonly #untold: ObjectChange[] = []
  readonly #closing = new AbortController()
  #version = 1

  constructor(clock: Clock, state?: ObjectState) {
    this.#clock = clock
    if (!state) return
    this.#version = state.version
    for (const object of state.objects) this.#set(freeze(plain(object)))
    for (const object of state.objects) if (object.metadata.deletionTimestamp) void this.#endLater(object)
  }

  /** The newest resource version. */
  get version(): number {
    return this.#version
  }

  /** The oldest version from which `since` still knows everything. */
  get oldest(): number {
    return this.#history[0] ? this.#history[0].version - 1 : this.#version
  }

  get(ref: Ref): KubeObject | undefined {
    return this.#kinds.get(kindKey(ref))?.get(nameKey(ref.namespace, ref.name))
  }

  /** Sorted by namespace and name. */
  list(kind: KindRef, filter: Filter = {}): KubeObject[] {
    const tests: Test[] = []
    if (filter.labels) tests.push(labelSelector(filter.labels))
    if (filter.fields) tests.push(fieldSelector(filter.fields))
    const all = [...(this.#kinds.get(kindKey(kind))?.entries() ?? [])]
    return all
      .filter(([, object]) => filter.namespace === undefined || object.metadata.namespace === filter.namespace)
      .filter(([, object]) => tests.every((test) => test(object)))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object)
  }

  /** Every object of every kind. */
  all(): KubeObject[] {
    return [...this.#kinds.values()].flatMap((objects) => [...objects.values()])
  }

  /** Creates the object or replaces all of it but its identity. A write that changes nothing is none. Gives what is stored now. */
  put(object: KubeObject): KubeObject {
    const before = this.get(refOf(object))
    const next = plain(object)
    stamp(next, before, new Date(this.#clock.now()))
    if (before && isDeepStrictEqual(withoutVersion(next), withoutVersion(before))) return before
    next.metadata.resourceVersion = String(++this.#version)
    const stored = freeze(next)
    this.#set(stored)
    this.#tell({ type: before ? 'MODIFIED' : 'ADDED', object: stored, before, version: this.#version })
    if (isFinished(stored)) this.#drop(stored)
    return stored
  }

  /** Puts a changed copy; undefined where there is no such object. */
  change(ref: Ref, edit: (draft: KubeObject) => void): KubeObject | undefined {
    const before = this.get(ref)
    if (!before) return undefined
    const draft = plain(before)
    edit(draft)
    return this.put(draft)
  }

  /**
   * Deletes. An object with finalizers gets a deletion timestamp and goes when the last one is taken off; a pod on a node goes when its
   * grace has passed. Gives the object as it is now or was last; undefined where there is none.
   */
  remove(ref: Ref, { graceSeconds }: Removal = {}): KubeObject | undefined {
    const object = this.get(ref)
    if (!object) return undefined
    const grace = graceOf(object, graceSeconds)
    if (grace === 0 && !isHeld(object)) return this.#drop(object)
    const running = object.metadata.deletionGracePeriodSeconds
    if (object.metadata.deletionTimestamp && (running ?? 0) <= grace) return object
    const marked = this.change(ref, ({ metadata }) => {
      metadata.deletionTimestamp = isoSeconds(this.#clock.now() + grace * 1000)
      metadata.deletionGracePeriodSeconds = grace
    })
    if (marked) void this.#endLater(marked)
    return marked
  }

  /** Calls back after each change; gives the way to stop. */
  onChange(listener: (change: ObjectChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What happened after a version; undefined where that is no longer known. */
  since(version: number): readonly ObjectChange[] | undefined {
    if (version < this.oldest) return undefined
    return this.#history.filter((change) => change.version > version)
  }

  dump(): ObjectState {
    return { version: this.#version, objects: this.all().map(plain) }
  }

  /** Ends what is still to happen on the clock. */
  close(): void {
    this.#closing.abort(new Error('the store is closed'))
    this.#listeners.clear()
  }

  #set(object: KubeObject): void {
    const key = kindKey(object)
    const objects = this.#kinds.get(key) ?? new Map<string, KubeObject>()
    this.#kinds.set(key, objects.set(nameKey(object.metadata.namespace, object.metadata.name), object))
  }

  #drop(object: KubeObject): KubeObject {
    this.#kinds.get(kindKey(object))?.delete(nameKey(object.metadata.namespace, object.metadata.name))
    const last = freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } })
    this.#tell({ type: 'DELETED', object: last, before: object, version: this.#version })
    return last
  }

  /** A listener that writes does not overtake: everybody hears of changes in their order. */
  #tell(change: ObjectChange): void {
    this.#history.push(change)
    if (this.#history.length > remembered) this.#history.splice(0, this.#history.length - remembered)
    this.#untold.push(change)
    if (this.#untold.length > 1) return
    for (let next = this.#untold[0]; next; next = this.#untold[0]) {
      for (const listener of this.#listeners) listener(next)
      this.#untold.shift()
    }
  }

  /** A kubelet's part: when the grace has passed, the pod is gone. */
  async #endLater(object: KubeObject): Promise<void> {
    const { deletionTimestamp, uid } = object.metadata
    if (object.kind !== 'Pod' || !deletionTimestamp) return
    try {
      await this.#clock.sleep(Math.max(0, Date.parse(deletionTimestamp) - this.#clock.now()), this.#closing.signal)
    } catch {
      return
    }
    const { metadata } = this.get(refOf(object)) ?? {}
    if (metadata?.uid !== uid || metadata?.deletionTimestamp !== deletionTimestamp) return
    this.change(refOf(object), (draft) => (draft.metadata.deletionGracePeriodSeconds = 0))
  }
}

/** The way to an object. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): Ref {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name }
}

/** The group in an apiVersion; empty for the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

/** A moment as Kubernetes writes it: ISO without fractions. */
export function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

function kindKey({ apiVersion, kind }: KindRef): string {
  return `${groupOf(apiVersion)}/${kind}`
}

function nameKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}

/** Gives a new object its identity, keeps that of an existing one, and counts changes of what is wanted. */
function stamp(next: KubeObject, before: KubeObject | undefined, now: Date): void {
  const { metadata } = next
  metadata.uid = before?.metadata.uid ?? metadata.uid ?? randomUUID()
  metadata.creationTimestamp = before?.metadata.creationTimestamp ?? metadata.creationTimestamp ?? isoSeconds(now.getTime())
  if (!('spec' in next)) return
  const generation = before?.metadata.generation ?? 0
  metadata.generation = before && isDeepStrictEqual(next['spec'], before['spec']) ? generation : generation + 1
}

function withoutVersion(object: KubeObject): object {
  return { ...object, metadata: { ...object.metadata, resourceVersion: undefined } }
}

/** It was to be deleted, and nothing holds it any more. */
function isFinished(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata
  return Boolean(deletionTimestamp) && !isHeld(object) && deletionGracePeriodSeconds === 0
}

/** A namespace is held by what it contains as well, which its spec says. */
function isHeld(object: KubeObject): boolean {
  const own = object.kind === 'Namespace' ? read(object, 'spec.finalizers') : undefined
  return Boolean(object.metadata.finalizers?.length) || (Array.isArray(own) && own.length > 0)
}

/** A copy that holds what JSON can hold, so an absent field is always absent. */
function plain<T extends object>(object: T): T {
  return JSON.parse(JSON.stringify(object)) as T
}

/** Only a pod that a node runs needs time to end. */
function graceOf(object: KubeObject, stated: number | undefined): number {
  if (object.kind !== 'Pod' || !read(object, 'spec.nodeName')) return 0
  if (['Succeeded', 'Failed'].includes(textAt(object, 'status.phase'))) return 0
  const own = read(object, 'spec.terminationGracePeriodSeconds')
  return Math.max(0, stated ?? (typeof own === 'number' ? own : 30))
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
