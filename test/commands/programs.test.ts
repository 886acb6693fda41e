import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inLab, type Lab } from '../bad-input/lab.ts'

/** A machine on which a program of that name runs this shell script. */
async function withProgram(name: string, script: string, work: (lab: Lab, env: Record<string, string>) => Promise<void>): Promise<void> {
  await inLab({ files: { [`bin/${name}`]: `#!/bin/sh\n${script}\n` } }, async (lab) => {
    chmodSync(lab.path(`bin/${name}`), 0o755)
    await work(lab, { PATH: `${join(lab.work, 'bin')}:/usr/bin:/bin` })
  })
}

test('anywhere hands every word to its program, names the eksctl version, and ends as it does', async () => {
  const script = 'for word in "$@"; do echo "<$word>"; done > words; echo "$EKSCTL_VERSION" > version; exit 37'
  await withProgram('eksctl-anywhere', script, async (lab, env) => {
    const { exitCode, stderr } = await lab.run(['anywhere', 'create', '--help', '-o', 'json', '--', 'a b', '--version'], { env })
    expect({ exitCode, stderr }).toEqual({ exitCode: 37, stderr: '' })
    const { words, version } = lab.disk() as { words: string; version: string }
    expect(words.trim().split('\n')).toEqual(['<create>', '<--help>', '<-o>', '<json>', '<-->', '<a b>', '<--version>'])
    expect(version).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

test('a program that a signal ends is told as shells tell it', async () => {
  await withProgram('eksctl-anywhere', 'kill -9 $$', async (lab, env) => {
    expect((await lab.run('anywhere', { env })).exitCode).toBe(137)
  })
})

test('SIGTERM goes on to the program, which says how it ends; Ctrl-C it has heard itself', async () => {
  const script = 'trap "echo told >> heard; exit 9" TERM; echo up > up; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done'
  await withProgram('eksctl-anywhere', script, async (lab, env) => {
    const run = lab.run('anywhere', { env })
    while (lab.disk()['up'] === undefined) await new Promise((resolve) => setImmediate(resolve))
    lab.signal('SIGINT')
    lab.signal('SIGTERM')
    expect((await run).exitCode).toBe(9)
    expect(lab.disk()['heard']).toBe('told\n')
  })
})

test('info asks kubectl for its version', async () => {
  await withProgram('kubectl', `echo '{"clientVersion":{"gitVersion":"v1.34.2"}}'`, async (lab, env) => {
    expect(JSON.parse((await lab.run('info -o json', { env })).stdout)).toMatchObject({ KubectlVersion: 'v1.34.2' })
  })
})

test('a kubectl that does not answer is named, and the rest is there', async () => {
  await withProgram('kubectl', 'echo "cannot run here" >&2; exit 1', async (lab, env) => {
    const { exitCode, stdout } = await lab.run('info', { env })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^eksx version: .*\n(.*\n)?kubectl version: \S+kubectl does not tell: cannot run here\nOS: /m)
  })
})
