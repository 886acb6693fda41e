import { Plugin } from '@oclif/core/config'
import { type BuildOptions, build, type Plugin as EsbuildPlugin } from 'esbuild'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { builtinsAsRequire, withPlainBuiltins } from './builtins.ts'
import { lazyRequires } from './lazy-requires.ts'

const root = resolve(import.meta.dirname, '..')

/** What the bundle weighs. */
export interface Bundle {
  readonly bytes: number
  readonly files: number
}

/**
 * Makes the folder that the npm package holds. The line that starts most often is one CommonJS file, since Node loads that fastest; all
 * else is ES modules, one for each command, with what they share in chunks.
 */
export async function bundle(out: string): Promise<Bundle> {
  rmSync(out, { recursive: true, force: true })
  await build({ ...shared, ...quick, outfile: join(out, 'bin', 'main.cjs') })
  const { outputFiles } = await build({ ...shared, ...rest, outdir: out, write: false })
  for (const { path, text } of outputFiles) write(path, withPlainBuiltins(text))
  cpSync(join(root, 'bin', 'launcher.cjs'), join(out, 'bin', 'eksx.cjs'))
  for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md']) if (existsSync(join(root, file))) cpSync(join(root, file), join(out, file))
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(published(), null, 2)}\n`)
  writeFileSync(join(out, 'oclif.manifest.json'), JSON.stringify(await manifest(out)))
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(out, name)))
    .filter((stat) => stat.isFile())
  return { bytes: files.reduce((sum, { size }) => sum + size, 0), files: files.length }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  legalComments: 'none',
  // Loaded by name only when a debugger or a pretty printer is asked for.
  external: ['ts-node', 'tsx', 'typescript'],
}

/** What the quick file loads late comes from the ES modules. */
const fromModules: EsbuildPlugin = {
  name: 'from-modules',
  setup(building) {
    building.onResolve({ filter: /^\.\/whole\.ts$/ }, () => ({ path: './whole.mjs', external: true }))
    building.onResolve({ filter: /^\.\/credentials\.ts$/ }, () => ({ path: '../src/kube/credentials.mjs', external: true }))
  },
}

const quick: BuildOptions = { entryPoints: ['bin/main.ts'], format: 'cjs', plugins: [fromModules] }

const rest: BuildOptions = {
  entryPoints: ['bin/whole.ts', 'src/kube/credentials.ts', ...modules('commands')],
  outbase: '.',
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  // The ending tells Node what they are: it need not look for a package.json above each.
  outExtension: { '.js': '.mjs' },
  banner: { js: builtinsAsRequire },
  plugins: [lazyRequires(/@oclif[\\/]core[\\/]lib[\\/].*\.js$/)],
  format: 'esm',
}

function modules(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name))
}

/** The published package.json: no scripts, no dependencies, since all is bundled. */
function published(): Record<string, unknown> {
  const own: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const kept = ['name', 'version', 'description', 'license', 'keywords', 'repository', 'oclif']
  const facts = Object.fromEntries(Object.entries(own ?? {}).filter(([key]) => kept.includes(key)))
  return { ...facts, type: 'module', bin: { eksx: 'bin/eksx.cjs' }, engines: { node: '>=22.3.0' } }
}

/** What oclif would find out by loading every command. */
async function manifest(out: string): Promise<unknown> {
  const plugin = new Plugin({ root: out, ignoreManifest: true })
  await plugin.load()
  return plugin.manifest
}

if (import.meta.main) {
  const out = join(root, 'dist')
  mkdirSync(out, { recursive: true })
  const { bytes, files } = await bundle(out)
  console.log(`dist: ${(bytes / 1_000_000).toFixed(2)} MB in ${files} files`)
}
