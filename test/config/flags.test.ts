import { expect, test } from 'vitest'
import { ConfigError } from '#src/config/complaint.ts'
import { configFromFlags } from '#src/config/flags.ts'
import { nodegroupName } from '#src/config/nodegroup-name.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { settle } from '#src/config/settle.ts'
import { survey } from './stated.ts'

const stated = (more: Partial<ClusterConfig>): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'dev', region: 'us-west-2' },
  ...more,
})

test('complaints name the flag', () => {
  const flags = {
    'managedNodeGroups[0].desiredCapacity': '--nodes',
    'managedNodeGroups[0].maxSize': '--nodes-max',
    availabilityZones: '--zones',
  }
  const config = stated({ availabilityZones: ['us-west-2a'], managedNodeGroups: [{ name: '', desiredCapacity: 5, maxSize: 3 }] })
  expect(() => configFromFlags(config, flags)).toThrow(
    '--zones: EKS needs two zones at least, not only us-west-2a\n--nodes: 5 is more than maxSize 3',
  )
})

test('what no flag stands for has its path in front', () => {
  expect(() => configFromFlags(stated({ metadata: { name: 'a b', region: 'us-west-2' } }), {})).toThrow(
    'metadata.name: "a b" may hold letters, digits and dashes only',
  )
  expect(() => configFromFlags(stated({ metadata: { name: 'dev', region: 'us-wset-2' } }), { 'metadata.region': '--region' })).toThrow(
    '--region: there is no region "us-wset-2" with EKS; did you mean us-west-2?',
  )
})

test('a nodegroup without a name has always the same one', () => {
  const config = configFromFlags(stated({ managedNodeGroups: [{ name: '' }] }), {})
  expect(settle(config, survey).config.managedNodeGroups?.[0]?.name).toBe(nodegroupName('dev', 0))
  expect(nodegroupName('dev', 0)).toMatch(/^ng-[0-9a-f]{8}$/)
  expect(new Set([nodegroupName('dev', 0), nodegroupName('dev', 1), nodegroupName('dev2', 0)]).size).toBe(3)
})

test('what was stated holds no defaults', () => {
  const config = configFromFlags(stated({ managedNodeGroups: [{ name: 'a' }] }), {})
  settle(config, survey)
  expect(config.stated.managedNodeGroups).toEqual([{ name: 'a' }])
})

test('a key opens the door of self-managed nodes, of managed ones only with --ssh-access', () => {
  const ssh = { publicKeyPath: 'ops.pub' }
  const { config } = settle(
    configFromFlags(stated({ nodeGroups: [{ name: 'a', ssh }], managedNodeGroups: [{ name: 'b', ssh }] }), {}),
    survey,
  )
  expect([config.nodeGroups?.[0]?.ssh?.allow, config.managedNodeGroups?.[0]?.ssh?.allow]).toEqual([true, false])
})

test('Fargate and Auto Mode by flags', () => {
  const fargate = settle(
    configFromFlags(stated({ fargateProfiles: [{ name: 'fp-default', selectors: [{ namespace: 'default' }] }] }), {}),
    survey,
  ).config
  expect([fargate.managedNodeGroups, fargate.vpc?.cidr]).toEqual([undefined, '192.168.0.0/16'])
  expect(() =>
    configFromFlags(stated({ autoModeConfig: { enabled: true }, managedNodeGroups: [{ name: 'a' }] }), { managedNodeGroups: '--managed' }),
  ).toThrow(ConfigError)
})

test('subnets that exist: no range, no NAT', () => {
  const { config } = settle(
    configFromFlags(stated({ vpc: { subnets: { public: { a: { id: 'subnet-1' }, b: { id: 'subnet-2' } } } } }), {}),
    survey,
  )
  expect([config.vpc?.cidr, config.vpc?.nat?.gateway]).toEqual([undefined, 'Disable'])
})
