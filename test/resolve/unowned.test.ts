import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { GroupRule } from '#src/app/vpcs.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'
import { findUnowned } from '#src/resolve/unowned.ts'
import type { Live } from '#src/survey/live.ts'

const out = { group: 'sg-1', egress: true, peer: undefined }
const open: GroupRule = { ...out, protocol: '-1', from: undefined, to: undefined, cidr: '0.0.0.0/0', description: '' }
const ours: GroupRule = {
  ...out,
  protocol: 'tcp',
  from: 443,
  to: 443,
  cidr: undefined,
  description: 'Allow control plane to communicate with worker nodes',
}

const app = (rules: readonly GroupRule[] = [open]): App =>
  ({
    regionName: 'us-west-2',
    vpcs: {
      find: async (id: string) => ({ id, cidr: '10.0.0.0/16', cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] }),
      subnets: async (ids: readonly string[]) =>
        ids.map((id, i) => ({
          id,
          vpcId: 'vpc-1',
          zone: `us-west-2${'ab'[i % 2]}`,
          zoneId: `usw2-az${i}`,
          cidr: `10.0.${16 * i}.0/20`,
          ipv6Cidrs: [],
          freeAddresses: 99,
          tags: { 'kubernetes.io/role/internal-elb': '1' },
        })),
      routeTables: async () => [{ id: 'rtb-1', main: true, subnets: [], defaultRoute: 'nat-1' }],
      groupRules: async () => rules,
    },
  }) as unknown as App

const vpc = { id: 'vpc-1', securityGroup: 'sg-1', subnets: { private: { a: { id: 'subnet-1' }, b: { id: 'subnet-2' } } } }

const config = (more: Partial<ClusterConfig> = {}): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'byhand', region: 'us-west-2' },
  vpc,
  nodeGroups: [{ name: 'own', privateNetworking: true }],
  ...more,
})

const live = (cluster: object = {}): Live =>
  ({ cluster: { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], ...cluster } }) as unknown as Live

test('a cluster that nobody of us made is taken as the config states it', async () => {
  const { network } = await findUnowned(app(), config(), live())
  expect(network).toEqual({
    vpcId: 'vpc-1',
    vpcCidr: '10.0.0.0/16',
    securityGroup: 'sg-1',
    sharedNodeSecurityGroup: undefined,
    subnets: [
      { id: 'subnet-1', zone: 'us-west-2a', public: false, local: false, cidr: '10.0.0.0/20' },
      { id: 'subnet-2', zone: 'us-west-2b', public: false, local: false, cidr: '10.0.16.0/20' },
    ],
    egressOpen: true,
  })
})

test('rules of other nodegroups in the security group are no matter', async () => {
  expect((await findUnowned(app([ours]), config(), live())).network.egressOpen).toBe(false)
})

test.each<[string, ClusterConfig, object, readonly GroupRule[], string]>([
  [
    'V280: what the config does not say',
    config({ vpc: { id: 'vpc-1' } }),
    {},
    [open],
    'the config must say where it is: vpc.securityGroup, vpc.subnets',
  ],
  [
    'V280: an outgoing rule of its own',
    config(),
    {},
    [{ ...open, protocol: 'tcp', from: 53, to: 53, cidr: '10.0.0.2/32' }],
    'sg-1 has an outgoing rule of its own (tcp 53-53 to 10.0.0.2/32)',
  ],
  ['V280: an Outpost', config(), { onOutpost: true }, [open], 'is on an Outpost'],
  [
    'V283: managed nodegroups with IPv6',
    config({ managedNodeGroups: [{ name: 'm' }] }),
    { ipFamily: 'ipv6' },
    [open],
    'has IPv6 and no stack',
  ],
])('%s is refused', async (_what, stated, cluster, rules, message) => {
  await expect(findUnowned(app(rules), stated, live(cluster))).rejects.toThrow(message)
})
