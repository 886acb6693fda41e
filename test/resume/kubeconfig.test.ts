import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { realFiles } from '#src/kube/files.ts'
import { kubeconfigsOn } from '#src/kube/kubeconfig.ts'
import { drivenClock } from '../clock.ts'

const entry = {
  cluster: 'dev',
  region: 'us-west-2',
  endpoint: 'https://127.0.0.1:6443',
  certificateAuthority: 'Y2E=',
  tokenId: 'dev',
  user: 'owner',
  setContext: true,
  authenticator: 'eksx',
} as const

const before = `apiVersion: v1
kind: Config
clusters:
- cluster: {server: https://other}
  name: other
contexts: []
users: []
current-context: ""
`

function home(): string {
  const path = mkdtempSync(join(tmpdir(), 'eksx-kubeconfig-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  mkdirSync(join(path, '.kube'))
  writeFileSync(join(path, '.kube', 'config'), before, { mode: 0o600 })
  return path
}

const source = (path: string): string => resolve(import.meta.dirname, '..', '..', 'src', path)

/** A process that writes the entry and kills itself without a word before or after its file takes the place of the old one. */
async function dies(at: string, moment: 'before' | 'after'): Promise<void> {
  const program = `
    import { writeFileSync } from 'node:fs'
    import { realClock } from '${source('clock.ts')}'
    import { realFiles } from '${source('kube/files.ts')}'
    import { kubeconfigsOn } from '${source('kube/kubeconfig.ts')}'
    const files = realFiles({ HOME: '${at}' }, realClock)
    const die = () => process.kill(process.pid, 'SIGKILL')
    const write = async (path, text, mode) => {
      if ('${moment}' === 'before') {
        writeFileSync('${join(at, '.kube', '.config.')}' + process.pid + '.0a1b2c3d', text.slice(0, 40))
        die()
      }
      await files.write(path, text, mode)
      die()
    }
    await kubeconfigsOn({ ...files, write }).write(${JSON.stringify(entry)})
  `
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { stdio: ['ignore', 'ignore', 'inherit'] })
  expect(await new Promise((done) => child.on('exit', (_code, signal) => done(signal)))).toBe('SIGKILL')
}

/** Writes the entry as the next run does, on a clock that jumps over waiting. */
async function writes(at: string): Promise<string> {
  const kubeconfigs = kubeconfigsOn(realFiles({ HOME: at }, drivenClock()))
  await kubeconfigs.check({ cluster: 'dev' })
  await kubeconfigs.write(entry)
  expect(await kubeconfigs.has(entry)).toBe(true)
  return readFileSync(join(at, '.kube', 'config'), 'utf8')
}

test('killed before its new file takes its place, the kubeconfig is whole and as it was; the next run writes it', async () => {
  const undisturbed = await writes(home())
  const at = home()
  await dies(at, 'before')
  expect(readFileSync(join(at, '.kube', 'config'), 'utf8')).toBe(before)
  expect(readdirSync(join(at, '.kube'))).toContain('config.lock')
  expect(await writes(at)).toBe(undisturbed)
  expect(readdirSync(join(at, '.kube'))).toEqual(['config'])
})

test('killed after it, the entry stands once, and the lock of the dead is taken away', async () => {
  const undisturbed = await writes(home())
  const at = home()
  await dies(at, 'after')
  expect(await writes(at)).toBe(undisturbed)
  expect(readdirSync(join(at, '.kube'))).toEqual(['config'])
})

test('where no room is left, the kubeconfig stays whole, nothing is left beside it, and the error names it', async () => {
  const at = home()
  const program = `
    import { realClock } from '${source('clock.ts')}'
    import { realFiles } from '${source('kube/files.ts')}'
    import { kubeconfigsOn } from '${source('kube/kubeconfig.ts')}'
    process.on('SIGXFSZ', () => undefined)
    const entry = ${JSON.stringify({ ...entry, certificateAuthority: 'Y2E='.repeat(2_000) })}
    await kubeconfigsOn(realFiles({ HOME: '${at}' }, realClock)).write(entry).catch((error) => console.log(error.message))
  `
  // A limit on the size of files stands for a full disk: it fails in the middle of a write, too.
  const line = `ulimit -f 2; exec ${process.execPath} --input-type=module-typescript --eval "$0"`
  // Node's own cache of what it has compiled may not be in the way.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const child = spawn('sh', ['-c', line, program], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const [out, err, end] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  const told = `can't write ${join(at, '.kube', 'config')}: no file may be as large\n`
  expect({ out, end }, err).toEqual({ out: told, end: [0, null] })
  expect(readFileSync(join(at, '.kube', 'config'), 'utf8')).toBe(before)
  expect(readdirSync(join(at, '.kube'))).toEqual(['config'])
})
