import { type Document, isScalar, LineCounter, parseAllDocuments, visit, type YAMLError } from 'yaml'

/** Line and column, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The first document of a text as a tree, every word of it as it was written; or why the text is no YAML. */
export interface YamlText {
  readonly document: Document | undefined
  readonly fault: { readonly position: Position; readonly message: string } | undefined
  /** Where an offset of the tree is in the text. */
  readonly positionOf: (offset: number) => Position
}

/** A file has no more lines than that within brackets and indented too little. */
const mostMended = 100
const indent = ' '.repeat(80)

/**
 * Parses YAML as Go does. Indentation within brackets is of no account there, while our parser insists on it: such lines are
 * moved to the right until it is content, and what is said of them keeps their true columns.
 */
export function parseYaml(source: string): YamlText {
  const text = source.replace(/^\uFEFF/, '').replaceAll(/\r(?!\n)/g, '\n')
  const strange = /(?![\t\n\r\u0085])\p{Cc}/u.exec(text)
  const first = parse(strange ? '' : text, new Set())
  if (strange) return { ...first, fault: unprintable(text, strange.index) }
  let last = first
  const moved = new Set<number>()
  while (isIndentInBrackets(last.errors[0]) && moved.size < mostMended) {
    const { line } = last.lineOf(last.errors[0]?.pos[0] ?? 0)
    if (moved.has(line)) break
    moved.add(line)
    last = parse(text, moved)
  }
  const read = last.errors.length === 0 ? last : first
  const error = read.errors[0]
  return { ...read, fault: error && inOurWords(error, read) }
}

function unprintable(text: string, offset: number): NonNullable<YamlText['fault']> {
  const before = text.slice(0, offset).split('\n')
  const code = text.charCodeAt(offset).toString(16).padStart(2, '0')
  return {
    position: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
    message: `the byte 0x${code} is no text; write the file anew, in UTF-8`,
  }
}

interface Parsed extends Omit<YamlText, 'fault'> {
  readonly text: string
  readonly errors: readonly YAMLError[]
  readonly lineOf: (offset: number) => { line: number; col: number }
}

function parse(original: string, moved: ReadonlySet<number>): Parsed {
  const text =
    moved.size === 0
      ? original
      : original
          .split('\n')
          .map((line, i) => (moved.has(i + 1) ? indent + line : line))
          .join('\n')
  const lines = new LineCounter()
  const documents: Document[] = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  })
  const lineOf = (offset: number) => lines.linePos(offset)
  const positionOf = (offset: number): Position => {
    const { line, col } = lineOf(offset)
    return { line: Math.max(line, 1), column: Math.max(col - (moved.has(line) ? indent.length : 0), 1) }
  }
  return { text, document: documents[0], errors: documents[0]?.errors ?? [], lineOf, positionOf }
}

function isIndentInBrackets(error: YAMLError | undefined): boolean {
  return error?.code === 'BAD_INDENT' && error.message.startsWith('Flow ')
}

/** What the parser's commonest complaints mean to somebody who wrote a config. */
const meanings: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " in one line; put the value in quotes, or mend the indentation',
  MULTILINE_IMPLICIT_KEY: 'neither a key with its value nor a list item; after a key come a colon and a space',
  TAB_AS_INDENT: 'tabs are not allowed as indentation; write spaces',
}

function inOurWords(error: YAMLError, { text, document, positionOf }: Parsed): { position: Position; message: string } {
  const offset = error.pos[0]
  const at = (place: number, message: string) => ({ position: positionOf(place), message })
  const line = lineAround(text, offset)
  if (/^(?:<{7}|={7}|>{7})(?: |$)/.test(line)) return at(offset, 'a merge conflict of git is left in the file')
  if (/\{\{-?\s*\S/.test(line)) return at(offset, 'it looks like a template; fill it in first (helm template, envsubst, …)')
  const closing = /end with a ([\]}])/.exec(error.message)?.[1]
  const opening = closing === undefined ? undefined : unclosed(text.slice(0, offset), closing === ']' ? '[' : '{', closing)
  if (opening !== undefined) return at(opening, `${text[opening]} is never closed`)
  if (error.message.startsWith('Sequence item without'))
    return at(offset, 'the line belongs to no list item; indent it as far as the first key of its item')
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1]
  if (quote !== undefined) return at(openQuote(document, offset), `${quote} is never closed`)
  return at(offset, meanings[error.code] ?? error.message.charAt(0).toLowerCase() + error.message.slice(1))
}

function lineAround(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end)
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

/** Where the quoted text begins that reaches an offset. */
function openQuote(document: Document | undefined, offset: number): number {
  let start = offset
  const see = (node: unknown): void => {
    if (isScalar(node) && node.type?.startsWith('QUOTE') && node.range && node.range[1] >= offset) start = Math.min(start, node.range[0])
  }
  if (document) visit(document, { Scalar: (_, node) => see(node) })
  return start
}
