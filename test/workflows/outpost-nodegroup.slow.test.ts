import { expect, test } from 'vitest'
import { onStage } from '../resume/stage.ts'
import { arnOf, deployed, file, standing, writes } from './outposts.ts'

test('a run that ends while the subnets are being made is gone on with: the same subnets, once', () =>
  onStage({ durations: 0.2 }, async (stage) => {
    await standing(stage)
    const path = file(stage, { nodeGroups: [{ name: 'rack', outpostARN: arnOf('op-1', stage.sandbox.account.id), desiredCapacity: 1 }] })
    const { end } = await stage.live(`create nodegroup -f ${path}`, ({ name }) =>
      name.startsWith('ExecuteChangeSet') ? 'before the answer comes' : undefined,
    )
    expect(end).toBe('killed')
    await stage.ok(`create nodegroup -f ${path}`)
    expect(writes(stage).filter((operation) => operation === 'ExecuteChangeSet')).toHaveLength(1)
    const { Resources } = await deployed(stage, 'eksctl-dev-cluster')
    expect(Object.keys(Resources).filter((id) => /^Subnet.*OUTPOST/.test(id))).toEqual([
      'SubnetPublicOUTPOSTUSWEST2B1',
      'SubnetPrivateOUTPOSTUSWEST2B1',
    ])
  }))
