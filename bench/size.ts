import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { atMost, type Row } from './table.ts'

const dist = resolve(import.meta.dirname, '..', 'dist')

/** What the package weighs, as it travels and as it lies on a disk. */
export function size(): Row[] {
  const scratch = mkdtempSync(join(tmpdir(), 'eksx-pack-'))
  try {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', scratch], {
      cwd: dist,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    })
    const [packed] = bytesOfFiles(scratch)
    const unpacked = bytesOfFiles(dist).reduce((sum, bytes) => sum + bytes, 0)
    return [atMost('package, packed', 6, ' MB', (packed ?? Number.NaN) / 1e6), atMost('package, unpacked', 6, ' MB', unpacked / 1e6)]
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const bytesOfFiles = (folder: string): number[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .filter((stat) => stat.isFile())
    .map(({ size: bytes }) => bytes)
