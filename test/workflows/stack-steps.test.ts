import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { Stack, Stacks, StackStatus } from '#src/app/stacks.ts'
import { goneStack } from '#src/workflows/delete-stack.ts'
import { newStack } from '#src/workflows/new-stack.ts'
import { stackVerdicts } from '#src/workflows/stack-verdicts.ts'
import { drivenClock } from '../clock.ts'

const name = 'eksctl-dev-cluster'
const options = { disableRollback: false }

/** One stack of CloudFormation: it starts in a status, moves on by `then` when followed, and every write is noted. */
function world(
  status: StackStatus | 'ABSENT',
  more: { owner?: string; rests?: Partial<Record<StackStatus, StackStatus>>; creation?: StackStatus } = {},
) {
  const writes: string[] = []
  let current: StackStatus | 'ABSENT' = status
  const stack = (): Stack | undefined =>
    current === 'ABSENT' || current === 'DELETE_COMPLETE'
      ? undefined
      : {
          id: 'id-1',
          name,
          status: current,
          tags: { 'alpha.eksctl.io/cluster-name': more.owner ?? 'dev' },
          outputs: {},
          capabilities: [],
          terminationProtection: true,
          created: 0,
        }
  const stacks: Partial<Stacks> = {
    find: async () => stack(),
    create: async () => {
      if (stack() !== undefined) return undefined
      writes.push('create')
      current = 'CREATE_IN_PROGRESS'
      return 'id-1'
    },
    delete: async () => {
      writes.push('delete')
      current = 'DELETE_IN_PROGRESS'
    },
    follow: async () => {
      const next: Partial<Record<string, StackStatus>> = {
        CREATE_IN_PROGRESS: more.creation ?? 'CREATE_COMPLETE',
        DELETE_IN_PROGRESS: 'DELETE_COMPLETE',
        ...more.rests,
      }
      const before = stack() as Stack
      current = next[current] ?? current
      return { ...before, status: current as StackStatus }
    },
    failure: async () => ({ logicalId: 'NATIP', type: 'AWS::EC2::EIP', reason: 'The maximum number of addresses has been reached.' }),
  }
  const app = { stacks, clock: drivenClock() } as unknown as App
  return { app, writes, status: () => current }
}

const create = () =>
  newStack({
    name: 'cluster dev',
    stack: { name, tags: {}, capabilities: [] },
    cluster: 'dev',
    region: 'us-west-2',
    usual: 1,
    options,
    draft: () => ({ AWSTemplateFormatVersion: '2010-09-09', Resources: {} }),
  })
const remove = (wait = true) =>
  goneStack({ name: 'cluster dev', stack: { id: 'id-1', name }, cluster: 'dev', region: 'us-west-2', wait, usual: 1 })

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }

/** Looks, acts where a change is asked for, and tells what came of it. */
async function made(step: ReturnType<typeof create>, app: App): Promise<string> {
  const sight = await step.look(app, signal)
  if ('blocked' in sight) return `blocked: ${sight.blocked.hint ?? sight.blocked.message}`
  if (sight.so) return 'so'
  await step.act(sight.change, app, run)
  return sight.change.kind
}

const statuses = Object.keys(stackVerdicts) as (StackStatus | 'ABSENT')[]

describe('each status of a stack has an answer for create', () => {
  const rests: Partial<Record<StackStatus, StackStatus>> = {
    UPDATE_IN_PROGRESS: 'UPDATE_COMPLETE',
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
    UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
    IMPORT_IN_PROGRESS: 'IMPORT_COMPLETE',
    IMPORT_ROLLBACK_IN_PROGRESS: 'IMPORT_ROLLBACK_COMPLETE',
    ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  }
  const expected: Record<StackStatus | 'ABSENT', readonly [string, readonly string[]]> = {
    ABSENT: ['create', ['create']],
    REVIEW_IN_PROGRESS: ['create', ['delete', 'create']],
    CREATE_IN_PROGRESS: ['follow', []],
    CREATE_COMPLETE: ['so', []],
    CREATE_FAILED: ['blocked', []],
    ROLLBACK_IN_PROGRESS: ['follow', ['delete', 'create']],
    ROLLBACK_COMPLETE: ['create', ['delete', 'create']],
    ROLLBACK_FAILED: ['blocked', []],
    UPDATE_IN_PROGRESS: ['follow', []],
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['follow', []],
    UPDATE_COMPLETE: ['so', []],
    UPDATE_FAILED: ['blocked', []],
    UPDATE_ROLLBACK_IN_PROGRESS: ['follow', []],
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ['follow', []],
    UPDATE_ROLLBACK_COMPLETE: ['so', []],
    UPDATE_ROLLBACK_FAILED: ['blocked', []],
    IMPORT_IN_PROGRESS: ['follow', []],
    IMPORT_COMPLETE: ['so', []],
    IMPORT_ROLLBACK_IN_PROGRESS: ['follow', []],
    IMPORT_ROLLBACK_FAILED: ['blocked', []],
    IMPORT_ROLLBACK_COMPLETE: ['so', []],
    DELETE_IN_PROGRESS: ['follow', ['create']],
    DELETE_FAILED: ['blocked', []],
    DELETE_COMPLETE: ['create', ['create']],
  }
  test.each(statuses)('%s', async (status) => {
    const { app, writes } = world(status, { rests })
    const [kind, calls] = expected[status]
    expect(await made(create(), app)).toMatch(new RegExp(`^${kind}`))
    expect(writes).toEqual(calls)
  })
})

