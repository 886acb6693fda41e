import { expect, test } from 'vitest'
import { complaintLine } from '#src/config/complaint.ts'
import { inLab } from '../bad-input/lab.ts'
import { complaints, file } from '../config/stated.ts'

/** What people wrote, and all that they read of it. */
const sentences: readonly (readonly [part: string, ...lines: readonly string[]])[] = [
  [
    'metadata: {name: t, region: us-west-2, version: "1.28"}',
    'cluster.yaml:3:40: metadata.version: Kubernetes 1.28 is no longer supported by EKS (its support ended on 2025-10-26); supported are 1.32 (extended support, until 2027-03-23), 1.33, 1.34 (the default, until 2026-12-02), 1.35; see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
  ],
  [
    'managedNodeGroups: [{name: a, amiFamily: AmazonLinux2}]',
    'cluster.yaml:4:31: managedNodeGroups[0].amiFamily: AmazonLinux2 ended with Kubernetes 1.32, and this is 1.34 (no version is stated in metadata.version, and the default is now 1.34); write AmazonLinux2023',
  ],
  [
    'metadata: {name: t, region: us-west-2, version: 1.33}',
    'cluster.yaml:3:40: metadata.version: must be text, not the number 1.33; write it in quotes: "1.33"',
  ],
  [
    'metadata: {name: t, region: us-west-2, version: 1.30}',
    'cluster.yaml:3:40: metadata.version: must be text, not the number 1.30; write it in quotes: "1.30"',
  ],
  [
    'git: {repo: {url: u}}',
    'cluster.yaml:4:1: git: there is no key "git" here; the Git settings of old are gone; write gitops.flux with gitProvider and flags',
  ],
  [
    'nodeGroups: [{name: a, allowSSH: true}]',
    'cluster.yaml:4:24: nodeGroups[0].allowSSH: there is no key "allowSSH" here; write ssh: {allow: true}',
  ],
  [
    'managedNodeGroups: [{name: a, capacityType: SPOT}]',
    'cluster.yaml:4:31: managedNodeGroups[0].capacityType: there is no key "capacityType" here; write spot: true',
  ],
  [
    'nodeGroups: [{name: a, spot: true}]',
    'cluster.yaml:4:24: nodeGroups[0].spot: there is no key "spot" here; write instancesDistribution: {instanceTypes: […], onDemandPercentageAboveBaseCapacity: 0}, or move the group to managedNodeGroups',
  ],
  [
    'managedNodeGroups: [{name: a, desiredCapacty: 2}]',
    'cluster.yaml:4:31: managedNodeGroups[0].desiredCapacty: there is no key "desiredCapacty" here; did you mean desiredCapacity?',
  ],
  [
    'managedNodeGroups: [{name: a, ssh: {publicKey: "AAAAB3NzaC1yc2E"}}]',
    'cluster.yaml:4:37: managedNodeGroups[0].ssh.publicKey: is not an SSH public key (ssh-ed25519 AAAA…); for a file, write publicKeyPath; for a key pair of EC2, publicKeyName',
  ],
  [
    'nodeGroups: [{name: a, ami: ami-0123}]',
    'cluster.yaml:4:24: nodeGroups[0].ami: ami-0123 needs amiFamily beside it; for an image made from the one of EKS: amiFamily: AmazonLinux2023',
  ],
  [
    'nodeGroups: [{name: a, ami: auto}]',
    'cluster.yaml:4:24: nodeGroups[0].ami: auto needs amiFamily beside it; for an image made from the one of EKS: amiFamily: AmazonLinux2023',
  ],
  [
    'metadata: {name: t, region: PLACEHOLDER_AWS_REGION}',
    'cluster.yaml:3:21: metadata.region: "PLACEHOLDER_AWS_REGION" looks like a placeholder; write the real value',
  ],
  ['vpc: {id: <vpc-id>}', 'cluster.yaml:4:7: vpc.id: "<vpc-id>" looks like a placeholder; write the real value'],
  [
    'metadata: {name: $NAME, region: us-west-2}',
    'cluster.yaml:3:12: metadata.name: "$NAME" looks like a placeholder; write the real value',
  ],
  [
    'vpc: {subnets: {private: {us-west-2a: { id: }}}}',
    'cluster.yaml:4:41: vpc.subnets.private.us-west-2a.id: has no value: it looks like a placeholder that nobody filled in',
  ],
  [
    'managedNodeGroups: [{name: a, nodeRepairConfig: {enabled: boolean}}]',
    'cluster.yaml:4:50: managedNodeGroups[0].nodeRepairConfig.enabled: must be true or false, not the text "boolean"',
  ],
  [
    'managedNodeGroups: [{name: a, labels: {gpu: true}}]',
    'cluster.yaml:4:40: managedNodeGroups[0].labels.gpu: must be text, not true; write it in quotes: "true"',
  ],
  [
    'iamIdentityMappings: [{arn: "", username: u, groups: [g]}]',
    'cluster.yaml:4:24: iamIdentityMappings[0].arn: must be set: the role or user that may come in',
  ],
]

test.each(sentences)('%s', (part, ...lines) => expect(complaints(part).map(complaintLine)).toEqual(lines))

/** What only AWS can tell is told before the first write, too. */
const afterReads: readonly (readonly [what: string, part: string, code: string, ...words: readonly string[]])[] = [
  ['a version of an add-on', 'addons: [{name: coredns, version: v0.0.1}]', 'AddonVersionUnknown', 'coredns', '"v0.0.1"', 'there are v1.'],
  ['an add-on', 'addons: [{name: aws-ebs-csi}]', 'AddonUnknown', '"aws-ebs-csi"', 'aws-ebs-csi-driver'],
  ['a file with a key', 'nodeGroups: [{name: a, ssh: {publicKeyPath: keys/ops.pub}}]', 'KeyNotFound', 'keys/ops.pub', 'nodeGroups[0].ssh'],
  [
    'a subnet',
    'vpc: {subnets: {public: {us-west-2a: {id: subnet-0123456789abcdef0}, us-west-2b: {id: subnet-0123456789abcdef1}}}}',
    'ConfigInvalid',
    'cluster.yaml:4:26: vpc.subnets.public.us-west-2a: subnet subnet-0123456789abcdef0 does not exist in us-west-2',
    'vpc.subnets.public.us-west-2b: subnet subnet-0123456789abcdef1 does not exist in us-west-2',
  ],
]

test('what AWS does not have is named before anything is written', async () => {
  await inLab({}, async (lab) => {
    for (const [what, part, code, ...words] of afterReads) {
      lab.put('cluster.yaml', file(part))
      const { exitCode, stdout, stderr } = await lab.run('create cluster -f cluster.yaml -o json')
      expect({ what, exitCode, error: JSON.parse(stdout) }).toEqual({
        what,
        exitCode: 6,
        error: { error: expect.objectContaining({ code }) },
      })
      for (const word of words) expect(stderr).toContain(word)
      expect(lab.writes()).toEqual([])
    }
  })
})
