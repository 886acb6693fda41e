import { expect, test } from 'vitest'
import { fillSelfManaged } from '#src/config/nodegroup-defaults.ts'
import type { ClusterConfig, NodeGroup } from '#src/config/schema/cluster-config.ts'

test.each([
  ['AmazonLinux2023', '1.23', 'containerd'],
  ['AmazonLinux2', '1.23', 'dockerd'],
  ['Ubuntu2004', '1.23', 'dockerd'],
  ['WindowsServer2019CoreContainer', '1.23', 'docker'],
  ['AmazonLinux2', '1.24', 'containerd'],
  ['WindowsServer2019CoreContainer', '1.34', 'containerd'],
])('D43: %s on Kubernetes %s runs %s', (amiFamily, version, runtime) => {
  const nodegroup: NodeGroup = { name: 'a', amiFamily }
  fillSelfManaged(nodegroup, { metadata: { name: 't', region: 'us-west-2' } } as ClusterConfig, version)
  expect(nodegroup.containerRuntime).toBe(runtime)
})
