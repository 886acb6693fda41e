import { bool, cidr, type Given, map, oneOf, slice, string } from '../flags.ts'
import { performFlags } from './global.ts'
import { clusterFlags, configFlags, filterFlags, kubeconfigFlags, regionFlags, stackFlags, timeoutFlags } from './groups.ts'
import { nodeAddonFlags, nodegroupFlags, selectorFlags } from './nodegroup.ts'

const network = 'NETWORK'

/** Flags of create cluster. */
export const createClusterFlags = {
  name: string({ char: 'n', summary: 'name of the cluster', default: 'made up' }),
  ...regionFlags,
  version: string({ summary: "Kubernetes version: x.y, latest or auto (EKS's default)", default: 'auto' }),
  ...configFlags,
  tags: map({ summary: 'AWS tags for everything that is created' }),
  zones: slice({ summary: 'zones of the cluster, two at least', default: 'chosen' }),
  fargate: bool({ summary: 'run pods of default and kube-system on Fargate, without nodes' }),
  'enable-auto-mode': bool({ summary: 'let EKS bring and run the nodes (Auto Mode)' }),
  'with-oidc': bool({ summary: 'make the identity provider for roles of service accounts' }),
  'support-type': oneOf(['STANDARD', 'EXTENDED'], { summary: 'what happens when the version leaves standard support' }),
  'dry-run': bool({ summary: 'print the settled config and stop' }),
  ...timeoutFlags(),
  ...performFlags,
  'nodegroup-name': string({ summary: 'name of the nodegroup', default: "made from the cluster's", group: 'NODEGROUP' }),
  'without-nodegroup': bool({ summary: 'make no nodegroup', group: 'NODEGROUP' }),
  ...nodegroupFlags,
  ...nodeAddonFlags,
  ...selectorFlags,
  'vpc-cidr': cidr({ summary: 'address range of the VPC', default: '192.168.0.0/16', group: network }),
  'vpc-private-subnets': slice({ summary: 'private subnets that exist already', group: network }),
  'vpc-public-subnets': slice({ summary: 'public subnets that exist already', group: network }),
  'vpc-from-kops-cluster': string({ summary: 'use the VPC of a kops cluster', group: network }),
  'vpc-nat-mode': oneOf(['HighlyAvailable', 'Single', 'Disable'], {
    summary: 'NAT gateways: one for each zone, one, or none',
    default: 'Single',
    group: network,
  }),
  ...kubeconfigFlags,
  'write-kubeconfig': bool({ summary: 'write the kubeconfig', default: 'true', group: 'KUBECONFIG' }),
  'install-vpc-controllers': bool({ summary: 'old; for Windows nodes', hidden: true }),
  ...stackFlags,
}

/** Flags of create nodegroup. */
export const createNodegroupFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'name of the nodegroup', default: 'made up' }),
  ...regionFlags,
  version: string({
    summary: 'Kubernetes version of self-managed nodes: auto (as the control plane), default, latest or x.y',
    default: 'auto',
  }),
  ...configFlags,
  ...filterFlags,
  tags: map({ summary: 'AWS tags for everything that is created' }),
  'dry-run': bool({ summary: 'print the settled config and stop' }),
  'subnet-ids': slice({ summary: 'subnets of the nodes' }),
  'skip-outdated-addons-check': bool({ summary: 'make ARM nodes although core add-ons may be too old for them' }),
  'update-auth-configmap': bool({ summary: 'old; how nodes are let in is up to the cluster', hidden: true }),
  ...timeoutFlags(),
  ...performFlags,
  ...nodegroupFlags,
  ...nodeAddonFlags,
  ...selectorFlags,
  ...stackFlags,
}

/** How nodes join: written into aws-auth or kept out of it where the line says so, on ARM whatever the add-ons are; a file lists what may be there. */
export const joinWish = (
  given: Given<typeof createNodegroupFlags>,
): { readonly intoConfigMap: boolean | undefined; readonly evenIfOutdated: boolean; readonly leaveStanding: boolean } => ({
  leaveStanding: given['config-file'] !== undefined,
  intoConfigMap: given['update-auth-configmap'],
  evenIfOutdated: given['skip-outdated-addons-check'] === true,
})
