import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { request } from 'node:https'
import { expect, test } from 'vitest'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { readState } from '#sandbox/state.ts'
import { clusterToken } from '#src/kube/token.ts'
import { orchard, restarting, type Restarting } from './orchard.ts'

const client = (one: Restarting) => {
  const { url, credentials } = one.sandbox()
  const [{ accessKeyId, secretAccessKey } = { accessKeyId: '', secretAccessKey: '' }] = credentials
  return { region: 'us-west-2', endpoint: url, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey } }
}

/** What the cluster's API answers to a kubeconfig with this authority: the status. */
async function asked(one: Restarting, { endpoint, ca }: { endpoint: string; ca: string }): Promise<number> {
  const env = { AWS_ENDPOINT_URL: one.sandbox().url }
  const { credentials } = client(one)
  const { token } = await clusterToken({
    clusterId: 'orchard',
    region: 'us-west-2',
    clock: one.clock,
    env,
    credentials: async () => credentials,
  })
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    request(`${endpoint}/api/v1/nodes`, { ca, headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

test('half a cluster: stopped, started again from its state, finished, used, deleted, nothing left', async () => {
  const one = await restarting()
  const { url } = one.sandbox()
  await new CloudFormationClient(client(one)).send(
    new CreateStackCommand({ StackName: 'orchard', TemplateBody: orchard({}), Capabilities: ['CAPABILITY_IAM'] }),
  )
  await one.clock.sleep(90_000)
  const before = one.clock.now()
  await one.restart()
  expect(one.clock.now()).toBe(before)
  expect(one.sandbox().url).toBe(url)
  const { Stacks: [stack] = [] } = await new CloudFormationClient(client(one)).send(new DescribeStacksCommand({ StackName: 'orchard' }))
  expect(stack?.StackStatus).toBe('CREATE_IN_PROGRESS')
  expect(await one.rest(0)).toBe('CREATE_COMPLETE')
  expect(one.readyNodes()).toHaveLength(2)

  const old = await new EKSClient(client(one)).send(new DescribeClusterCommand({ name: 'orchard' }))
  const kubeconfig = {
    endpoint: old.cluster?.endpoint ?? '',
    ca: Buffer.from(old.cluster?.certificateAuthority?.data ?? '', 'base64').toString(),
  }
  expect(await asked(one, kubeconfig)).toBe(200)
  await one.restart()
  expect(await new EKSClient(client(one)).send(new DescribeClusterCommand({ name: 'orchard' }))).toMatchObject({ cluster: old.cluster })
  expect(await asked(one, kubeconfig)).toBe(200)
  expect(one.readyNodes()).toHaveLength(2)
  expect(kubernetesOf(one.sandbox().account, 'us-west-2', 'orchard')?.objects.since(1)).toBeUndefined()

  await one.stack('DeleteStack')
  expect(await one.rest(5 * 60_000)).toBe('gone')
  expect(one.leftovers()).toEqual([])
  expect(one.sandbox().broken).toEqual([])
})

test('everything that it remembers is plain: what comes from the state is what was there', async () => {
  const one = await restarting()
  await one.stack('CreateStack', { TemplateBody: orchard({}) })
  await one.rest(0)
  const before = structuredClone(one.sandbox().memory())
  await one.restart()
  expect(JSON.parse(JSON.stringify(one.sandbox().memory()))).toEqual(JSON.parse(JSON.stringify(before)))
  expect(one.sandbox().memory()).toEqual(before)
})

test('faults go on counting, and ids do not come twice', async () => {
  const one = await restarting()
  one
    .sandbox()
    .faults.set({ service: 'ec2', operation: 'CreateVpc', calls: 'all', occurrence: 2, effect: { kind: 'server-error', status: 503 } })
  const make = () =>
    one.aws<{ Vpc: { VpcId: string } }>('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }).then(
      ({ Vpc }) => Vpc.VpcId,
      () => 'refused',
    )
  const first = await make()
  await one.restart()
  expect(await make()).toBe('refused')
  const third = await make()
  expect(third).toMatch(/^vpc-/)
  expect(third).not.toBe(first)
})

test.each(['', '{', '{"version":1', '{"version":99,"time":1}', 'null', '[]'])(
  'what is no state of a sandbox is told from one: %j',
  (text) => {
    expect(readState(text)).toBeUndefined()
  },
)
