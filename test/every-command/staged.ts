import { expect } from 'vitest'
import type { Lab } from '../bad-input/lab.ts'
import type { OwnCommand } from './commands.ts'
import { exampleOf, fileOf, sceneOf } from './story.ts'

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Principal: { Service: ['pods.eks.amazonaws.com', 'eks.amazonaws.com', 'capabilities.eks.amazonaws.com'] },
    },
  ],
})

/** Lays out what a command's first example takes for granted, and gives its words in this account. */
export async function staged(one: OwnCommand, { sandbox, put, run }: Lab): Promise<string[]> {
  const { file, before = [] } = sceneOf(one)
  const words = exampleOf(one).map((word) => word.replaceAll('111122223333', sandbox.account.id))
  put('cluster.yaml', fileOf('dev', file))
  for (const [, RoleName = ''] of words.join(' ').matchAll(/arn:aws:iam::\d{12}:role\/([\w-]+)/g))
    await sandbox.account
      .call('us-west-2')
      .aws('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust })
      .catch(() => undefined)
  for (const line of before) {
    const { exitCode, stderr } = await run(line)
    expect(exitCode, `${line}: ${stderr}`).toBe(0)
  }
  return words
}
