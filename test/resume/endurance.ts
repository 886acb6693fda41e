import { expect, test } from 'vitest'
import type { Moment } from './life.ts'
import { differences } from './picture.ts'
import { onStage, type StageOptions } from './stage.ts'

/** A line that must reach the same end however often it is killed and run again. */
export interface Endurance extends StageOptions {
  /** Lines that run before it, undisturbed. */
  readonly after?: readonly string[]
  readonly line: string
  /** Its writes as the wire shows them, in any order where they run side by side. */
  readonly writes: readonly string[]
  /** Every point is tried only where there is time (`EKSX_SLOW`); else just the last write, its answer lost. */
  readonly slow?: boolean
}

/** Milliseconds: what goes on by itself when a line has ended (pods that start, groups that balance) has come to rest. */
const rest = 900_000

const moments: readonly Moment[] = ['before it leaves', 'before the answer comes']

/** One test for each write and moment: killed there and run again, the line comes to the end of an undisturbed run. */
export function endures({ line, writes, after = [], slow = false, ...options }: Endurance): void {
  let calm: Promise<string[]> | undefined
  const undisturbed = (): Promise<string[]> =>
    onStage(options, async (stage) => {
      for (const earlier of after) await stage.ok(earlier)
      const { life, end } = await stage.live(line)
      expect(end).toMatchObject({ exitCode: 0 })
      expect(life.writes.map(({ name }) => name).toSorted()).toEqual(writes.toSorted())
      await stage.clock.sleep(rest)
      return stage.picture()
    })

  const points = moments.flatMap((moment) => writes.map((write, index) => ({ moment, write, index: occurrence(writes, index) })))
  const tried = process.env['EKSX_SLOW']
    ? points
    : slow
      ? points.slice(-1)
      : points.filter(({ moment }) => moment === 'before the answer comes')
  test.each(tried)(`${line}, killed at $write $moment`, async ({ moment, write, index }) => {
    calm ??= undisturbed()
    const expected = await calm
    await onStage(options, async (stage) => {
      for (const earlier of after) await stage.ok(earlier)
      let seen = 0
      const { life, end } = await stage.live(line, ({ name }) => (name === write && ++seen === index ? moment : undefined))
      expect(end).toBe('killed')
      expect(life.writes.map(({ name }) => name)).toContain(write)
      const again = await stage.ok(line)
      expect(again.exitCode).toBe(0)
      await stage.clock.sleep(rest)
      expect(differences(expected, stage.picture())).toEqual([])
    })
  })
}

/** Which of the writes of the same name it is. */
const occurrence = (writes: readonly string[], index: number): number =>
  writes.slice(0, index + 1).filter((write) => write === writes[index]).length
