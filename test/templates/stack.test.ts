import { expect, test } from 'vitest'
import {
  accessEntryStackName,
  autoModeRoleStackName,
  clusterStackName,
  fargateStackName,
  nodegroupStackName,
} from '#src/tables/stack-names.ts'
import { autoModeRoleStack, clusterStack, fargateStack, nodegroupStack } from '#templates/stack.ts'
import { clusterOf, managed, selfManaged } from './clusters.ts'

test('stacks are named as eksctl names them', () => {
  expect(clusterStackName('dev')).toBe('eksctl-dev-cluster')
  expect(nodegroupStackName('dev', 'workers')).toBe('eksctl-dev-nodegroup-workers')
  expect(fargateStackName('dev')).toBe('eksctl-dev-fargate')
  expect(autoModeRoleStackName('dev')).toBe('eksctl-dev-auto-mode-role')
  // SHA-1 of "abc" in base32.
  expect(accessEntryStackName('dev', 'abc')).toBe('eksctl-dev-accessentry-VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5')
})

test('a cluster stack carries the tags by which both tools know it', () => {
  const { name, tags } = clusterStack(
    clusterOf({ metadata: { name: 'dev', region: 'us-west-2', tags: { team: 'metal' } }, iam: { withOIDC: true } }),
  )
  expect(name).toBe('eksctl-dev-cluster')
  expect(tags).toEqual({
    'alpha.eksctl.io/cluster-name': 'dev',
    'eksctl.cluster.k8s.io/v1alpha1/cluster-name': 'dev',
    'alpha.eksctl.io/eksctl-version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
    'eksx.dev/version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    'alpha.eksctl.io/cluster-oidc-enabled': 'true',
    team: 'metal',
  })
})

test('a nodegroup stack says its name and kind, and its own tags win over those of the cluster', () => {
  const cluster = clusterOf({ metadata: { name: 'dev', region: 'us-west-2', tags: { stage: 'all' } } })
  expect(nodegroupStack(cluster, managed({ tags: { stage: 'one' } })).tags).toMatchObject({
    'alpha.eksctl.io/nodegroup-name': 'workers',
    'alpha.eksctl.io/nodegroup-type': 'managed',
    stage: 'one',
  })
  expect(nodegroupStack(cluster, managed()).tags).not.toHaveProperty(['eksctl.io/v1alpha2/nodegroup-name'])
  expect(nodegroupStack(cluster, selfManaged()).tags).toMatchObject({
    'eksctl.io/v1alpha2/nodegroup-name': 'workers',
    'alpha.eksctl.io/nodegroup-type': 'unmanaged',
    stage: 'all',
  })
})

const role = 'arn:aws:iam::111122223333:role/r'
const profile = 'arn:aws:iam::111122223333:instance-profile/p'

test.each([
  { stack: 'cluster', made: clusterStack(clusterOf()), capabilities: ['CAPABILITY_IAM'] },
  { stack: 'cluster with a given role', made: clusterStack(clusterOf({ iam: { serviceRoleARN: role } })), capabilities: [] },
  {
    stack: 'cluster with a given role and Fargate',
    made: clusterStack(clusterOf({ iam: { serviceRoleARN: role }, fargateProfiles: [{ name: 'fp', selectors: [{ namespace: 'x' }] }] })),
    capabilities: ['CAPABILITY_IAM'],
  },
  { stack: 'managed nodegroup', made: nodegroupStack(clusterOf(), managed()), capabilities: ['CAPABILITY_IAM'] },
  {
    stack: 'managed nodegroup with a given role',
    made: nodegroupStack(clusterOf(), managed({ iam: { instanceRoleARN: role } })),
    capabilities: ['CAPABILITY_IAM'],
  },
  {
    stack: 'nodegroup with a named role',
    made: nodegroupStack(clusterOf(), managed({ iam: { instanceRoleName: 'r' } })),
    capabilities: ['CAPABILITY_NAMED_IAM'],
  },
  {
    stack: 'self-managed nodegroup with a given profile',
    made: nodegroupStack(clusterOf(), selfManaged({ iam: { instanceProfileARN: profile } })),
    capabilities: [],
  },
  { stack: 'Fargate role', made: fargateStack(clusterOf()), capabilities: ['CAPABILITY_NAMED_IAM'] },
  { stack: 'Auto Mode role', made: autoModeRoleStack(clusterOf()), capabilities: ['CAPABILITY_IAM'] },
])('$stack asks for the capabilities it needs', ({ made, capabilities }) => {
  expect(made.capabilities).toEqual(capabilities)
})
