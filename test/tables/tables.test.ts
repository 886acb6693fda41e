import { expect, test } from 'vitest'
import { defaultAddons, knownAddons } from '#src/tables/addons.ts'
import { amiFamilies, amiFamily, eksAmiType } from '#src/tables/ami-families.ts'
import {
  acceleratorOf,
  hasInstanceStorage,
  instanceClass,
  isKnownInstanceType,
  knownInstanceTypes,
  representativeType,
  supportsCapacityBlocks,
  supportsEfa,
} from '#src/tables/instances.ts'
import { nodePolicies, wellKnownPolicies, type Policies } from '#src/tables/policies.ts'
import { servicePrincipals } from '#src/tables/service-principals.ts'
import { eksctlVersion } from '#src/tables/eksctl-version.ts'

const x86 = instanceClass('m5.large')
const arm = instanceClass('m6g.large')
const nvidia = instanceClass('g5.xlarge')
const armNvidia = instanceClass('g5g.xlarge')
const neuron = instanceClass('inf2.xlarge')

test.each([
  ['AmazonLinux2023', x86, 'AL2023_x86_64_STANDARD'],
  ['AmazonLinux2023', arm, 'AL2023_ARM_64_STANDARD'],
  ['AmazonLinux2023', nvidia, 'AL2023_x86_64_NVIDIA'],
  ['AmazonLinux2023', armNvidia, 'AL2023_ARM_64_NVIDIA'],
  ['AmazonLinux2023', neuron, 'AL2023_x86_64_NEURON'],
  ['AmazonLinux2', neuron, 'AL2_x86_64_GPU'],
  ['AmazonLinux2', armNvidia, 'AL2_ARM_64'],
  ['Bottlerocket', neuron, 'BOTTLEROCKET_x86_64'],
  ['BottlerocketFips', nvidia, 'BOTTLEROCKET_x86_64_NVIDIA_FIPS'],
  ['WindowsServer2025FullContainer', x86, 'WINDOWS_FULL_2025_x86_64'],
  ['WindowsServer2019CoreContainer', arm, undefined],
  ['Ubuntu2404', x86, 'CUSTOM'],
])('%s: EKS type', (name, node, type) => {
  expect(eksAmiType(amiFamily(name), node)).toBe(type)
})

test.each([
  ['AmazonLinux2023', x86, '/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id'],
  ['AmazonLinux2023', armNvidia, '/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/nvidia/recommended/image_id'],
  ['AmazonLinux2', arm, '/aws/service/eks/optimized-ami/1.33/amazon-linux-2-arm64/recommended/image_id'],
  ['AmazonLinux2', neuron, '/aws/service/eks/optimized-ami/1.33/amazon-linux-2-gpu/recommended/image_id'],
  ['Bottlerocket', arm, '/aws/service/bottlerocket/aws-k8s-1.33/arm64/latest/image_id'],
  ['BottlerocketFips', nvidia, '/aws/service/bottlerocket/aws-k8s-1.33-nvidia-fips/x86_64/latest/image_id'],
  ['WindowsServer2022CoreContainer', x86, '/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.33/image_id'],
  ['Ubuntu2204', x86, '/aws/service/canonical/ubuntu/eks/22.04/1.33/stable/current/amd64/hvm/ebs-gp2/ami-id'],
  ['UbuntuPro2404', arm, '/aws/service/canonical/ubuntu/eks-pro/24.04/1.33/stable/current/arm64/hvm/ebs-gp3/ami-id'],
])('%s: image parameter', (name, node, path) => {
  expect(amiFamily(name)?.imageParameter('1.33', node)).toBe(path)
})

test('there are 18 families, the default first, and each is found in any case', () => {
  expect(amiFamilies).toHaveLength(18)
  expect(amiFamilies[0]?.name).toBe('AmazonLinux2023')
  for (const family of amiFamilies) expect(amiFamily(family.name.toUpperCase())).toBe(family)
  expect(amiFamily('constructor')).toBeUndefined()
})

test('instance types keep every trait of the source', () => {
  expect(knownInstanceTypes()).toHaveLength(1220)
  expect([x86, arm, nvidia, neuron].map((one) => one.accelerator)).toEqual([undefined, undefined, 'nvidia', 'neuron'])
  expect([supportsEfa('c5n.9xlarge'), supportsEfa('c5n.large'), supportsEfa('t3.micro')]).toEqual([true, false, false])
  expect([supportsCapacityBlocks('trn1.32xlarge'), supportsCapacityBlocks('trn1.2xlarge')]).toEqual([true, false])
  expect([hasInstanceStorage('c5d.large'), hasInstanceStorage('c5.large')]).toEqual([true, false])
  expect([acceleratorOf('g4dn.xlarge'), acceleratorOf('trn1.2xlarge'), acceleratorOf('m5.large')]).toEqual(['T4', 'Trainium', undefined])
})

test('a type that the table does not know is a plain x86 one', () => {
  expect(isKnownInstanceType('p3.2xlarge')).toBe(false)
  expect(instanceClass('p3.2xlarge')).toEqual(x86)
  expect(instanceClass('toString.large')).toEqual(x86)
})

test('the type that stands for many is the first with an accelerator, else the first', () => {
  expect(representativeType(['m5.large', 'g5.xlarge', 'inf2.xlarge'], undefined)).toBe('g5.xlarge')
  expect(representativeType(['m6g.large', 'm5.large'], 'c5.large')).toBe('m6g.large')
  expect(representativeType(undefined, 'c5.large')).toBe('c5.large')
})

const names = (region: string, autoMode: boolean) => defaultAddons(region, autoMode).map((addon) => addon.name)

test('default add-ons come in the order in which they are installed', () => {
  expect(names('us-west-2', false)).toEqual(['vpc-cni', 'kube-proxy', 'coredns', 'metrics-server'])
  expect(names('us-west-2', true)).toEqual(['metrics-server'])
  expect(names('cn-north-1', false)).toEqual(['vpc-cni', 'kube-proxy', 'coredns'])
  expect(names('cn-north-1', true)).toEqual([])
  expect(knownAddons[0]?.name).toBe('eks-pod-identity-agent')
})

test('the load balancer controller may do what its own policy asks for, statement by statement', () => {
  expect(nodePolicies.awsLoadBalancerController.inline.PolicyAWSLoadBalancerController).toHaveLength(16)
})

test('no policy says an action twice, and each names its service', () => {
  for (const table of [nodePolicies, wellKnownPolicies]) {
    for (const one of Object.values(table)) {
      const policies: Policies = 'inline' in one ? one.inline : {}
      for (const statement of Object.values(policies).flat()) {
        expect(new Set(statement.actions).size).toBe(statement.actions.length)
        for (const action of statement.actions) expect(action).toMatch(/^[a-z0-9-]+:(\*|[A-Z]\w+)$/)
      }
    }
  }
})

test('China and the closed partitions have their own name for EC2, and no hybrid nodes', () => {
  expect(servicePrincipals['aws-cn']).toEqual({
    EC2: 'ec2.amazonaws.com.cn',
    EKS: 'eks.amazonaws.com',
    EKSFargatePods: 'eks-fargate-pods.amazonaws.com',
  })
  expect(servicePrincipals['aws-iso']?.EC2).toBe('ec2.c2s.ic.gov')
  expect(servicePrincipals['aws-us-gov']?.SSM).toBe('ssm.amazonaws.com')
})

test('the version that eksctl reads from a tag is one that it can parse', () => {
  expect(eksctlVersion).toMatch(/^\d+\.\d+\.\d+$/)
})
