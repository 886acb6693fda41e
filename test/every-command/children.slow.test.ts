import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { pathWithEksx } from '../child.ts'

/* A few commands of each kind as processes of their own, with streams that are closed, empty, or a pipe whose reader leaves. */

const home = mkdtempSync(join(tmpdir(), 'eksx-children-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const env = {
  PATH: pathWithEksx(join(home, 'bin')),
  HOME: home,
  AWS_REGION: 'us-west-2',
  // Nothing listens there: a command that asks AWS fails at once.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ACCESS_KEY_ID: 'AKIASANDBOX',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_EC2_METADATA_DISABLED: 'true',
  COLUMNS: '40',
}

const streams = ['<&-', '>&- 2>&- <&-', '| true', '2>&1 | cat']
const lines = [
  { line: 'utils schema', ends: [0] },
  { line: 'create cluster --help', ends: [0] },
  { line: 'create cluster -f -', ends: [64] },
  { line: 'get cluster --timeout 1s -o json', ends: [1, 8] },
  { line: 'delete nodegroup --cluster dev --name a --timeout 1s', ends: [1, 8] },
]
const table = lines.flatMap(({ line, ends }) => streams.map((stream) => ({ line, stream, ends: stream.includes('|') ? [0] : ends })))

describe('neither hangs nor prints an escape', () => {
  test.each(table)('eksx $line $stream', ({ line, stream, ends }) => {
    const { status, signal, stdout, stderr } = spawnSync('sh', ['-c', `eksx ${line} ${stream}`], {
      env,
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(stdout + stderr).not.toContain('\u001B')
    expect(signal).toBeNull()
    expect(ends, stderr).toContain(status)
  })
})
