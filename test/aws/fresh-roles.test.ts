import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import type { Aws } from '#src/aws/caller.ts'
import { withRoles } from '#src/aws/fresh-roles.ts'
import { EksxError } from '#src/errors.ts'
import { testSandbox } from '../sandbox.ts'

const arn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`

/** A request of EKS that is refused until the fifth time; how often it was sent. */
async function sent(roles: readonly string[], { words, age = 0 }: { words: string; age?: number }): Promise<number | string> {
  const sandbox = await testSandbox()
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  })
  await new IAMClient(sandbox.client()).send(new CreateRoleCommand({ RoleName: 'ours', AssumeRolePolicyDocument }))
  await sandbox.clock.sleep(age)
  const call: Aws['call'] = (_service, _operation, send) => send()
  const aws = { region: 'us-west-2', clock: sandbox.clock, config: sandbox.client(), call } as unknown as Aws
  let count = 0
  const refusal = new EksxError('Refused', `eks:CreateAddon: ${words}`, {
    cause: Object.assign(new Error(words), { name: 'InvalidParameterException' }),
  })
  return withRoles(aws, roles, new AbortController().signal, async () => {
    count += 1
    if (count < 5) throw refusal
    return count
  }).catch(() => `refused at ${count}`)
}

const words = 'Role provided in the request does not exist.'

test('a request for a role that is new is sent again until EKS has heard of it', async () => {
  expect(await sent([arn('ours')], { words })).toBe(5)
})

test.each([
  ['IAM does not know the role either', [arn('theirs')], { words }],
  ['the role is of another account', ['arn:aws:iam::999999999999:role/ours'], { words }],
  ['the role is old', [arn('ours')], { words, age: 181_000 }],
  ['it names no role', [], { words }],
  ['EKS refuses something else', [arn('ours')], { words: 'Addon specified is not supported' }],
])('it is refused at once where %s', async (_, roles, options) => {
  expect(await sent(roles, options)).toBe('refused at 1')
})
