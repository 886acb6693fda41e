import { describe, expect, test } from 'vitest'
import { inLab, type Lab, type LabOptions } from '../bad-input/lab.ts'
import { play } from '../command/stage.ts'
import { everyCommand, type OwnCommand } from './commands.ts'
import { exampleOf, fileOf, sceneOf } from './story.ts'

/*
 * Every command, where it can't do what it is asked: one meaning of its exit code, the failure as a document on stdout and nothing else,
 * words on stderr, and nothing written.
 */

const commands = await everyCommand()
const speaking = commands.filter((one) => sceneOf(one).speaks === undefined)
const onAws = speaking.filter((one) => sceneOf(one).on !== 'this machine')
const onClusters = onAws.filter((one) => sceneOf(one).on === undefined)
const rows = (list: readonly OwnCommand[]) => list.map((one) => [one.words, one] as const)

interface Said {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The code of a failure that stdout tells, whole and alone, and stderr says in words. */
function codeOf({ stdout, stderr }: Said): string {
  const { error }: { error: { code: string; message: string } } = JSON.parse(stdout)
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['error'])
  expect(stderr).toContain(`error: ${error.message.split('\n')[0]}`)
  expect(stdout + stderr).not.toContain('\u001B')
  return error.code
}

test('every command has -o', () => {
  expect(speaking.filter(({ flags }) => flags['output'] === undefined).map(({ words }) => words)).toEqual([])
})

describe('a flag that there is not', () => {
  // What is behind `anywhere` is another program's.
  test.each(rows(commands.filter(({ words }) => words !== 'anywhere')))('%s', async (words) => {
    const said = await play([...words.split(' '), '--bogus', '-o', 'json'])
    expect({ exitCode: said.exitCode, code: codeOf(said) }).toEqual({ exitCode: 64, code: 'UnknownFlag' })
  })
})

/** Its first example of a cluster, about one that there is not. */
function aboutGhost(one: OwnCommand, { put }: Lab): string[] {
  put('cluster.yaml', fileOf('ghost', sceneOf(one).file))
  const ofCluster = one.examples.find((line) => /\bdev\b|cluster\.yaml/.test(line))
  return [...exampleOf(one, ofCluster).map((word) => (word === 'dev' ? 'ghost' : word)), '-o', 'json']
}

async function refused(one: OwnCommand, options: LabOptions): Promise<{ readonly exitCode: number; readonly code: string }> {
  const ends: { exitCode: number; code: string }[] = []
  await inLab(options, async (lab) => {
    const said = await lab.run(aboutGhost(one, lab))
    ends.push({ exitCode: said.exitCode, code: codeOf(said) })
    expect(lab.writes().map(({ operation }) => operation)).toEqual([])
  })
  return ends[0] ?? { exitCode: -1, code: '' }
}

describe('a cluster that there is not', () => {
  test.each(rows(onClusters))('%s', async (_words, one) => {
    expect(await refused(one, {})).toEqual({ exitCode: 10, code: 'ClusterNotFound' })
  })
})

const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }

describe('no credentials', () => {
  test.each(rows(onAws))('%s', async (_words, one) => {
    expect(await refused(one, { env: noKeys })).toEqual({ exitCode: 4, code: 'CredentialsMissing' })
  })
})
