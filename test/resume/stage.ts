import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { pathWithEksx } from '../child.ts'
import { cli, type Cli, type CliResult } from '../cli.ts'
import { Life, type Moment, type Write } from './life.ts'
import { picture } from './picture.ts'

export const region = 'us-west-2'

/** An account, a home, and eksx in this process on a clock that jumps. */
export interface Stage {
  readonly sandbox: Sandbox
  readonly clock: DrivenClock
  readonly home: string
  readonly eksx: Cli
  /** Runs a line that must succeed. */
  ok(line: string): Promise<CliResult>
  /** Runs a line in a life of its own, which may end before the line does. */
  live(line: string, ends?: (write: Write) => Moment | undefined): Promise<{ readonly life: Life; readonly end: CliResult | 'killed' }>
  picture(): string[]
}

export interface StageOptions {
  /** A factor on what AWS takes. */
  readonly durations: number
  readonly clusters?: readonly string[]
  /** The moment it begins (ms); programs that compare a token's end with the machine's time need that one. */
  readonly start?: number
}

/** Opens a stage for some work and takes it down again, the environment as it was. */
export async function onStage<T>({ durations, start, clusters = ['dev'] }: StageOptions, work: (stage: Stage) => Promise<T>): Promise<T> {
  const environment = { ...process.env }
  const home = mkdtempSync(join(tmpdir(), 'eksx-stage-'))
  const clock = new DrivenClock(start)
  const sandbox = await startSandbox({ clock, strict: true, durations })
  const env = { ...sandbox.env(region), PATH: pathWithEksx(join(home, 'bin')) }
  const eksx = cli({ clock, env, home })
  try {
    const done = await work({
      sandbox,
      clock,
      home,
      eksx,
      async ok(line) {
        const end = await eksx.run(line)
        if (end.exitCode !== 0) throw new Error(`eksx ${line} ended with ${end.exitCode}: ${end.stderr}`)
        return end
      },
      async live(line, ends) {
        const life = new Life({ clock, ...(ends && { ends }) })
        return { life, end: await life.run(() => cli({ clock: life.clock, env, home }).run(line)) }
      },
      picture: () => picture(sandbox, region, home, clusters),
    })
    if (sandbox.broken.length > 0) throw new AggregateError(sandbox.broken, 'the sandbox broke')
    return done
  } finally {
    await sandbox.close()
    clock.close()
    rmSync(home, { recursive: true, force: true })
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
  }
}
