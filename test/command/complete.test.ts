import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completionScript, shells } from '#src/command/shells.ts'
import { openLab } from '../bad-input/lab.ts'

let lab: Awaited<ReturnType<typeof openLab>>
beforeAll(async () => {
  const files = {
    'cluster.yaml':
      'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2}\nmanagedNodeGroups: [{name: ng, desiredCapacity: 1}]\nnodeGroups: [{name: own, desiredCapacity: 1}]\n',
    '~/.aws/config': '[default]\nregion = us-west-2\n[profile work]\n[sso-session corp]\n',
    '~/.aws/credentials': '[old]\naws_access_key_id = x\n',
  }
  lab = await openLab({ sandbox: { durations: 0 }, files })
  expect((await lab.run('create cluster -f cluster.yaml -v 0')).exitCode).toBe(0)
})
afterAll(() => lab.close())

/** The candidates for a line, its last word being typed; a blank at its end begins a new one. */
async function of(line: string): Promise<string[]> {
  const { exitCode, stdout, stderr } = await lab.run(['__complete', ...line.split(' ')])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout.split('\n').flatMap((row) => (row === '' ? [] : [row.split('\t')[0] ?? '']))
}

test('verbs, and what can follow one', async () => {
  expect(await of('')).toEqual(expect.arrayContaining(['create', 'get', 'utils', 'version']))
  expect(await of('get-')).toEqual(['get-token'])
  expect(await of('create clu')).toEqual(['cluster'])
  expect(await of('nothing ')).toEqual([])
})

test('flags of the command, hidden and given ones apart; lists and maps come again', async () => {
  expect(await of('create cluster --node-v')).toEqual(['--node-volume-size', '--node-volume-type'])
  expect(await of('get ng --clus')).toEqual(['--cluster'])
  expect(await of('get ng -c dev --clus')).toEqual([])
  expect(await of('create cluster --zones a --zon')).toEqual(['--zones'])
  expect(await of('utils describe-stacks --na')).toEqual([])
})

test('the words that a flag takes, after a blank and after =', async () => {
  expect(await of('create cluster --vpc-nat-mode ')).toEqual(['HighlyAvailable', 'Single', 'Disable'])
  expect(await of('get cluster -o ')).toEqual(['table', 'json', 'yaml', 'name'])
  expect(await of('get cluster --output=j')).toEqual(['--output=json'])
  expect(await of('get cluster --region eu-w')).toEqual(['eu-west-1', 'eu-west-2', 'eu-west-3'])
  expect(await of('get cluster --all-regions ')).toEqual(['dev'])
})

test('files are left to the shell', async () => {
  expect(await of('create cluster -f ')).toEqual([':file'])
  expect(await of('create cluster --config-file=clu')).toEqual([':file'])
})

test('clusters and nodegroups that there are, and profiles; no names for what is to be made', async () => {
  expect(await of('delete cluster --name ')).toEqual(['dev'])
  expect(await of('get cluster d')).toEqual(['dev'])
  expect(await of('get cluster --region eu-west-1 --name ')).toEqual([])
  expect(await of('delete nodegroup --cluster dev --name ')).toEqual(['ng', 'own'])
  expect(await of('utils nodegroup-health -c dev o')).toEqual(['own'])
  expect(await of('get nodegroup --cluster=dev --name=n')).toEqual(['--name=ng'])
  expect(await of('get nodegroup --profile ')).toEqual(['default', 'old', 'work'])
  expect(await of('create cluster --name ')).toEqual([])
})

test('an empty word that a shell cannot hand over has a stand-in', async () => {
  expect(await of('completion :new')).toEqual([...shells])
})

describe('quiet', () => {
  test('where AWS refuses', async () => {
    lab.sandbox.faults.set({ service: 'eks', operation: 'ListClusters', effect: { kind: 'denied' } })
    expect(await of('get cluster --name ')).toEqual([])
    lab.sandbox.faults.clear()
  })

  test('without credentials', async () => {
    const { exitCode, stdout, stderr } = await lab.run(['__complete', 'get', 'cluster', ''], {
      env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    })
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })
})

describe('in bash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eksx-bash-'))
  const program = join(folder, 'eksx')
  writeFileSync(join(folder, 'script'), completionScript('bash'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** What bash would show at the end of a line, for a program with these answers. */
  function shown(line: string, answers: string): string {
    writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" > '${folder}/words'\nprintf '%b' '${answers}'\n`)
    chmodSync(program, 0o755)
    const script = `source '${folder}/script'; COMP_LINE="$1"; COMP_POINT=\${#1}; __eksx_complete; printf '%s\\n' "\${COMPREPLY[@]}"`
    const env = { PATH: `${folder}:/usr/bin:/bin` }
    return execFileSync('bash', ['--norc', '-c', script, 'bash', line], { encoding: 'utf8', env }).trim()
  }
  const handed = (): string => execFileSync('cat', [join(folder, 'words')], { encoding: 'utf8' })

  test('the words go to the program, and its answers come back', () => {
    expect(shown('eksx get cluster --name d', 'dev\\tof somebody\\ndemo\\t\\n')).toBe('dev\ndemo')
    expect(handed()).toBe('__complete|get|cluster|--name|d|')
  })

  test('a new word is an empty one', () => {
    shown('eksx get ', '')
    expect(handed()).toBe('__complete|get||')
  })

  test('what stands before = is not repeated, since bash keeps it', () => {
    expect(shown('eksx get cluster --output=j', '--output=json\\t\\n')).toBe('json')
  })

  test('files are what bash itself offers', () => {
    expect(shown('eksx create cluster -f ', ':file\\n')).toBe('')
  })
})
