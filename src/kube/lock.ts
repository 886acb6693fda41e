import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
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

async function claim(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    await file.writeFile(signature())
    await file.close()
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new EksxError('FileUnwritable', `can't lock ${lock}: ${(cause as Error).message}`, { exitCode: exitCodes.refused, cause })
  }
}

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
