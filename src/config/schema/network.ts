import * as z from 'zod'
import { cidr, flag, section, sections, text, texts } from './fields.ts'

const shown = { empty: 'shown' } as const

const subnets = (description: string) =>
  z
    .record(
      z.string(),
      z.strictObject({
        id: text('Id of the subnet.'),
        az: text('Zone of the subnet; the key where unset.'),
        cidr: cidr('Address range of the subnet.'),
      }),
    )
    .optional()
    .meta({ description })

/** `vpc`: the network, made new or there already. */
export const vpc = section('The network of the cluster, made new or there already.', {
  id: text('A VPC that exists already.'),
  cidr: cidr('Address range of the VPC, /16 to /24; 192.168.0.0/16 where unset.'),
  ipv6Cidr: text('IPv6 range from a pool of your own.'),
  ipv6Pool: text('Pool that ipv6Cidr comes from.'),
  securityGroup: text('Security group of the control plane that exists already.'),
  subnets: section('Subnets that exist already, by a name of your own or by zone.', {
    private: subnets('Subnets without a route to the internet gateway.'),
    public: subnets('Subnets with a route to the internet gateway.'),
  }),
  hostnameType: text('How instances are named in DNS.', { allowed: ['ip-name', 'resource-name'] }),
  extraCIDRs: texts('More ranges that may reach the Kubernetes API within the VPC.'),
  extraIPv6CIDRs: texts('More IPv6 ranges that may reach the Kubernetes API within the VPC.'),
  sharedNodeSecurityGroup: text('Security group for all nodes that exists already.'),
  manageSharedNodeSecurityGroupRules: flag('Keep the rules of the shared node security group.', { preset: true }),
  autoAllocateIPv6: flag('Ask for an IPv6 range for the VPC and its subnets.'),
  nat: section('How private subnets reach the internet.', {
    gateway: text('NAT gateways: one, one for each zone, or none.', {
      allowed: ['HighlyAvailable', 'Single', 'Disable'],
      preset: 'Single',
      ...shown,
    }),
  }),
  clusterEndpoints: section('From where the Kubernetes API can be reached.', {
    privateAccess: flag('From within the VPC.'),
    publicAccess: flag('From the internet.'),
  }),
  publicAccessCIDRs: texts('Ranges that may reach the public endpoint; all where unset.'),
  controlPlaneSubnetIDs: texts('Subnets for the network interfaces of the control plane.'),
  controlPlaneOnPrivateSubnets: flag('Put the network interfaces of the control plane into the private subnets only.'),
  controlPlaneSecurityGroupIDs: texts('Security groups of the control plane that exist already.'),
  controlPlaneEgressMode: text('How traffic leaves the control plane.', { allowed: ['AWS_MANAGED', 'CUSTOMER_ROUTED'] }),
})

/** `kubernetesNetworkConfig`: addresses within the cluster. */
export const kubernetesNetworkConfig = section('Addresses within the cluster.', {
  ipFamily: text('Family of pod and service addresses.', { allowed: ['IPv4', 'IPv6'], preset: 'IPv4' }),
  serviceIPv4CIDR: text('Range of service addresses; EKS chooses where unset.'),
  serviceIPv6CIDR: text('Set by EKS; has no effect when written.'),
})

/** `privateCluster`: no way to the internet at all. */
export const privateCluster = section('A cluster without any way to the internet.', {
  enabled: flag('Make it fully private.', { unset: false, preset: false }),
  skipEndpointCreation: flag('Leave the VPC endpoints to others.', { unset: false, preset: false }),
  additionalEndpointServices: texts('VPC endpoints beyond those that are needed: cloudformation, autoscaling, logs.', {
    allowed: ['cloudformation', 'autoscaling', 'logs'],
  }),
})

const remoteNetworks = { cidrs: texts('Address ranges.') }

/** `remoteNetworkConfig`: hybrid nodes outside AWS. */
export const remoteNetworkConfig = section('Networks of hybrid nodes, outside AWS.', {
  iam: section('How hybrid nodes prove who they are.', {
    provider: text('`ssm`, or `ira` for Roles Anywhere.', { allowed: ['ssm', 'ira'], preset: 'ssm', ...shown }),
    roleARN: text('Role of the nodes that exists already.', shown),
    caBundleCert: text('Certificate bundle (PEM) of your authority; with `ira` only.', shown),
  }),
  vpcGatewayID: text('Transit gateway (tgw-…) or virtual private gateway (vgw-…) towards the remote networks.', shown),
  remoteNodeNetworks: sections('Where the nodes are; one entry at most.', remoteNetworks),
  remotePodNetworks: sections('Where their pods are; one entry at most.', remoteNetworks),
})
