import { CreateKeyPairCommand, DescribeKeyPairsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readState } from '#sandbox/state.ts'
import { realClock } from '#src/clock.ts'
import { startEksx } from '../child.ts'
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

/** `eksx sandbox` in a process of its own, once it answers. */
async function served(
  home: string,
  state: string,
): Promise<{ readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>; readonly ec2: EC2Client }> {
  const { child, ended } = startEksx(`sandbox --speed 60 --state ${state}`, { ...process.env, HOME: home })
  await new Promise<void>((resolve) => child.stderr?.on('data', (said: Buffer) => said.includes('AWS answers') && resolve()))
  const { url, env } = JSON.parse(readFileSync(join(home, '.eksx/sandbox.json'), 'utf8'))
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await ended
  }
  return { end, ec2: new EC2Client({ region: 'us-west-2', endpoint: url, maxAttempts: 1, credentials }) }
}

test('a sandbox that is killed while it writes leaves a file from which the next goes on; one that is stopped loses nothing', async () => {
  const home = mkdtempSync(join(tmpdir(), 'eksx-state-'))
  const file = join(home, 'account.json')
  const kept = () => (existsSync(file) ? readFileSync(file, 'utf8').split('"key-').length : 0)
  for (let round = 0; round < 3; round += 1) {
    const { ec2, end } = await served(home, file)
    const asking = (async () => {
      for (;;) await ec2.send(new CreateKeyPairCommand({ KeyName: `key-${crypto.randomUUID()}` }))
    })().catch(() => undefined)
    for (const before = kept(); kept() <= before + 1;) await realClock.sleep(20)
    await realClock.sleep(900 + round * 130)
    await end('SIGKILL')
    await asking
    expect(readState(readFileSync(file, 'utf8'))).toBeDefined()
    expect(statSync(file).mode & 0o777).toBe(0o600)
  }
  const last = await served(home, file)
  await last.ec2.send(new CreateKeyPairCommand({ KeyName: 'the-last' }))
  await last.end('SIGTERM')
  const next = await served(home, file)
  const { KeyPairs = [] } = await next.ec2.send(new DescribeKeyPairsCommand())
  await next.end('SIGTERM')
  expect(KeyPairs.map((pair) => pair.KeyName)).toContain('the-last')
  expect(KeyPairs.length).toBeGreaterThan(3)
})
