import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readlink } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { Clock } from '#src/clock.ts'
import { realFiles } from '#src/kube/files.ts'
import { makeFolder } from '#src/kube/folder.ts'

/** Sleeps take no time and are counted. */
function quickClock(): Clock & { slept: number } {
  const clock = {
    slept: 0,
    now: () => clock.slept,
    sleep: async (ms: number) => {
      clock.slept += ms
    },
  }
  return clock
}

let folder = ''
let path = ''
const clock = quickClock()
const files = realFiles({ HOME: '/home/ann', PATH: '' }, clock)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eksx-files-'))
  path = join(folder, 'config')
})

test('a file that is not there reads as undefined; one that cannot be read is an error of usage', async () => {
  expect(await files.read(path)).toBeUndefined()
  await expect(files.read(folder)).rejects.toMatchObject({
    code: 'FileUnreadable',
    exitCode: 64,
    message: expect.stringContaining('it is a directory') as string,
  })
})

test.each([
  ['UTF-8', Buffer.from('größe: 1')],
  ['UTF-16, as PowerShell writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('größe: 1', 'utf16le')])],
  ['UTF-16, the other way round', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('größe: 1', 'utf16le')]).swap16()],
])('%s is read as text', async (_, bytes) => {
  writeFileSync(path, bytes)
  expect((await files.read(path))?.replace('\uFEFF', '')).toBe('größe: 1')
})

test('writing makes the folders, mode 0600, and leaves nothing else behind', async () => {
  const deep = join(folder, 'a', 'b', 'config')
  await files.write(deep, 'x')
  expect(statSync(deep).mode & 0o777).toBe(0o600)
  await files.write(deep, 'y', 0o644)
  expect([readFileSync(deep, 'utf8'), statSync(deep).mode & 0o777]).toEqual(['y', 0o644])
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['config'])
})

test('a link stays a link, also one that leads nowhere yet', async () => {
  writeFileSync(path, 'old')
  symlinkSync('config', join(folder, 'link'))
  symlinkSync('later', join(folder, 'early'))
  await files.write(join(folder, 'link'), 'new')
  await files.write(join(folder, 'early'), 'first')
  expect([lstatSync(join(folder, 'link')).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([true, 'new'])
  expect([lstatSync(join(folder, 'early')).isSymbolicLink(), readFileSync(join(folder, 'later'), 'utf8')]).toEqual([true, 'first'])
})

test('a write that fails leaves the old content and says why', async () => {
  writeFileSync(path, 'old')
  await expect(files.write(join(path, 'below'), 'x')).rejects.toMatchObject({
    code: 'FileUnwritable',
    message: expect.stringContaining("can't write") as string,
  })
  expect(readFileSync(path, 'utf8')).toBe('old')
})

test('the lock is there while the work runs, and gone after it, also when it fails', async () => {
  // As kubectl asks whether it may have it.
  const taken = async (): Promise<void> => expect(() => openSync(`${path}.lock`, 'wx')).toThrow('EEXIST')
  await files.locked(path, taken)
  await expect(files.locked(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(readdirSync(folder)).toEqual([])
})

test('a lock never stands without its signature, so that one whose eksx was killed can always be told', async () => {
  const seen = new Set<string>()
  const done = new AbortController()
  const watching = async (): Promise<void> => {
    while (!done.signal.aborted) seen.add(await readlink(`${path}.lock`).catch(() => 'none'))
  }
  const watchers = [watching(), watching(), watching()]
  for (let times = 0; times < 150; times += 1) await files.locked(path, async () => undefined)
  done.abort()
  await Promise.all(watchers)
  expect([...seen].filter((text) => text !== 'none')).toEqual([`eksx ${process.pid} ${hostname()}`])
  expect(readdirSync(folder)).toEqual([])
})

test('a lock that kubectl holds is waited for, then named, never broken', async () => {
  writeFileSync(`${path}.lock`, '')
  const before = clock.slept
  await expect(files.locked(path, async () => 1)).rejects.toMatchObject({
    code: 'FileLocked',
    exitCode: 7,
    message: expect.stringContaining(`${path}.lock`) as string,
  })
  expect(clock.slept - before).toBeGreaterThanOrEqual(10_000)
  expect(existsSync(`${path}.lock`)).toBe(true)
})

test('the lock of an eksx that was killed is taken over; one of another machine is not', async () => {
  writeFileSync(`${path}.lock`, `eksx 4194304 ${hostname()}\n`)
  expect(await files.locked(path, async () => 1)).toBe(1)
  symlinkSync(`eksx 4194304 ${hostname()}`, `${path}.lock`)
  expect(await files.locked(path, async () => 1)).toBe(1)
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(`${path}.lock`, 'eksx 4194304 elsewhere\n')
  await expect(files.locked(path, async () => 1)).rejects.toMatchObject({ code: 'FileLocked' })
})

test('two at once take turns', async () => {
  const order: string[] = []
  const turn = (name: string) =>
    files.locked(path, async () => {
      order.push(`${name} in`)
      await Promise.resolve()
      order.push(`${name} out`)
    })
  await Promise.all([turn('a'), turn('b')])
  expect(order.map((entry) => entry.split(' ')[1])).toEqual(['in', 'out', 'in', 'out'])
})

test('a check changes nothing and refuses what could not be written', async () => {
  await files.check(path)
  await files.check(join(folder, 'not', 'yet', 'there'))
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(path, 'x', { mode: 0o400 })
  await expect(files.check(path)).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('it is read-only') as string })
  await expect(files.check(folder)).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('it is a directory') as string })
  await expect(files.check(join(path, 'below'))).rejects.toMatchObject({ exitCode: 6 })
})

test('which gives the first executable that is accepted', async () => {
  const [one, two] = [join(folder, 'node_modules', '.bin'), join(folder, 'bin')]
  for (const place of [one, two]) {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'eksx'), '', { mode: 0o755 })
  }
  writeFileSync(join(two, 'plain'), '')
  const here = realFiles({ PATH: `${one}:${two}` }, clock)
  expect(await here.which('eksx')).toBe(join(one, 'eksx'))
  expect(await here.which('eksx', (found) => !found.includes('node_modules'))).toBe(join(two, 'eksx'))
  expect(await here.which('plain')).toBeUndefined()
})

test('a folder is made with those that it stands in; what no system makes is refused', async () => {
  await makeFolder(join(folder, 'a', 'b', 'c'))
  await makeFolder(join(folder, 'a', 'b', 'c'))
  expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true)
  await expect(makeFolder('/proc/nope/deeper')).rejects.toThrow()
})
