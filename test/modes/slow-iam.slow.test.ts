import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leftovers } from '#sandbox/inventory.ts'
import { cli } from '../cli.ts'
import { testSandbox } from '../sandbox.ts'

const everyKind = `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: us-west-2}
iam:
  withOIDC: true
  serviceAccounts: [{metadata: {name: reader, namespace: store}, attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']}]
  podIdentityAssociations: [{namespace: cargo, serviceAccountName: hold, permissionPolicyARNs: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']}]
addons:
  - {name: vpc-cni, useDefaultPodIdentityAssociations: true}
  - {name: eks-pod-identity-agent}
  - {name: coredns}
  - {name: kube-proxy}
  - {name: aws-ebs-csi-driver, wellKnownPolicies: {ebsCSIController: true}}
nodeGroups: [{name: own, desiredCapacity: 1}]
managedNodeGroups: [{name: theirs, desiredCapacity: 1}]
fargateProfiles: [{name: alone, selectors: [{namespace: alone}]}]
`

test.each(['--nodes 2', '--enable-auto-mode', '-f FILE'])(
  'where IAM takes half a minute to spread its news, create cluster %s ends well, and delete leaves nothing',
  async (flags) => {
    const sandbox = await testSandbox({ faults: [{ effect: { kind: 'slow-iam', ms: 30_000 } }] })
    const home = mkdtempSync(join(tmpdir(), 'eksx-iam-'))
    const file = join(home, 'cluster.yaml')
    writeFileSync(file, everyKind)
    const eksx = cli({ clock: sandbox.clock, home, env: sandbox.env() })
    const name = flags.startsWith('-f') ? '' : '--name dev '
    const { exitCode, stderr } = await eksx.run(`create cluster ${name}${flags.replace('FILE', file)}`)
    expect(exitCode, stderr).toBe(0)
    expect((await eksx.run('delete cluster --name dev --wait')).exitCode).toBe(0)
    expect(leftovers(sandbox, 'us-west-2')).toEqual([])
    expect(sandbox.broken).toEqual([])
  },
)
