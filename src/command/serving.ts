import { EksxError } from '../errors.ts'

/** What a lock on the file of a sandbox's account means. */
export const keptElsewhere =
  (state: string) =>
  (error: unknown): never => {
    if (!(error instanceof EksxError) || error.code !== 'FileLocked') throw error
    const options = { exitCode: error.exitCode, hint: `stop that one, or name another file; ${error.hint}`, cause: error }
    throw new EksxError('FileLocked', `another sandbox keeps its account in ${state}`, options)
  }

/** What it means where nothing can listen. */
export function portTaken(error: unknown): never {
  if (!(error instanceof Error && 'port' in error && 'code' in error && error.code === 'EADDRINUSE')) throw error
  const hint = 'end the program that listens there; a kept cluster needs the port that its kubeconfigs name'
  throw new EksxError('PortTaken', `port ${String(error.port)} is taken`, { hint, cause: error })
}
