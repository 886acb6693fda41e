import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { inventory } from '#sandbox/inventory.ts'
import { startSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { realClock } from '#src/clock.ts'
import { startEksx, type Ended } from '../child.ts'
import { differences, picture } from './picture.ts'

/** Fast enough for seconds, slow enough that polling does not eat the machine. */
const speed = 60
/** Milliseconds: several programs start one after the other in each test, on a machine that may be busy. */
const patience = 120_000
const region = 'us-west-2'

interface World {
  readonly sandbox: Sandbox
  readonly home: string
  readonly env: Readonly<Record<string, string>>
}

async function world(): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'eksx-signals-'))
  const sandbox = await startSandbox({ speed, strict: true, durations: 0.05 })
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(home, { recursive: true, force: true })
  })
  return { sandbox, home, env: { ...sandbox.env(region), HOME: home, PATH: process.env['PATH'] ?? '' } }
}

/** Runs a line and sends it a signal as soon as AWS has answered an operation. */
async function stoppedAt({ sandbox, env }: World, line: string, operation: string, signal: NodeJS.Signals): Promise<Ended> {
  const { child, ended } = startEksx(line, env)
  while (child.exitCode === null && !sandbox.requests.some((request) => request.operation === operation)) await realClock.sleep(2)
  child.kill(signal)
  return await ended
}

async function undisturbed(line: string): Promise<string[]> {
  const calm = await world()
  const { code, stderr } = await startEksx(line, calm.env).ended
  expect([code, stderr]).toEqual([0, expect.any(String)])
  return await rested(calm)
}

/** The picture once pods and groups have come to rest. */
async function rested({ sandbox, home }: World): Promise<string[]> {
  await sandbox.clock.sleep(30_000)
  return picture(sandbox, region, home, ['dev'])
}

const line = 'create cluster --name dev --nodes 1 --nodegroup-name one'
const exits = { SIGINT: 130, SIGTERM: 143, SIGKILL: null } as const
const operations = ['CreateStack', 'CreateAddon', 'DescribeNodegroup'] as const
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const

/** Where there is time (`EKSX_SLOW`), each signal after each operation. SIGINT comes in the last test, too. */
const rows = operations
  .flatMap((operation) => signals.map((signal) => ({ operation, signal, usual: operation === 'CreateAddon' && signal === 'SIGTERM' })))
  .filter(({ usual }) => usual || process.env['EKSX_SLOW'])
let calm: Promise<string[]> | undefined

test.each(rows)(
  'a process that gets $signal after $operation goes on when the line is run again',
  async ({ operation, signal }) => {
    calm ??= undisturbed(line)
    const expected = await calm
    const here = await world()
    const first = await stoppedAt(here, line, operation, signal)
    expect(first.code).toBe(exits[signal])
    if (signal !== 'SIGKILL') expect(first.stderr).toContain(`to go on: eksx ${line}`)
    const second = await startEksx(line, here.env).ended
    expect(second.code, second.stderr).toBe(0)
    expect(differences(expected, await rested(here)), second.stderr).toEqual([])
  },
  patience,
)

test(
  'names that were made up stand in the line to go on with, so that it makes nothing twice',
  async () => {
    const here = await world()
    const first = await stoppedAt(here, 'create cluster --nodes 1', 'CreateStack', 'SIGINT')
    expect(first.code).toBe(130)
    const again = /to go on: eksx (.*)/.exec(first.stderr)?.[1] ?? ''
    expect(again).toMatch(/^create cluster --nodes 1 --name=\S+$/)
    const second = await startEksx(again, here.env).ended
    expect(second.code, second.stderr).toBe(0)
    const counted = Object.groupBy(inventory(here.sandbox, region), ({ kind }) => kind)
    expect([counted['eks cluster'], counted['eks nodegroup'], counted['cloudformation stack']].map((list) => list?.length)).toEqual([
      1, 1, 2,
    ])
  },
  patience,
)