describe('each status of a stack has an answer for delete', () => {
  const rests: Partial<Record<StackStatus, StackStatus>> = {
    UPDATE_IN_PROGRESS: 'UPDATE_COMPLETE',
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
    UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_FAILED',
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
    IMPORT_IN_PROGRESS: 'IMPORT_COMPLETE',
    IMPORT_ROLLBACK_IN_PROGRESS: 'IMPORT_ROLLBACK_COMPLETE',
    ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  }
  const moving = statuses.filter(
    (status) => status.endsWith('_IN_PROGRESS') && !['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS', 'DELETE_IN_PROGRESS'].includes(status),
  )
  test.each(statuses)('%s', async (status) => {
    const { app, writes, status: after } = world(status, { rests })
    const answer = await made(remove(), app)
    if (status === 'ABSENT' || status === 'DELETE_COMPLETE') return expect([answer, writes]).toEqual(['so', []])
    if (status === 'IMPORT_ROLLBACK_FAILED')
      return expect([answer, writes]).toEqual(['blocked: mend its failed import in CloudFormation', []])
    if (status === 'DELETE_IN_PROGRESS') return expect([answer, writes]).toEqual(['follow', []])
    expect([answer, writes]).toEqual([moving.includes(status) ? 'follow' : 'delete', ['delete']])
    return expect(after()).toBe('DELETE_COMPLETE')
  })
})

test("a stack that bears the name but another cluster's tag is never ours", async () => {
  const { app, writes } = world('CREATE_COMPLETE', { owner: 'dev-cluster' })
  expect(await made(create(), app)).toMatch(/^blocked: choose another name/)
  expect(await made(remove(), app)).toMatch(/^blocked/)
  expect(writes).toEqual([])
})

test('a failed shell of another owner is not removed to make room', async () => {
  const { app, writes } = world('ROLLBACK_COMPLETE', { owner: 'other' })
  expect(await made(create(), app)).toMatch(/^blocked/)
  expect(writes).toEqual([])
})

test('a stack that fails names what failed first, why, and what helps', async () => {
  const { app } = world('ABSENT', { creation: 'ROLLBACK_COMPLETE' })
  await expect(made(create(), app)).rejects.toMatchObject({
    code: 'StackFailed',
    message:
      'NATIP (AWS::EC2::EIP) failed: The maximum number of addresses has been reached. (stack eksctl-dev-cluster, ROLLBACK_COMPLETE)',
    hint: 'release an Elastic IP or ask for a higher quota, or use --vpc-nat-mode Disable; to remove what was made: eksx delete cluster --name dev --region us-west-2',
  })
})

test('a deletion that fails says so with the exit code for what remains', async () => {
  const { app } = world('CREATE_COMPLETE', { rests: { DELETE_IN_PROGRESS: 'DELETE_FAILED' } })
  await expect(made(remove(), app)).rejects.toMatchObject({
    code: 'DeleteFailed',
    exitCode: 9,
    hint: expect.not.stringContaining('to remove what was made'),
  })
})

test('without waiting, a deletion ends as soon as AWS has begun', async () => {
  const { app, writes, status } = world('CREATE_COMPLETE')
  expect(await made(remove(false), app)).toBe('delete')
  expect([writes, status()]).toEqual([['delete'], 'DELETE_IN_PROGRESS'])
})
