import { expect, test } from 'vitest'
import { vpcControllers } from '#src/flags/windows.ts'
import { clusterOf } from '../templates/clusters.ts'

const given = { 'install-vpc-controllers': true }
const windows = { name: 'w', amiFamily: 'WindowsServer2022CoreContainer' }

test('V259: --install-vpc-controllers wants Windows and Linux nodes, of whatever Linux, and has no effect', () => {
  const both = clusterOf({ nodeGroups: [windows], managedNodeGroups: [{ name: 'l', amiFamily: 'Bottlerocket' }] }).stated
  expect(vpcControllers(both, given)).toEqual([expect.stringContaining('has no effect') as string])
  expect(() => vpcControllers(clusterOf({ nodeGroups: [{ name: 'l' }] }).stated, given)).toThrow('no nodegroup with Windows')
  expect(() => vpcControllers(clusterOf({ nodeGroups: [windows] }).stated, given)).toThrow('no nodegroup with Linux')
  expect(vpcControllers(clusterOf().stated, { 'install-vpc-controllers': false })).toEqual([])
})
