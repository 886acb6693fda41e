import { describe, expect, test } from 'vitest'
import { readState } from '#sandbox/state.ts'
import { type Lab, openLab } from '../bad-input/lab.ts'
import { cli } from '../cli.ts'
import { Life, type Moment, type Write } from '../resume/life.ts'
import { differences, picture } from '../resume/picture.ts'
import { everyCommand, type OwnCommand } from './commands.ts'
import { staged } from './staged.ts'
import { hour, sceneOf } from './story.ts'

/*
 * The day of a cluster once more, and every command that writes is interrupted at its first write and killed at each of them: run again,
 * it comes to the end that it would have come to undisturbed. What it finds is restored from the sandbox's state each time.
 */

const region = 'us-west-2'
const durations = 0.02
/** Milliseconds: what goes on by itself when a line has ended has come to rest. */
const rest = 1_800_000
const moments: readonly Moment[] = ['before it leaves', 'before the answer comes']
/** What these take away may be gone when they run again. */
const takesAway = /^(?:delete|deregister|disassociate)\b/

/** An account and a machine, as they can be gone on from. */
interface World {
  readonly state?: string
  readonly files: Readonly<Record<string, string>>
}

let world: World = { files: {} }

async function inWorld<T>({ state, files }: World, work: (lab: Lab) => Promise<T>): Promise<T> {
  const found = state === undefined ? undefined : readState(state)
  const lab = await openLab({
    files: filesOf(files),
    sandbox: { durations, ...(found && { state: found }) },
    ...(found && { start: found.time }),
  })
  try {
    const done = await work(lab)
    expect(lab.sandbox.broken).toEqual([])
    return done
  } finally {
    await lab.close()
  }
}

const filesOf = (disk: World['files']): World['files'] =>
  Object.fromEntries(Object.entries(disk).filter(([, text]) => text !== '(a folder)'))

const worldOf = async ({ sandbox, disk }: Lab): Promise<World> => ({ state: await sandbox.state(), files: disk() })

const pictureOf = ({ sandbox, home }: Lab): string[] => picture(sandbox, region, home, ['dev'])

async function live({ sandbox, clock, home }: Lab, line: readonly string[], ends?: (write: Write) => Moment | undefined) {
  const life = new Life({ clock, ...(ends && { ends }) })
  return { life, end: await life.run(() => cli({ clock: life.clock, env: sandbox.env(region), home }).run(line)) }
}

const commands = (await everyCommand()).toSorted((a, b) => hour(a) - hour(b))
const played = commands.filter((one) => sceneOf(one).elsewhere === undefined)

/** The command undisturbed: what it finds, which writes it makes, and what it leaves. */
async function undisturbed(one: OwnCommand) {
  const { line, before } = await inWorld(world, async (lab) => {
    const words = await staged(one, lab)
    await lab.clock.sleep(rest)
    return { line: words, before: await worldOf(lab) }
  })
  return inWorld(before, async (lab) => {
    const { life, end } = await live(lab, line)
    expect(end, JSON.stringify(end)).toMatchObject({ exitCode: 0 })
    await lab.clock.sleep(rest)
    return { line, before, writes: life.writes.length, left: pictureOf(lab), after: await worldOf(lab) }
  })
}

async function killed({ line, before, left }: Awaited<ReturnType<typeof undisturbed>>, at: number, moment: Moment): Promise<void> {
  await inWorld(before, async (lab) => {
    const { end, life } = await live(lab, line, ({ number }) => (number === at ? moment : undefined))
    const where = `killed at ${life.writes.at(-1)?.name} ${moment}`
    expect(end, where).toBe('killed')
    const again = await lab.run(line)
    expect(takesAway.test(line.join(' ')) ? [0, 10] : [0], `${where}: ${again.stderr}`).toContain(again.exitCode)
    await lab.clock.sleep(rest)
    expect(differences(left, pictureOf(lab)), where).toEqual([])
  })
}

/** Ctrl-C at its first write: it says how to go on, or has come to its end with the call that was in flight. */
async function interrupted({ line, before, left }: Awaited<ReturnType<typeof undisturbed>>): Promise<void> {
  await inWorld(before, async (lab) => {
    const eksx = cli({ clock: lab.clock, env: lab.sandbox.env(region), home: lab.home })
    const ends = ({ number }: Write): undefined => {
      if (number === 1) eksx.signal('SIGINT')
    }
    const life = new Life({ clock: lab.clock, ends })
    const end = await life.run(() => eksx.run(line))
    if (end === 'killed') throw new TypeError('nobody was killed')
    expect([0, 130], end.stderr).toContain(end.exitCode)
    if (end.exitCode === 130) expect(end.stderr).toContain(`to go on: eksx ${line.slice(0, 2).join(' ')}`)
    const again = await lab.run(line)
    expect(takesAway.test(line.join(' ')) ? [0, 10] : [0], again.stderr).toContain(again.exitCode)
    await lab.clock.sleep(rest)
    expect(differences(left, pictureOf(lab)), 'interrupted').toEqual([])
  })
}

describe('a command that is killed at any of its writes and run again comes to the same end', () => {
  test.each(played.map((one) => [one.words, one] as const))('%s', { timeout: 120_000 }, async (_words, one) => {
    const calm = await undisturbed(one)
    world = calm.after
    if (calm.writes > 0) await interrupted(calm)
    for (let at = 1; at <= calm.writes; at += 1) for (const moment of moments) await killed(calm, at, moment)
  })
})
