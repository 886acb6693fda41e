import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { clockOf } from '../src/clock.ts'
import { version } from '../src/version.ts'

/** Runs a command line and ends the process. A package keeps what Node has compiled; a checkout changes too often for that. */
export async function main(argv: readonly string[], isPackage = false): Promise<never> {
  const exitCode = await shortcut(argv)
  if (exitCode !== undefined) process.exit(exitCode)
  // Not under the system's temporary folder, as Node would: others can write there.
  if (isPackage) enableCompileCache(join(cacheFolder(process.env), 'eksx'))
  const { whole } = await import('./whole.ts')
  process.exit(await whole(argv))
}

/** Where this user's caches are. */
function cacheFolder({ XDG_CACHE_HOME: stated, LOCALAPPDATA: local, HOME: home = homedir() }: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32' && local) return local
  return stated || (process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache'))
}

/** What scripts and kubectl call all the time goes without oclif. Undefined where the line needs the whole program, and where it failed: that says why. */
async function shortcut(argv: readonly string[]): Promise<number | undefined> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === 'version')) return said(version)
  if (argv[0] !== 'get-token' || argv.includes('--help') || argv.includes('-h')) return undefined
  try {
    const [{ readLine }, { tokenFlags, tokenFromFlags }, { pluginAnswer }] = await Promise.all([
      import('../src/flags/read-line.ts'),
      import('../src/flags/token.ts'),
      import('../src/kube/token.ts'),
    ])
    const { given, positionals } = readLine(argv.slice(1), tokenFlags)
    if (positionals.length > 1) return undefined
    const { env } = process
    return await said(await pluginAnswer({ ...tokenFromFlags(given, positionals[0], env), env, home: homedir(), clock: clockOf(env) }))
  } catch {
    return undefined
  }
}

async function said(text: string): Promise<number> {
  await new Promise<void>((resolve) => process.stdout.on('error', () => resolve()).write(`${text}\n`, () => resolve()))
  return 0
}
