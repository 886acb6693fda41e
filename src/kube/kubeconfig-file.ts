import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap, YAMLSeq } from 'yaml'
import { EksxError, exitCodes } from '../errors.ts'

/** The lists of a kubeconfig, and what their items hold beside the name. */
const sections = { clusters: 'cluster', contexts: 'context', users: 'user' } as const
type Section = keyof typeof sections

/**
 * One kubeconfig file, edited in place. Scalars are kept as they were written (YAML's failsafe schema knows only text), so that whatever is
 * not ours keeps its meaning to the letter.
 */
export class KubeconfigFile {
  readonly #path: string
  readonly #document: Document
  readonly #root: YAMLMap
  #changed: boolean

  /** Undefined content stands for a file that is not there. Exit 6 where the content is no kubeconfig. */
  constructor(path: string, content: string | undefined) {
    this.#path = path
    this.#changed = false
    this.#document = parseDocument(content?.trim() ? content : empty, { schema: 'failsafe' })
    const [error] = this.#document.errors
    if (error) throw this.#unreadable(`it is not YAML: ${error.message.split('\n')[0]?.replace(/:$/, '')}`, error)
    const root = this.#document.contents
    if (!isMap(root)) throw this.#unreadable('it is not a kubeconfig')
    this.#root = root
    for (const section of Object.keys(sections) as Section[]) this.#list(section)
  }

  /** Something was edited that was not so before. */
  get changed(): boolean {
    return this.#changed
  }

  put(section: Section, name: string, value: object): void {
    const list = this.#list(section) ?? this.#newList(section)
    const wanted = textNode(section === 'users' ? { name, user: value } : { [sections[section]]: value, name })
    const at = list.items.findIndex((item) => nameOf(item) === name)
    const now: unknown = at < 0 ? undefined : this.#read(list.items[at])
    // Fields that others have added to our item stay.
    if (isDeepStrictEqual(pick(now, sections[section]), pick(this.#read(wanted), sections[section]))) return
    if (at < 0) list.items.push(wanted)
    else (list.items[at] as YAMLMap).set(sections[section], wanted.get(sections[section], true))
    this.#changed = true
  }

  setCurrent(context: string): void {
    if (this.#text('current-context') === context) return
    this.#root.set('current-context', textNode(context))
    this.#changed = true
  }

  /** Whether one of the two names stands in it. */
  holds(cluster: string, context: string): boolean {
    return this.#names('clusters').includes(cluster) || this.#names('contexts').includes(context) || this.#names('users').includes(context)
  }

  /** Whether something in it is, or leads to, exactly this cluster. */
  mentions(cluster: string): boolean {
    return (
      this.#names('clusters').includes(cluster) ||
      this.#contextsOf(cluster).length > 0 ||
      this.#names('users').some((user) => isUserOf(user, cluster))
    )
  }

  isOnlyAbout(cluster: string): boolean {
    const contexts = this.#contextsOf(cluster)
    return (
      this.#names('clusters').every((name) => name === cluster) &&
      this.#names('contexts').every((name) => contexts.includes(name)) &&
      this.#names('users').every((name) => isUserOf(name, cluster))
    )
  }

  /** Takes out a cluster, the contexts that lead to it, and its users that no other context uses. */
  remove(cluster: string): void {
    const contexts = this.#contextsOf(cluster)
    this.#drop('clusters', (name) => name === cluster)
    this.#drop('contexts', (name) => contexts.includes(name))
    const used = this.#items('contexts').map((item) => this.#field(item, 'context', 'user'))
    this.#drop('users', (name) => isUserOf(name, cluster) && !used.includes(name))
    if (contexts.includes(this.#text('current-context') ?? '')) this.setCurrent('')
  }

  toString(): string {
    return this.#document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false })
  }

  #drop(section: Section, isDoomed: (name: string) => boolean): void {
    const list = this.#list(section)
    if (!list) return
    const kept = list.items.filter((item) => !isDoomed(nameOf(item) ?? ''))
    if (kept.length === list.items.length) return
    list.items = kept
    this.#changed = true
  }

  #contextsOf(cluster: string): string[] {
    return this.#items('contexts')
      .filter((item) => this.#field(item, 'context', 'cluster') === cluster)
      .map((item) => nameOf(item) ?? '')
  }

  #names(section: Section): string[] {
    return this.#items(section).map((item) => nameOf(item) ?? '')
  }

  #items(section: Section): unknown[] {
    return this.#list(section)?.items ?? []
  }

  #field(item: unknown, ...path: readonly string[]): unknown {
    return isMap(item) ? item.getIn(path) : undefined
  }

  /** An empty or null section counts as absent. */
  #list(section: Section): YAMLSeq | undefined {
    const node = this.#root.get(section, true)
    if (isSeq(node)) return node
    if (node === undefined || (isScalar(node) && ['', 'null', '~'].includes(String(node.value)))) return undefined
    throw this.#unreadable(`"${section}" is not a list`)
  }

  #newList(section: Section): YAMLSeq {
    const list = new YAMLSeq()
    this.#root.set(section, list)
    return list
  }

  #text(key: string): string | undefined {
    const value = this.#root.get(key)
    return typeof value === 'string' ? value : undefined
  }

  #read(node: unknown): unknown {
    return isMap(node) ? node.toJS(this.#document) : undefined
  }

  #unreadable(why: string, cause?: unknown): EksxError {
    return new EksxError('KubeconfigUnreadable', `can't read the kubeconfig ${this.#path}: ${why}`, {
      exitCode: exitCodes.refused,
      hint: 'mend the file, or name another one with --kubeconfig',
      cause,
    })
  }
}

/** What client-go writes first of all, its keys in order. */
const empty = 'apiVersion: v1\nclusters:\ncontexts:\ncurrent-context: ""\nkind: Config\nusers:\n'

/** A user that eksx or eksctl made for exactly this cluster. */
function isUserOf(user: string, cluster: string): boolean {
  return user.endsWith(`@${cluster}`)
}

function nameOf(item: unknown): string | undefined {
  const name = isMap(item) ? item.get('name') : undefined
  return typeof name === 'string' ? name : undefined
}

/** Text is quoted where a reader with a richer schema (YAML 1.1, as Go's) would take it for something else. */
function textNode(value: object | string): YAMLMap {
  return parseDocument(stringify(value, { version: '1.1', lineWidth: 0 }), { schema: 'failsafe' }).contents as YAMLMap
}

function pick(item: unknown, key: string): unknown {
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[key] : undefined
}
