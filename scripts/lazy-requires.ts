import type { Plugin } from 'esbuild'
import { readFile } from 'node:fs/promises'

/** Lets the CommonJS modules whose path fits load what they require when they use it, not when they are loaded themselves. */
export const lazyRequires = (filter: RegExp): Plugin => ({
  name: 'lazy-requires',
  setup(building) {
    building.onLoad({ filter }, async ({ path }) => ({ contents: lazily(await readFile(path, 'utf8')), loader: 'js' }))
  },
})

/** What TypeScript makes of an import: the name it invents is used for nothing else, so each use can become a call. */
const required = /^const (\w+_\d+) = ((?:__importDefault|__importStar)?\(?require\("[^"]+"\)\)?);$/gm

function lazily(source: string): string {
  const names = [...source.matchAll(required)].map(([, name = '']) => name)
  const declared = source.replaceAll(
    required,
    (_, name: string, load: string) => `let ${name}$;function ${name}(){return ${name}$??=${load}}`,
  )
  return names.reduce(
    (text, name) => text.replaceAll(new RegExp(String.raw`(?<!function )\b${name}\b(?!\$)`, 'g'), `(${name}())`),
    declared,
  )
}
