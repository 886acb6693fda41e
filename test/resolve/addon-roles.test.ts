import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { Addon, ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { addonPermissions } from '#src/resolve/addon-roles.ts'

const advice = [{ serviceAccount: 'aws-node', policyArns: ['arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy'] }]
const app = { addons: { recommended: async (name: string) => (name === 'plain' ? [] : advice) } } as unknown as App
const cluster = (more: Partial<ClusterConfig> = {}): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'dev', region: 'us-west-2' },
  ...more,
})

const decide = (addon: Partial<Addon>, options: { needsRole?: boolean; oidc?: boolean; cluster?: ClusterConfig } = {}) =>
  addonPermissions(
    app,
    options.cluster ?? cluster(),
    { config: { name: 'vpc-cni', ...addon }, version: 'v1', needsRole: options.needsRole ?? true },
    options.oidc ?? true,
  )

const association = {
  namespace: 'kube-system',
  serviceAccountName: 'aws-node',
  roleARN: 'arn:aws:iam::111122223333:role/r',
  wellKnownPolicies: {},
}

test('stated associations come before everything else', async () => {
  expect(await decide({ podIdentityAssociations: [association], attachPolicyARNs: ['p'] })).toEqual({
    roles: { kind: 'agent', associations: [association] },
  })
  await expect(decide({ name: 'plain', podIdentityAssociations: [association] })).rejects.toMatchObject({
    code: 'AddonWithoutPodIdentity',
    exitCode: 6,
  })
})

test('of the ways to a role for tokens the first counts: role, policies, well-known, inline', async () => {
  const all: Partial<Addon> = {
    serviceAccountRoleARN: 'r',
    attachPolicyARNs: ['p'],
    wellKnownPolicies: { ebsCSIController: true },
    attachPolicy: { Version: '2012-10-17' },
  }
  expect(await decide(all)).toEqual({ roles: { kind: 'given', arn: 'r' } })
  expect(await decide({ ...all, serviceAccountRoleARN: '' })).toEqual({
    roles: { kind: 'tokens', permissions: { attachPolicyARNs: ['p'] } },
  })
  expect(await decide({ wellKnownPolicies: all.wellKnownPolicies ?? {} })).toEqual({
    roles: { kind: 'tokens', permissions: { wellKnownPolicies: { ebsCSIController: true } } },
  })
  expect(await decide({ attachPolicy: { Version: '2012-10-17' } })).toEqual({
    roles: { kind: 'tokens', permissions: { attachPolicy: { Version: '2012-10-17' } } },
  })
})

test('without a provider a role for tokens is left out, and said', async () => {
  expect(await decide({ name: 'aws-ebs-csi-driver', attachPolicyARNs: ['p'] }, { oidc: false })).toEqual({
    caution: expect.stringContaining('no OIDC provider') as string,
  })
  expect(await decide({}, { oidc: false })).toEqual({})
})

test('what EKS recommends is taken where that is switched on, for one add-on or all', async () => {
  const expected = {
    roles: {
      kind: 'agent',
      associations: [
        { namespace: '', serviceAccountName: 'aws-node', roleARN: '', wellKnownPolicies: {}, permissionPolicyARNs: advice[0]?.policyArns },
      ],
    },
  }
  expect(await decide({ useDefaultPodIdentityAssociations: true })).toEqual(expected)
  expect(await decide({}, { cluster: cluster({ addonsConfig: { autoApplyPodIdentityAssociations: true } }) })).toEqual(expected)
})

test('else what the add-on is known to need; with IPv6 the network add-on needs a policy of its own', async () => {
  expect(await decide({})).toEqual({
    roles: { kind: 'tokens', permissions: { attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy'] } },
  })
  const ipv6 = cluster({ kubernetesNetworkConfig: { ipFamily: 'IPv6' } })
  expect(JSON.stringify(await decide({}, { cluster: ipv6 }))).toContain('ec2:AssignIpv6Addresses')
  expect(await decide({ name: 'adot' })).toEqual({ caution: expect.stringContaining('needs permissions') as string })
})

test('an add-on that needs nothing gets nothing, and a role stated for it is said to be left out', async () => {
  expect(await decide({}, { needsRole: false })).toEqual({})
  expect(await decide({ attachPolicyARNs: ['p'] }, { needsRole: false })).toEqual({
    caution: expect.stringContaining('left out') as string,
  })
})
