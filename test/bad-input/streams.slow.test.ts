import { spawnSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const program = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  resolve(import.meta.dirname, '..', '..', 'bin', 'dev.ts'),
] as const
const home = mkdtempSync(join(tmpdir(), 'eksx-streams-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const env = { PATH: process.env['PATH'] ?? '', HOME: home }
const answers = ['utils', 'schema']

test('an answer that finds no room is one sentence, and exit 1', () => {
  const full = openSync('/dev/full', 'w')
  const [node, ...words] = program
  const { status, stderr } = spawnSync(node, [...words, ...answers], { env, stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
  closeSync(full)
  expect(stderr).toMatch(/^error: the answer could not be written: .*no space left on device.*\n$/)
  expect(status).toBe(1)
})

test('an answer whose reader has gone away ends quietly, exit 0', async () => {
  const [node, ...words] = program
  const child = spawn(node, [...words, ...answers], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  expect(await new Promise((done) => child.on('close', done))).toBe(0)
  expect(stderr).toBe('')
})

test('a stdin that is closed is an empty file where one was to be read', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `exec "$@" <&-`, 'sh', ...program, 'create', 'cluster', '-f', '-'], {
    env: { ...env, AWS_REGION: 'us-west-2' },
    encoding: 'utf8',
  })
  expect(stderr).toContain('error: stdin: the file is empty')
  expect(status).toBe(64)
})
