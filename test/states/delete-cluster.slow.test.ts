import { beforeAll, describe, expect, test } from 'vitest'
import { eksSlot } from '#sandbox/services/eks/state.ts'
import { clusterStates } from '#src/tables/eks-states.ts'
import type { Lab } from '../bad-input/lab.ts'
import { inCell, standing, type Standing, writesSince } from './stage.ts'

/* delete cluster in each of EKS's states, with stacks and without. A cluster that is put into a state by hand stays there. */

let stands: Standing
beforeAll(async () => {
  stands = await standing(['create cluster --name dev --without-nodegroup'])
}, 60_000)

/** A cluster that no stack made, in the network of the other one. */
async function byHand({ sandbox }: Lab): Promise<void> {
  const call = sandbox.account.call('us-west-2')
  const trust = { Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }
  const { Role } = await call.aws<{ Role: { Arn: string } }>('iam', 'CreateRole', {
    RoleName: 'hand',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  })
  const { cluster } = await call.aws<{ cluster: { resourcesVpcConfig: { subnetIds: string[] } } }>('eks', 'DescribeCluster', {
    name: 'dev',
  })
  const { subnetIds } = cluster.resourcesVpcConfig
  await call.aws('eks', 'CreateCluster', { name: 'hand', roleArn: Role.Arn, resourcesVpcConfig: { subnetIds } })
}

const outcomes = {
  gone: { exit: 10, writes: false, there: false },
  delete: { exit: 0, writes: true, there: false },
  settle: { exit: 8, writes: false, there: true },
  follow: { exit: 8, writes: false, there: true },
  blocked: { exit: 6, writes: false, there: true },
} as const

const statuses = (Object.keys(clusterStates) as (keyof typeof clusterStates)[]).filter((status) => status !== 'ABSENT')

test('a cluster that is not there is exit 10', () =>
  inCell(stands, {}, async (lab) => {
    expect((await lab.run('delete cluster --name hand')).exitCode).toBe(10)
  }))

describe.each(['dev', 'hand'])('the cluster %s', (name) => {
  test.each(statuses)('that is %s', { timeout: 60_000 }, async (status) => {
    await inCell(stands, {}, async (lab) => {
      if (name === 'hand') await byHand(lab)
      const { clusters } = lab.sandbox.account.call('us-west-2').state(eksSlot)
      const cluster = clusters[name]?.cluster
      if (cluster === undefined) throw new Error(`the cluster ${name} is there`)
      cluster.status = status
      if (status === 'PENDING') cluster.connectorConfig = { provider: 'OTHER', roleArn: 'arn:aws:iam::111122223333:role/agent' }
      const known = lab.sandbox.requests.length
      // Whoever made it lets nobody else into its API.
      const force = name === 'hand' ? ' --force' : ''
      const { exitCode, stderr } = await lab.run(`delete cluster --name ${name} --wait --timeout 2m${force}`)
      const outcome = { exit: exitCode, writes: writesSince(lab, known).length > 0, there: clusters[name] !== undefined }
      expect(outcome, stderr).toEqual(outcomes[clusterStates[status].delete])
      if (exitCode === 8) expect(stderr).toContain('to go on: ')
    })
  })
})
