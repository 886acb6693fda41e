import { expect, test } from 'vitest'
import { optionsOf } from '#sandbox/settings.ts'

const files: Readonly<Record<string, string>> = { 'faults.json': '[]', 'old.json': '{"version":0,"time":1}' }
const asked = (settings: Parameters<typeof optionsOf>[0]) =>
  optionsOf(
    settings,
    async (path) => files[path],
    (flag, why) => new Error(`--${flag}: ${why}`),
  )

test('a sandbox is asked for in percent and by files; a state that is not there yet is a new one', async () => {
  expect(await asked({})).toEqual({ speed: 1, credentials: 'fresh', strict: false })
  expect(await asked({ durations: 50, strict: true, seed: 4, port: 80, faults: 'faults.json', state: 'new.json' })).toEqual({
    speed: 1,
    credentials: 'fresh',
    strict: true,
    seed: 4,
    port: 80,
    durations: 0.5,
    faults: [],
  })
})

test.each([
  [{ speed: 0 }, '--speed=0: must be above 0'],
  [{ world: 'none.json' }, '--world=none.json: there is no such file'],
  [{ state: 'old.json' }, '--state=old.json: it holds no state of a sandbox of this version; name another file, or remove it'],
])('%j is refused', async (settings, message) => {
  await expect(asked(settings)).rejects.toThrow(message)
})
