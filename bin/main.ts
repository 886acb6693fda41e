import { homedir } from 'node:os'
import { clockOf } from '../src/clock.ts'
import { version } from '../src/version.ts'

const argv = process.argv.slice(2)

process.exit((await shortcut()) ?? (await whole()))

/** What scripts and kubectl call all the time goes without oclif. Undefined where the line needs the whole program, and where it failed: that says why. */
async function shortcut(): Promise<number | undefined> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === 'version')) return said(version)
  if (argv[0] !== 'get-token' || argv.includes('--help') || argv.includes('-h')) return undefined
  try {
    const [{ readLine }, { tokenFlags, tokenFromFlags }, { pluginAnswer }] = await Promise.all([
      import('../src/flags/normalise.ts'),
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

async function whole(): Promise<number> {
  const [{ runCli }, { realEntry }] = await Promise.all([import('../src/command/run.ts'), import('../src/command/real-entry.ts')])
  const entry = realEntry(process, homedir())
  const { exitCode } = await runCli(argv, entry)
  const lost = await entry.terminal.written()
  if (lost === undefined) return exitCode
  process.stderr.write(`error: the answer could not be written: ${lost.message}\n`)
  return exitCode === 0 ? 1 : exitCode
}
