import { build } from 'esbuild'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** Makes `dist/`: what the npm package holds. One entry for the program and one for each command, all that they share in chunks. */
const root = resolve(import.meta.dirname, '..')
const out = join(root, 'dist')

const modules = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

rmSync(out, { recursive: true, force: true })
const result = await build({
  absWorkingDir: root,
  entryPoints: ['bin/main.ts', ...modules('commands')],
  outbase: '.',
  outdir: out,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  conditions: ['import'],
  metafile: true,
  logLevel: 'warning',
  banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
  // Loaded by name only when a debugger or a pretty printer is asked for.
  external: ['ts-node', 'tsx', 'typescript'],
})

const shipped = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'package.json'), `${JSON.stringify({ ...published(shipped) }, null, 2)}\n`)
for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md']) writeFileSync(join(out, file), readFileSync(join(root, file)))

const bytes = Object.keys(result.metafile.outputs).reduce((sum, path) => sum + statSync(join(root, path)).size, 0)
console.log(`${relative(root, out)}: ${(bytes / 1_000_000).toFixed(1)} MB in ${Object.keys(result.metafile.outputs).length} files`)

/** The published package.json: no scripts, no dependencies, since all is bundled. */
function published({ name, version, description, license, keywords, repository, oclif }: Record<string, unknown>): Record<string, unknown> {
  return { name, version, description, license, keywords, repository, type: 'module', bin: { eksx: './bin/main.js' }, engines: { node: '>=22.21.0' }, oclif }
}
