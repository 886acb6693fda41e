import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** How long a lock of somebody else is waited for: kubectl holds it for milliseconds. */
const patience = 10_000
const interval = 100

/**
 * Takes `<path>.lock`, the lock that kubectl respects (client-go: a file created exclusively), and gives the way to let it go. A lock that
 * a dead eksx on this machine left behind is taken over; kubectl's own are never touched. Exit 7 where it stays taken.
 */
export async function lockFile(path: string, clock: Clock): Promise<() => Promise<void>> {
  const lock = `${path}.lock`
  await mkdir(dirname(lock), { recursive: true })
  for (const deadline = clock.now() + patience; ; await clock.sleep(interval)) {
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

const signature = () => `eksx ${process.pid} ${hostname()}\n`

/** The lock appears with its signature in it: a process that is killed in between leaves none that nobody may take away. */
async function claim(lock: string): Promise<boolean> {
  const signed = `${lock}.${crypto.randomUUID().slice(0, 8)}`
  try {
    await writeFile(signed, signature(), { mode: 0o600 })
    await link(signed, lock).catch((error: NodeJS.ErrnoException) =>
      withoutLinks.has(error.code ?? '') ? writeFile(lock, signature(), { flag: 'wx', mode: 0o600 }) : Promise.reject(error),
    )
    return true
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new EksxError('FileUnwritable', `can't lock ${lock}: ${code === 'ENOSPC' ? 'no space left on the device' : message}`, {
      exitCode: exitCodes.refused,
      hint: 'make room there or mend its permissions, or name another file with --kubeconfig',
      cause,
    })
  } finally {
    await rm(signed, { force: true }).catch(() => undefined)
  }
}

/** What file systems say that know no hard links. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'])

/** True where the lock was one of ours whose process is gone. It is set aside first, and put back should somebody have taken it meanwhile. */
async function clearAbandoned(lock: string): Promise<boolean> {
  if (!isAbandoned(await readFile(lock, 'utf8').catch(() => ''))) return false
  const aside = `${lock}.${process.pid}`
  try {
    await rename(lock, aside)
    if (!isAbandoned(await readFile(aside, 'utf8'))) await link(aside, lock)
    return true
  } catch {
    return false
  } finally {
    await rm(aside, { force: true })
  }
}

function isAbandoned(content: string): boolean {
  const [, pid, host] = /^eksx (\d+) (\S+)\n$/.exec(content) ?? []
  if (pid === undefined || host !== hostname()) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
