import { readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { makeFolder } from './folder.ts'

/** How long a lock of somebody else is waited for: kubectl holds it for milliseconds. */
const patience = 10_000
const interval = 100

/**
 * Takes `<path>.lock`, the lock that kubectl respects (client-go: a file created exclusively), and gives the way to let it go. A lock that
 * a dead eksx on this machine left behind is taken over; kubectl's own are never touched. Exit 7 where it stays taken for `wait` (ms).
 */
export async function lockFile(path: string, clock: Clock, wait = patience): Promise<() => Promise<void>> {
  const lock = `${path}.lock`
  await makeFolder(dirname(lock)).catch(cannotLock(lock))
  for (const deadline = clock.now() + wait; ; await clock.sleep(interval)) {
    if (await claim(lock)) return () => rm(lock, { force: true })
    if (await clearAbandoned(lock)) continue
    if (clock.now() >= deadline) {
      throw new EksxError('FileLocked', `${path} is locked: ${lock} exists`, {
        exitCode: exitCodes.locked,
        hint: `if no kubectl or eksx is at work, remove it: rm ${lock}`,
      })
    }
  }
}

const signature = () => `eksx ${process.pid} ${hostname()}`

/**
 * The lock is a link that leads to its signature: it appears whole, so a process that is killed leaves none that nobody may take away. Where
 * links can't be made it is a file with that in it.
 */
async function claim(lock: string): Promise<boolean> {
  try {
    await symlink(signature(), lock).catch((error: NodeJS.ErrnoException) =>
      withoutLinks.has(error.code ?? '') ? writeFile(lock, signature(), { flag: 'wx', mode: 0o600 }) : Promise.reject(error),
    )
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    return cannotLock(lock)(cause)
  }
}

const cannotLock =
  (lock: string) =>
  (cause: unknown): never => {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new EksxError('FileUnwritable', `can't lock ${lock}: ${code === 'ENOSPC' ? 'no space left on the device' : message}`, {
      exitCode: exitCodes.refused,
      hint: 'make room there or mend its permissions, or name another file',
      cause,
    })
  }

/** What systems say that make no symbolic links, or for few. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'UNKNOWN'])

/** What a lock is signed with; nothing where it is gone or unsigned, as kubectl's are. */
const signatureOf = (lock: string): Promise<string> =>
  readlink(lock)
    .catch(() => readFile(lock, 'utf8'))
    .catch(() => '')

/** True where the lock was one of ours whose process is gone. It is set aside first, and put back should somebody have taken it meanwhile. */
async function clearAbandoned(lock: string): Promise<boolean> {
  if (!isAbandoned(await signatureOf(lock))) return false
  const aside = `${lock}.${process.pid}`
  try {
    await rename(lock, aside)
    const signed = await signatureOf(aside)
    if (!isAbandoned(signed)) await symlink(signed, lock)
    return true
  } catch {
    return false
  } finally {
    await rm(aside, { force: true })
  }
}

function isAbandoned(content: string): boolean {
  const [, pid, host] = /^eksx (\d+) (\S+)\n?$/.exec(content) ?? []
  if (pid === undefined || host !== hostname()) return false
  return isGone(Number(pid))
}

/** Whether a process of this machine has ended. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
