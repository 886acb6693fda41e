import { beforeAll, describe, expect, test } from 'vitest'
import { stackVerdicts } from '#src/workflows/stack-verdicts.ts'
import type { StackStatus } from '#src/app/stacks.ts'
import { stateSlot } from '#sandbox/cloudformation/state.ts'
import type { Lab } from '../bad-input/lab.ts'
import { inCell, standing, type Standing, writesSince } from './stage.ts'

/*
 * A nodegroup's stack and a role's stack in each of CloudFormation's states, on the sandbox. A stack that is put into a state by hand stays
 * there: what is followed ends with its time, exit 8.
 */

const targets = {
  nodegroup: {
    stack: 'eksctl-dev-nodegroup-workers',
    create: 'create nodegroup --cluster dev --name workers --nodes 1',
    delete: 'delete nodegroup --cluster dev --name workers --drain=false --wait',
  },
  'service account': {
    stack: 'eksctl-dev-addon-iamserviceaccount-default-reader',
    create:
      'create iamserviceaccount --cluster dev --name reader --role-only --attach-policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --approve',
    delete: 'delete iamserviceaccount --cluster dev --name reader --wait',
  },
} as const

const stacksIn = ({ sandbox }: Lab) => sandbox.account.call('us-west-2').state(stateSlot).stacks

let stands: Standing
beforeAll(async () => {
  stands = await standing(['create cluster --name dev --nodes 1 --nodegroup-name workers --with-oidc', targets['service account'].create])
}, 60_000)

const outcomes: Readonly<Record<string, { readonly exit: number; readonly writes: boolean }>> = {
  'create: so': { exit: 0, writes: false },
  'create: follow': { exit: 8, writes: false },
  'create: replace': { exit: 0, writes: true },
  'create: blocked': { exit: 6, writes: false },
  'delete: delete': { exit: 0, writes: true },
  'delete: follow': { exit: 8, writes: false },
  'delete: blocked': { exit: 6, writes: false },
}

const statuses = (Object.keys(stackVerdicts) as (StackStatus | 'ABSENT')[]).filter(
  (one): one is StackStatus => one !== 'ABSENT' && one !== 'DELETE_COMPLETE',
)

describe.each(Object.entries(targets))('the stack of a %s', (_, target) => {
  const cells = statuses.flatMap((status) => (['create', 'delete'] as const).map((kind) => ({ kind, status })))
  test.each(cells)('$kind where it is $status', { timeout: 60_000 }, async ({ kind, status }) => {
    await inCell(stands, {}, async (lab) => {
      const stack = stacksIn(lab).find(({ name }) => name === target.stack)
      if (stack === undefined) throw new Error('the stack is there')
      stack.status = status
      const known = lab.sandbox.requests.length
      const { exitCode, stderr } = await lab.run(`${target[kind]} --timeout 2m`)
      const verdict = stackVerdicts[status]
      expect({ exit: exitCode, writes: writesSince(lab, known).length > 0 }, stderr).toEqual(outcomes[`${kind}: ${verdict[kind]}`])
      if (exitCode === 6) expect(stderr).toContain('hint: ')
      if (exitCode === 8) expect(stderr).toContain('to go on: ')
      if (kind === 'create' && exitCode === 0)
        expect(
          stacksIn(lab).filter(
            (one) => one.name === target.stack && /^(?:CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(one.status),
          ),
        ).toHaveLength(1)
    })
  })
})
