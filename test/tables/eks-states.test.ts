import { AddonStatus, CapabilityStatus, ClusterStatus, ConfigStatus, FargateProfileStatus, NodegroupStatus } from '@aws-sdk/client-eks'
import { StackStatus } from '@aws-sdk/client-cloudformation'
import { describe, expect, test } from 'vitest'
import {
  addonStates,
  capabilityStates,
  clusterStates,
  fargateProfileStates,
  identityProviderStates,
  nodegroupStates,
  type StateVerdict,
  verdictOn,
} from '#src/tables/eks-states.ts'
import { stackVerdicts } from '#src/workflows/stack-verdicts.ts'

const tables: Readonly<Record<string, readonly [Readonly<Record<string, StateVerdict>>, Readonly<Record<string, string>>]>> = {
  cluster: [clusterStates, ClusterStatus],
  nodegroup: [nodegroupStates, NodegroupStatus],
  'add-on': [addonStates, AddonStatus],
  'Fargate profile': [fargateProfileStates, FargateProfileStatus],
  capability: [capabilityStates, CapabilityStatus],
  'identity provider': [identityProviderStates, ConfigStatus],
}

describe.each(Object.entries(tables))('the states of a %s', (_, [states, statuses]) => {
  test('each status that EKS has, and none beside, has its row', () => {
    expect(Object.keys(states).toSorted()).toEqual(['ABSENT', ...Object.values(statuses)].toSorted())
  })

  test('where a command is blocked it is said what helps', () => {
    const silent = Object.entries(states).filter(
      ([, row]) => [row.create, row.update, row.delete].includes('blocked') && row.line === undefined,
    )
    expect(silent).toEqual([])
  })

  test('a status of tomorrow is blocked everywhere, and said to be unknown', () => {
    expect(verdictOn(states, 'PAUSED')).toEqual({
      create: 'blocked',
      update: 'blocked',
      delete: 'blocked',
      line: expect.stringContaining('newer'),
    })
  })
})

test('each status of a stack has its row', () => {
  expect(Object.keys(stackVerdicts).toSorted()).toEqual(['ABSENT', ...Object.values(StackStatus)].toSorted())
})
