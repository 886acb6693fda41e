import { expect, test } from 'vitest'
import { printConfig } from '#src/config/dry-run.ts'
import { configFromFlags } from '#src/config/flags.ts'
import { readConfig } from '#src/config/read.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { settle } from '#src/config/settle.ts'
import { settled, survey } from './stated.ts'

const stated = (more: Partial<ClusterConfig>): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'sketch', region: 'us-west-2' },
  ...more,
})

test('a cluster by flags', async () => {
  const config = configFromFlags(
    stated({
      availabilityZones: ['us-west-2a', 'us-west-2b'],
      managedNodeGroups: [{ name: 'pencil', instanceType: 'm6i.large', desiredCapacity: 4 }],
    }),
    {},
  )
  await expect(printConfig(settle(config, survey))).toMatchFileSnapshot('golden/flags-managed.yaml')
})

test('a self-managed nodegroup by flags', async () => {
  const config = configFromFlags(
    stated({ nodeGroups: [{ name: 'ink', ssh: { allow: true }, iam: { withAddonPolicies: { autoScaler: true } } }] }),
    {},
  )
  await expect(printConfig(settle(config, survey))).toMatchFileSnapshot('golden/flags-self-managed.yaml')
})

test('create nodegroup by flags prints the nodegroup only', async () => {
  const config = configFromFlags(stated({ managedNodeGroups: [{ name: 'daisy', desiredCapacity: 3 }] }), {}, 'create nodegroup')
  await expect(printConfig(settle(config, { ...survey, live: { version: '1.33' } }))).toMatchFileSnapshot('golden/flags-nodegroup.yaml')
})

test('a file', async () => {
  const part = [
    'availabilityZones: [us-west-2a, us-west-2b]',
    'iam: {withOIDC: true, serviceAccounts: [{metadata: {name: s}, wellKnownPolicies: {autoScaler: true}}]}',
    'vpc: {publicAccessCIDRs: ["198.51.100.130/25"]}',
    'fargateProfiles: [{name: f, selectors: [{namespace: f}]}]',
    'managedNodeGroups: [{name: pencil, amiFamily: bottlerocket, spot: false, ssh: {publicKeyName: ops}, tags: {}, taints: []}]',
    'nodeGroups: [{name: ink, volumeType: io1, instancesDistribution: {instanceTypes: [m5.large, m5a.large]}}]',
    'addons: [{name: coredns, version: "", tags: {}}]',
  ].join('\n')
  await expect(printConfig(settled(part))).toMatchFileSnapshot('golden/file.yaml')
})

test('what is printed is a config that gives the same again', () => {
  const first = settled(
    'managedNodeGroups: [{name: a, labels: {norway: "no", one: "1"}}]\ncloudWatch: {clusterLogging: {enableTypes: [all]}}',
  )
  const second = settle(readConfig(printConfig(first), 'printed.yaml'), survey)
  expect(printConfig(second)).toBe(printConfig(first))
})
