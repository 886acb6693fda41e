import { homedir } from 'node:os'
import { clockOf } from '../src/clock.ts'
import { version } from '../src/version.ts'

void main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  process.exit((await shortcut(argv)) ?? (await (await import('./whole.ts')).whole(argv)))
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
