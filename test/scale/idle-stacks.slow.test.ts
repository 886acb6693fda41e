import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { stateSlot } from '#sandbox/cloudformation/state.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { onStage, region } from '../resume/stage.ts'

/** Stacks of others, at rest, among them one whose name begins as a nodegroup's of ours does. */
async function idle({ account }: Sandbox, count: number): Promise<void> {
  const call = account.call(region)
  const TemplateBody = JSON.stringify({ Resources: { It: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } })
  await call.aws('cloudformation', 'CreateStack', { StackName: 'eksctl-dev-nodegroup-of-others', TemplateBody })
  const { stacks } = call.state(stateSlot)
  const [first] = stacks
  if (first === undefined) throw new Error('the first stack was not made')
  for (let i = 1; i < count; i++) stacks.push({ ...first, status: 'CREATE_COMPLETE', id: `${first.id}${i}`, name: `other-${i}` })
}

/** What create cluster with five nodegroups, and one more afterwards, ask for, by operation: so many that their stacks are followed by a list. */
const asked = (others: number): Promise<Record<string, number>> =>
  onStage({ durations: 0.04 }, async (stage) => {
    await idle(stage.sandbox, others)
    const path = join(stage.home, 'cluster.yaml')
    const managedNodeGroups = Array.from({ length: 5 }, (_, i) => ({ name: `team-${i}`, desiredCapacity: 1 }))
    const metadata = { name: 'dev', region }
    writeFileSync(path, stringify({ apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata, managedNodeGroups }))
    await stage.ok(`create cluster -f ${path}`)
    await stage.ok('create nodegroup --cluster dev --name more --nodes 1')
    const { requests } = stage.sandbox
    const names = requests.map(({ service, operation }) => `${service}:${operation}`)
    return Object.fromEntries([...new Set(names)].toSorted().map((name) => [name, names.filter((one) => one === name).length]))
  })

test('ten thousand idle stacks in the account cost no request', async () => {
  // The poller's jitter would let the two runs look at other moments.
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  const alone = await asked(1)
  expect(alone['cloudformation:ListStacks']).toBeGreaterThan(3)
  expect(await asked(10_000)).toEqual(alone)
}, 180_000)
