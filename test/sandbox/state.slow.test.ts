import { expect, test } from 'vitest'
import { orchard, restarting, type Restarting } from './orchard.ts'

/** A cluster's whole life, and what is told of it on the way. */
async function life(one: Restarting, every: number): Promise<object> {
  await one.stack('CreateStack', { TemplateBody: orchard({}) })
  const created = await one.rest(every)
  const nodes = one.readyNodes()
  await one.stack('UpdateStack', { TemplateBody: orchard({ private: 'yes' }) })
  const updated = await one.rest(every)
  const told = await one.history()
  await one.stack('DeleteStack')
  return { created, nodes, updated, told, deleted: await one.rest(every), left: one.leftovers(), broken: one.sandbox().broken }
}

/** A creation that fails at its end, and an update that does. */
async function failures(one: Restarting, every: number): Promise<object> {
  one.sandbox().faults.set({ effect: { kind: 'resource', stack: 'orchard', logicalId: 'Nodes' } })
  await one.stack('CreateStack', { TemplateBody: orchard({}) })
  const rolledBack = await one.rest(every)
  const first = await one.history()
  await one.stack('DeleteStack')
  await one.rest(every)
  await one.stack('CreateStack', { TemplateBody: orchard({}) })
  await one.rest(every)
  const late = { Late: { Type: 'AWS::EC2::EIP', DependsOn: 'Nodes' }, Queue: { Type: 'AWS::SQS::Queue' } }
  one.sandbox().faults.set({ effect: { kind: 'resource', stack: 'orchard', logicalId: 'Late' } })
  await one.stack('UpdateStack', { TemplateBody: orchard({ private: 'yes' }, late) })
  const back = await one.rest(every)
  const second = await one.history()
  await one.stack('DeleteStack')
  return { rolledBack, first, back, second, deleted: await one.rest(every), left: one.leftovers(), broken: one.sandbox().broken }
}

test.each([20_000, 60_000])(
  'a cluster whose sandbox restarts every %d ms lives the same life as in one that never stops',
  async (every) => {
    const broken = await life(await restarting(), every)
    expect(broken).toEqual(await life(await restarting(), 0))
    expect(broken).toMatchObject({ created: 'CREATE_COMPLETE', updated: 'UPDATE_COMPLETE', deleted: 'gone', left: [], broken: [] })
  },
)

test.each([20_000, 60_000])('what fails is taken back the same way where the sandbox restarts every %d ms', async (every) => {
  const broken = await failures(await restarting(), every)
  expect(broken).toEqual(await failures(await restarting(), 0))
  expect(broken).toMatchObject({
    rolledBack: 'ROLLBACK_COMPLETE',
    back: 'UPDATE_ROLLBACK_COMPLETE',
    deleted: 'gone',
    left: [],
    broken: [],
  })
})
