import { expect, test } from 'vitest'
import { inLab, type Lab } from '../bad-input/lab.ts'
import { crowded } from './crowded-account.ts'

const region = 'us-west-2'

/** What a line asks of a service, by operation. */
async function asked({ sandbox, run }: Lab, service: string, line: string): Promise<Record<string, number>> {
  const from = sandbox.requests.length
  const { exitCode, stderr } = await run(line)
  expect(exitCode, stderr).toBe(0)
  const names = sandbox.requests.slice(from).flatMap((one) => (one.service === service ? [one.operation] : []))
  return Object.fromEntries([...new Set(names)].toSorted().map((name) => [name, names.filter((one) => one === name).length]))
}

test('an account with 16 clusters of 20 role stacks each, and stacks of others: lists ask for what they show', async () => {
  await inLab({ region }, async (lab) => {
    await crowded(lab.sandbox, region, { clusters: 16, roles: 20, others: 300 })
    expect(await asked(lab, 'cloudformation', 'get cluster')).toEqual({})
    const whole = await lab.run('get cluster')
    expect(whole.stdout.match(/True/g)).toHaveLength(16)
    expect(await asked(lab, 'cloudformation', 'get nodegroup --cluster team-3 -o json')).toEqual({ ListStacks: 1 })
    expect(await asked(lab, 'cloudformation', 'get addon --cluster team-3')).toEqual({})
    const exact = 'get iamserviceaccount keeper-7 --namespace apps --cluster team-3'
    expect(await asked(lab, 'cloudformation', exact)).toEqual({ DescribeStacks: 1 })
    expect(await asked(lab, 'cloudformation', 'get iamserviceaccount --cluster team-1')).toEqual({ DescribeStacks: 20, ListStacks: 7 })
  })
})

test('--chunk-size is the size of the pages that EKS is asked for', async () => {
  await inLab({ region }, async (lab) => {
    await crowded(lab.sandbox, region, { clusters: 16, roles: 0, others: 1 })
    expect(await asked(lab, 'eks', 'get cluster --chunk-size 5')).toEqual({ DescribeCluster: 16, ListClusters: 4 })
    expect(await asked(lab, 'eks', 'get cluster -o name')).toEqual({ ListClusters: 1 })
    const parts = ['addon', 'fargateprofile', 'accessentry', 'podidentityassociation', 'identityprovider', 'capability', 'nodegroup']
    for (const part of parts) await lab.run(`get ${part} --cluster team-0 --chunk-size 7`)
    const pages = lab.sandbox.requests
      .slice(-100)
      .flatMap(({ operation, input }) => (operation.startsWith('List') ? [input['maxResults']] : []))
    expect(pages.filter((size) => size === 7)).toHaveLength(parts.length)
  })
})
