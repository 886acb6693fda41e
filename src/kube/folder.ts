import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those that it stands in; one that is there is as good. Step by step: Node's own `recursive` never ends where a system
 * that has the outer folder says that it does not, as /proc does.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, mode)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    const isThere = (folder: string): Promise<boolean> =>
      stat(folder).then(
        () => true,
        () => false,
      )
    // Some systems refuse to make what is there already with another word.
    if (await isThere(path)) return
    if (code !== 'ENOENT' || path === dirname(path) || (await isThere(dirname(path)))) throw error
    await makeFolder(dirname(path), mode)
    await mkdir(path, mode).catch((again: NodeJS.ErrnoException) => (again.code === 'EEXIST' ? undefined : Promise.reject(again)))
  }
}
