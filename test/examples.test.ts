import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leftovers } from '#sandbox/inventory.ts'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { grant, joins } from './example-account.ts'
import { onStage, region, type Stage } from './resume/stage.ts'

const folder = join(import.meta.dirname, '..', 'examples')
const all = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')

/** A third of them, told by their names; all where there is time. */
const third = (file: string): boolean => (createHash('sha256').update(file).digest()[0] ?? 0) % 3 === 0
const slow = process.env['EKSX_SLOW'] !== undefined
/** Those that a program beside eksx has a part in. */
const needsProgram = (file: string): boolean => /karpenter|flux/.test(file)
/** Those that join a cluster that stands. */
const joining = all.filter((file) => joins(textOf(file)))
const plain = all.filter((file) => !needsProgram(file) && !joining.includes(file) && (slow || third(file)))

test('there is an example for each thing that people come for, and each says why one would want it', () => {
  expect(all.length).toBeGreaterThanOrEqual(40)
  expect(all.filter((file) => !/^\d\d-[a-z0-9-]+\.yaml$/.test(file) || !textOf(file).startsWith('# '))).toEqual([])
})

describe('an example is created, found so at a second run, and deleted without a trace', () => {
  test.each(plain)('%s', (file) =>
    onStage({ durations: 0 }, async (stage) => {
      const path = await stated(stage, file)
      const before = left(stage)
      await stage.ok(`create cluster -f ${path}`)
      await nothingToDo(stage, `create cluster -f ${path}`)
      await stage.ok(`delete cluster -f ${path} --wait${textOf(file).includes('--force') ? ' --force' : ''}`)
      expect(left(stage)).toEqual(before)
    }),
  )
})

test.each(joining)('%s joins a cluster that stands, is found so at a second run, and leaves without a trace', (file) =>
  onStage({ durations: 0 }, async (stage) => {
    const path = await stated(stage, file)
    const before = left(stage)
    await stage.ok('create cluster --name dev --without-nodegroup')
    await stage.ok(`create nodegroup -f ${path}`)
    await nothingToDo(stage, `create nodegroup -f ${path}`)
    await stage.ok('delete cluster --name dev --wait')
    expect(left(stage)).toEqual(before)
  }),
)

const karpenter = all.filter((file) => file.includes('karpenter'))
const chart = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { replicas: 0, selector: { matchLabels: {} }, template: { metadata: {}, spec: { containers: [] } } },
}

test.each(karpenter)(
  '%s: without helm all but the chart is made, and the last line says what to install; once it is there, all is so',
  (file) =>
    onStage({ durations: 0 }, async (stage) => {
      const path = await stated(stage, file)
      const { PATH } = process.env
      process.env['PATH'] = stage.home
      const first = await stage.eksx.run(`create cluster -f ${path}`)
      process.env['PATH'] = PATH
      expect(first.exitCode).toBe(1)
      expect(first.stderr).toContain('there is no helm on PATH')
      const metadata = { namespace: 'karpenter', name: 'karpenter', labels: { 'app.kubernetes.io/version': '1.6.2' } }
      kubernetesOf(stage.sandbox.account, region, 'dev')?.objects.put({ ...chart, metadata })
      await nothingToDo(stage, `create cluster -f ${path}`)
      await stage.ok(`delete cluster -f ${path} --wait`)
      expect(left(stage)).toEqual([])
    }),
)

const flux = { ...chart, metadata: { namespace: 'flux-system', name: 'source-controller' } }

test.each(all.filter((file) => file.includes('flux')))(
  '%s: without flux nothing is begun; with it flux is told where the repository is, and what it installs is found so',
  (file) =>
    onStage({ durations: 0 }, async (stage) => {
      const path = await stated(stage, file)
      const refused = await stage.eksx.run(`create cluster -f ${path}`)
      expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining('there is none on PATH')])
      expect(stage.sandbox.requests.filter(({ mutating }) => mutating)).toEqual([])
      const told = join(stage.home, 'told')
      const program = `#!/bin/sh\n[ "$1" = --version ] && echo 'flux version 2.4.0' || echo "$@" >> ${told}\n`
      mkdirSync(join(stage.home, 'bin'), { recursive: true })
      writeFileSync(join(stage.home, 'bin', 'flux'), program, { mode: 0o755 })
      const first = await stage.eksx.run(`create cluster -f ${path}`)
      expect([first.exitCode, first.stderr]).toEqual([1, expect.stringContaining('Flux was done, but a read still shows otherwise')])
      expect(readFileSync(told, 'utf8')).toBe('check --pre\nbootstrap github --owner example --repository fleet --path clusters/dev\n')
      kubernetesOf(stage.sandbox.account, region, 'dev')?.objects.put(flux)
      await nothingToDo(stage, `create cluster -f ${path}`)
      await stage.ok(`delete cluster -f ${path} --wait`)
      expect(left(stage)).toEqual([])
    }),
)

/** The example in this account: its number, and what it takes for granted. */
async function stated({ sandbox, home }: Stage, file: string): Promise<string> {
  const path = join(home, file)
  writeFileSync(path, await grant(sandbox.account.call(region), sandbox.account.id, textOf(file)))
  return path
}

async function nothingToDo(stage: Stage, line: string): Promise<void> {
  const known = stage.sandbox.requests.length
  await stage.ok(line)
  expect(stage.sandbox.requests.slice(known).flatMap(({ mutating, operation }) => (mutating ? [operation] : []))).toEqual([])
}

/** Logs outlive the cluster that wrote them, as AWS has it. */
const left = ({ sandbox }: Stage): string[] =>
  leftovers(sandbox, region)
    .filter((line) => !line.startsWith('log group '))
    .toSorted()
