import { constants, type Stats } from 'node:fs'
import { access, chown, lstat, open, readdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Files } from '../app.ts'
import type { Clock } from '../clock.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { makeFolder } from './folder.ts'
import { isGone, lockFile } from './lock.ts'

/** The machine's own files and environment. The clock paces the wait for a lock. */
export function realFiles(env: Files['env'], clock: Clock): Files {
  const locked = async <T>(path: string, work: () => Promise<T>, wait?: number): Promise<T> => {
    const unlock = await lockFile(path, clock, wait)
    try {
      return await work()
    } finally {
      await unlock()
    }
  }
  return {
    home: env['HOME'] || env['USERPROFILE'] || homedir(),
    env,
    read,
    readStdin: async () => decoded(await buffer(process.stdin)),
    write,
    remove: (path) => rm(path, { force: true }),
    locked,
    check: (path) => check(path, locked),
    which: (name, accept) => which(name, env, accept),
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return decoded(await readFile(path))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw new EksxError('FileUnreadable', `can't read ${path}: ${reasonOf(cause)}`, { exitCode: exitCodes.usage, cause })
  }
}

/** UTF-8, unless the first bytes say UTF-16, as what PowerShell's `>` writes. */
function decoded(bytes: Buffer): string {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0
  if (mark === 0xfffe) return bytes.toString('utf16le')
  return mark === 0xfeff
    ? Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le')
    : bytes.toString('utf8')
}

async function write(path: string, content: string, mode = 0o600): Promise<void> {
  try {
    await writeAtomically(await behindLinks(path), content, mode)
  } catch (cause) {
    const hint = 'nothing was changed in it; make room or mend its permissions, then run the same command again'
    throw new EksxError('FileUnwritable', `can't write ${path}: ${reasonOf(cause)}`, { hint, cause })
  }
}

async function writeAtomically(target: string, content: string, mode: number): Promise<void> {
  const before = await statOf(target)
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.${crypto.randomUUID().slice(0, 8)}`)
  await makeFolder(dirname(target))
  try {
    await writeWhole(beside, content, mode)
    // Somebody else's file stays theirs when root writes it.
    if (before && before.uid !== process.getuid?.()) await chown(beside, before.uid, before.gid).catch(() => undefined)
    await replace(beside, target, content)
  } finally {
    await rm(beside, { force: true }).catch(() => undefined)
    await clearBeside(target)
  }
}

/** What processes that were killed while they wrote this file have left beside it. */
async function clearBeside(target: string): Promise<void> {
  const folder = dirname(target)
  for (const name of await readdir(folder).catch(() => [])) {
    const [, base, pid = ''] = /^\.(.+)\.(\d+)\.[0-9a-f]{8}$/.exec(name) ?? []
    if (base === basename(target) && isGone(Number(pid))) await rm(join(folder, name), { force: true }).catch(() => undefined)
  }
}

async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.chmod(mode)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A file that is mounted on its own, as containers do, can't be renamed over: it is written in place. */
async function replace(beside: string, target: string, content: string): Promise<void> {
  try {
    await rename(beside, target)
  } catch (error) {
    if (codeOf(error) !== 'EBUSY') throw error
    await writeFile(target, content)
  }
}

/** Where a path leads once its links are followed, though nothing may stand there yet. */
async function behindLinks(path: string): Promise<string> {
  let at = resolve(path)
  for (let hops = 0; hops < 40; hops += 1) {
    const link = await lstat(at).catch(() => undefined)
    if (!link?.isSymbolicLink()) return at
    at = resolve(dirname(at), await readlink(at))
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
}

async function check(path: string, locked: Files['locked']): Promise<void> {
  const refuse = (why: string, cause?: unknown) =>
    new EksxError('FileUnwritable', `can't write ${path}: ${why}`, {
      exitCode: exitCodes.refused,
      hint: 'mend its permissions, or name another file',
      cause,
    })
  const deniedAt =
    (place: string) =>
    (error: unknown): never => {
      throw refuse(`${place}${reasonOf(error)}`, error)
    }
  const denied = deniedAt('')
  const target = await behindLinks(path).catch(denied)
  const now = await statOf(target).catch(denied)
  if (now && !now.isFile()) throw refuse(now.isDirectory() ? 'it is a directory' : 'it is not a file')
  // The file is replaced, not written into, so its own permissions would not stop us; who took them away meant to.
  if (now && (now.mode & 0o200) === 0) throw refuse('it is read-only')
  if (now) await access(target, constants.R_OK | constants.W_OK).catch(denied)
  const folder = await nearestFolder(dirname(target))
  if (!(await stat(folder)).isDirectory()) throw refuse(`${folder} is not a directory`)
  await access(folder, constants.W_OK | constants.X_OK).catch(deniedAt(`${folder}: `))
  if (folder === dirname(target)) await locked(path, () => Promise.resolve())
}

async function nearestFolder(path: string): Promise<string> {
  if (path === dirname(path)) return path
  const there = await statOf(path).catch((error: unknown) => (codeOf(error) === 'ENOTDIR' ? undefined : Promise.reject(error as Error)))
  return there ? path : nearestFolder(dirname(path))
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function which(name: string, env: Files['env'], accept: (path: string) => boolean = () => true): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? (env['PATHEXT'] || '.EXE;.CMD;.BAT').split(';') : ['']
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const path = join(folder, `${name}${ending.toLowerCase()}`)
      if (accept(path) && (await isExecutable(path))) return path
    }
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'no folder can be made there',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'no file may be as large',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'it is a link that leads to itself',
  EMFILE: 'too many open files',
}

/** The system's reason in words. */
function reasonOf(error: unknown): string {
  return reasons[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error))
}
