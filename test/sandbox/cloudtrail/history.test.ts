import { CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import { CreateFargateProfileCommand, EKSClient } from '@aws-sdk/client-eks'
import { expect, test } from 'vitest'
import { testSandbox, type TestSandbox } from '../../sandbox.ts'

const TemplateBody = JSON.stringify({ Resources: { Wait: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } })

const lookUp = (sandbox: TestSandbox, input: LookupEventsCommandInput) =>
  new CloudTrailClient(sandbox.client()).send(new LookupEventsCommand(input))
const by = (AttributeKey: 'ResourceName' | 'EventName' | 'Username', AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
})

async function withStack(sandbox: TestSandbox): Promise<string> {
  const stacks = new CloudFormationClient(sandbox.client())
  const { StackId = '' } = await stacks.send(new CreateStackCommand({ StackName: 'shed', TemplateBody }))
  await stacks.send(new DescribeStacksCommand({ StackName: 'shed' }))
  await stacks.send(new DeleteStackCommand({ StackName: StackId }))
  return StackId
}

test('the writes about a stack are found by its id or name, the newest first; reads are not', async () => {
  const sandbox = await testSandbox({ durations: 0 })
  const id = await withStack(sandbox)
  const { Events = [] } = await lookUp(sandbox, by('ResourceName', id))
  expect(Events.map((event) => event.EventName)).toEqual(['DeleteStack', 'CreateStack'])
  expect(Events[0]).toMatchObject({ EventSource: 'cloudformation.amazonaws.com', ReadOnly: 'false', Username: 'owner' })
  expect((await lookUp(sandbox, by('ResourceName', 'shed'))).Events).toHaveLength(2)
})

test('a refused call is there with its error, and with its cluster', async () => {
  const sandbox = await testSandbox({ durations: 0 })
  const refused = new CreateFargateProfileCommand({
    clusterName: 'dev',
    fargateProfileName: 'fp',
    podExecutionRoleArn: 'arn:aws:iam::1:role/x',
  })
  await expect(new EKSClient(sandbox.client()).send(refused)).rejects.toThrow()
  const { Events: [event] = [] } = await lookUp(sandbox, by('ResourceName', 'dev'))
  expect(event?.Resources).toEqual([{ ResourceType: 'AWS::EKS::Cluster', ResourceName: 'dev' }])
  expect(JSON.parse(event?.CloudTrailEvent ?? '{}')).toMatchObject({
    eventName: 'CreateFargateProfile',
    errorCode: 'ResourceNotFoundException',
  })
})

test('a call is found minutes after it was made, and for 90 days', async () => {
  const sandbox = await testSandbox()
  const id = await withStack(sandbox)
  expect((await lookUp(sandbox, by('ResourceName', id))).Events).toEqual([])
  await sandbox.clock.sleep(7 * 60_000)
  expect((await lookUp(sandbox, by('ResourceName', id))).Events).toHaveLength(2)
  await sandbox.clock.sleep(91 * 86_400_000)
  expect((await lookUp(sandbox, by('ResourceName', id))).Events).toEqual([])
})

test('pages of 50 at most', async () => {
  const sandbox = await testSandbox({ durations: 0 })
  await withStack(sandbox)
  const first = await lookUp(sandbox, { MaxResults: 1 })
  const second = await lookUp(sandbox, { MaxResults: 1, NextToken: first.NextToken })
  expect([first, second].map(({ Events }) => Events?.[0]?.EventName)).toEqual(['DeleteStack', 'CreateStack'])
  expect(second.NextToken).toBeUndefined()
})

test.each([
  [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
  [{ NextToken: 'x' }, 'InvalidNextTokenException'],
  [{ StartTime: new Date(2), EndTime: new Date(1) }, 'InvalidTimeRangeException'],
  [
    { LookupAttributes: [...by('EventName', 'a').LookupAttributes, ...by('Username', 'b').LookupAttributes] },
    'InvalidLookupAttributesException',
  ],
])('%j is %s', async (input, name) => {
  await expect(lookUp(await testSandbox({ durations: 0 }), input)).rejects.toMatchObject({ name })
})

test('two look-ups a second', async () => {
  const sandbox = await testSandbox({ durations: 0, throttling: true })
  const answers = await Promise.allSettled([1, 2, 3].map(() => lookUp(sandbox, {})))
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1)
})
