import { bool, int, map, oneOf, slice, string } from '../flags.ts'
import { volumeTypes } from '../tables/volumes.ts'

const group = 'NODEGROUP'

/** What a nodegroup is like. */
export const nodegroupFlags = {
  'node-type': string({ char: 't', summary: 'instance type', default: 'm5.large', group }),
  nodes: int({ char: 'N', summary: 'number of nodes', default: '2', group }),
  'nodes-min': int({ char: 'm', summary: 'least number of nodes', default: '2', group }),
  'nodes-max': int({ char: 'M', summary: 'greatest number of nodes', default: '2', group }),
  'node-volume-size': int({ summary: 'size of the volume in GiB', default: '80', group }),
  'node-volume-type': oneOf(volumeTypes, { summary: 'type of the volume', default: 'gp3', group }),
  'max-pods-per-node': int({ summary: 'most pods on a node; 0 leaves it to the instance type', default: '0', group }),
  'ssh-access': bool({ summary: 'open SSH to the nodes', group }),
  'ssh-public-key': string({
    summary: 'file of the public key, the key itself, or the name of an EC2 key pair',
    default: '~/.ssh/id_rsa.pub',
    group,
  }),
  'enable-ssm': bool({ summary: 'old; Session Manager is always on', group }),
  'node-ami': string({ summary: 'auto, auto-ssm or an image of your own (ami-…)', group }),
  'node-ami-family': string({ summary: 'operating system of the nodes', default: 'AmazonLinux2023', group }),
  'node-private-networking': bool({ char: 'P', summary: 'put the nodes into private subnets', group }),
  'node-security-groups': slice({ summary: 'more security groups for the nodes', group }),
  'node-labels': map({ summary: 'Kubernetes labels of the nodes', group }),
  'node-zones': slice({ summary: 'zones of the nodes, out of those of the cluster', group }),
  'instance-prefix': string({ summary: 'put before the names of the instances', group }),
  'instance-name': string({ summary: 'name of the instances', group }),
  'disable-pod-imds': bool({ summary: 'keep pods from the instance metadata service', group }),
  managed: bool({ summary: 'a nodegroup that EKS runs; =false for a self-managed one', default: 'true', group }),
  spot: bool({ summary: 'spot instances; managed only', group }),
  'enable-node-repair': bool({ summary: 'replace nodes that are not well; managed only', group }),
  'node-repair-max-unhealthy-percentage': int({ summary: 'above this share of sick nodes nothing is repaired', group }),
  'node-repair-max-unhealthy-count': int({ summary: 'above this number of sick nodes nothing is repaired', group }),
  'node-repair-max-parallel-percentage': int({ summary: 'share of nodes repaired at a time', group }),
  'node-repair-max-parallel-count': int({ summary: 'number of nodes repaired at a time', group }),
  'instance-types': slice({ summary: 'several instance types; managed only', group }),
}

const policies = 'NODE PERMISSIONS AND ADD-ONS'

/** What nodes may do, and what is installed for them. */
export const nodeAddonFlags = {
  'asg-access': bool({ summary: 'permissions for the cluster autoscaler', group: policies }),
  'external-dns-access': bool({ summary: 'permissions for external-dns', group: policies }),
  'full-ecr-access': bool({ summary: 'push and pull images in ECR', group: policies }),
  'appmesh-access': bool({ summary: 'permissions for App Mesh', group: policies }),
  'appmesh-preview-access': bool({ summary: 'permissions for the preview of App Mesh', group: policies }),
  'alb-ingress-access': bool({ summary: 'permissions for the AWS load balancer controller', group: policies }),
  'install-neuron-plugin': bool({ summary: 'install the Neuron device plugin where nodes need it', default: 'true', group: policies }),
  'install-nvidia-plugin': bool({ summary: 'install the NVIDIA device plugin where nodes need it', default: 'true', group: policies }),
  'nodegroup-parallelism': int({ summary: 'nodegroups made at a time', default: '8', group: policies }),
}

const selector = 'INSTANCE SELECTOR'

/** Choose instance types by what they have. */
export const selectorFlags = {
  'instance-selector-vcpus': int({ summary: 'number of virtual processors', group: selector }),
  'instance-selector-memory': string({ summary: 'memory, GiB where no unit is written', group: selector }),
  'instance-selector-cpu-architecture': string({ summary: 'x86_64 or arm64', default: 'x86_64', group: selector }),
  'instance-selector-gpus': int({ summary: 'number of GPUs; 0 for types without', group: selector }),
  'instance-selector-neuron-devices': int({ summary: 'number of Neuron devices; 0 for types without', group: selector }),
}
