import { describe, expect, test } from 'vitest'
import type { Template } from '#templates/cfn.ts'
import type { App } from '#src/app.ts'
import type { Stack, Stacks, StackStatus, StackUpdate } from '#src/app/stacks.ts'
import { editedStack } from '#src/workflows/edited-stack.ts'
import { stackVerdicts } from '#src/workflows/stack-verdicts.ts'
import { drivenClock } from '../clock.ts'

const tag = 'alpha.eksctl.io/cluster-name'
const template = (labels: object): Template => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: { ManagedNodeGroup: { Type: 'AWS::EKS::Nodegroup', Properties: { Labels: labels } } },
})

/** One stack that was made from a template; an update ends as `ends` says. */
function world(status: StackStatus | 'ABSENT', { owner = 'dev', ends = 'UPDATE_COMPLETE' }: { owner?: string; ends?: StackStatus } = {}) {
  const updates: StackUpdate[] = []
  let current = status
  let deployed = template({ bee: 'lazy' })
  const stack = (): Stack | undefined =>
    current === 'ABSENT' || current === 'DELETE_COMPLETE'
      ? undefined
      : {
          id: 'id-1',
          name: 'ng',
          status: current,
          tags: { [tag]: owner },
          outputs: {},
          capabilities: ['CAPABILITY_IAM'],
          terminationProtection: true,
          created: 0,
        }
  const stacks: Partial<Stacks> = {
    find: async () => stack(),
    template: async () => deployed,
    update: async (request) => {
      updates.push(request)
      current = 'UPDATE_IN_PROGRESS'
      if (ends === 'UPDATE_COMPLETE') deployed = request.template
      return true
    },
    follow: async () => {
      if (current.startsWith('UPDATE')) current = ends
      else if (current.endsWith('_IN_PROGRESS')) current = current.replace('_IN_PROGRESS', '_COMPLETE') as StackStatus
      return stack() ?? { ...(world('CREATE_COMPLETE').stack() as Stack), status: 'DELETE_COMPLETE' }
    },
    failure: async () => ({ logicalId: 'ManagedNodeGroup', type: 'AWS::EKS::Nodegroup', reason: 'label bee! is not valid' }),
  }
  return { app: { stacks, clock: drivenClock() } as unknown as App, updates, stack }
}

const edited = (labels: object) =>
  editedStack({
    name: 'labels of ng',
    stack: 'ng',
    cluster: 'dev',
    region: 'us-west-2',
    changeSet: 'eksctl-update-nodegroup',
    description: 'updating labels',
    edit: () => template(labels),
  })

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }

/** Looks, acts where a change is asked for, and tells what came of it. */
async function made(app: App, labels: object = { bee: 'busy' }): Promise<string> {
  const step = edited(labels)
  const sight = await step.look(app, signal)
  if ('blocked' in sight) return `blocked: ${sight.blocked.message}`
  if (sight.so) return 'so'
  const ended = await step.act(sight.change, app, run).then(
    () => sight.change.kind,
    (error: Error) => `${sight.change.kind}, then: ${error.message}`,
  )
  return ended
}

describe('each status of a stack has an answer for an edit', () => {
  const editable = new Set([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
  ])
  test.each(Object.keys(stackVerdicts) as StackStatus[])('%s', async (status) => {
    const { app, updates } = world(status)
    const ended = await made(app)
    if (editable.has(status)) return expect([ended, updates.length]).toEqual(['update', 1])
    if (stackVerdicts[status].create !== 'follow') return expect([ended.split(':')[0], updates.length]).toEqual(['blocked', 0])
    // What moves is followed first; what it comes to is judged then.
    const willStand = /^(CREATE|UPDATE|IMPORT)/.test(status)
    expect([/^follow(?:, then: .*)?$/s.test(ended), ended === 'follow', updates.length]).toEqual([true, willStand, willStand ? 1 : 0])
  })
})

test('an edit that changes nothing is so, and nothing is written', async () => {
  const { app, updates } = world('CREATE_COMPLETE')
  expect([await made(app, { bee: 'lazy' }), updates]).toEqual(['so', []])
})

test('the difference is named by its place, with what is and what should be', async () => {
  const { app } = world('CREATE_COMPLETE')
  expect(await edited({ bee: 'busy' }).look(app, signal)).toEqual({
    so: false,
    change: { kind: 'update', why: [{ path: 'Resources.ManagedNodeGroup.Properties.Labels.bee', from: 'lazy', to: 'busy' }] },
  })
})

test('the change set keeps the tags and capabilities of the stack, and says what it is for', async () => {
  const { app, updates } = world('CREATE_COMPLETE')
  await made(app)
  expect(updates[0]).toMatchObject({
    id: 'id-1',
    changeSetName: expect.stringMatching(/^eksctl-update-nodegroup-\d+$/) as string,
    description: 'updating labels',
    tags: { [tag]: 'dev', 'alpha.eksctl.io/eksctl-version': expect.any(String) as string },
    capabilities: ['CAPABILITY_IAM'],
  })
})

test('an update that CloudFormation rolls back ends with its cause', async () => {
  const { app } = world('CREATE_COMPLETE', { ends: 'UPDATE_ROLLBACK_COMPLETE' })
  expect(await made(app)).toBe(
    'update, then: ManagedNodeGroup (AWS::EKS::Nodegroup) failed: label bee! is not valid (stack ng, UPDATE_ROLLBACK_COMPLETE)',
  )
})

test("a stack of the same name that is another cluster's is not touched", async () => {
  const { app, updates } = world('CREATE_COMPLETE', { owner: 'dev-2' })
  expect([await made(app), updates]).toEqual(['blocked: a stack named ng exists in us-west-2, and it does not belong to cluster "dev"', []])
})
