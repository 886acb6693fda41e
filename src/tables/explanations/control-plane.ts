import type { Explanations } from './explanation.ts'

/** Of changes of a control plane. */
export const controlPlaneExplanations: Explanations = {
  AddonManaged: {
    means: 'EKS runs the add-on, and what is changed of it by hand EKS would change back.',
    causes: ['update-kube-proxy, update-aws-node and update-coredns are for clusters whose add-ons EKS does not run'],
    help: ['bring it up to date with eksx update addon, as the hint has it'],
  },
  EndpointsRefused: {
    means: 'The change would leave nobody a way to the Kubernetes API, or speaks of an endpoint that is shut.',
    causes: ['the one endpoint that is open is to be shut', 'ranges are given for a public endpoint that is off'],
    help: ['open one endpoint in the line that shuts the other: --private-access --public-access=false'],
  },
  KarpenterRuns: {
    means: 'The nodegroups were to be emptied for Auto Mode, and a Karpenter of your own would bring nodes back meanwhile.',
    causes: ['pods of Karpenter run in kube-system or karpenter'],
    help: [
      'remove Karpenter, or scale it to 0, and run the same command again',
      'switch Auto Mode on first, without --drain-all-nodegroups',
    ],
  },
  KeyDiffers: {
    means: 'The Secrets of the cluster are encrypted by another key already, and EKS never changes that.',
    causes: ['another key was named than the cluster was made with, or was given later'],
    help: ['see the key: eksx get cluster --name … -o yaml', 'another key needs another cluster; a key itself can be rotated in KMS'],
  },
  NodeRoleFixed: {
    means: 'EKS keeps the node role that Auto Mode was switched on with.',
    causes: ['autoModeConfig.nodeRoleARN names another role than the cluster has'],
    help: ['leave nodeRoleARN out', 'switch Auto Mode off and on again: its nodes are replaced'],
  },
  NotInVpc: {
    means: "A control plane's network interfaces are in the cluster's own VPC, and the subnet or security group is not.",
    causes: ['an id of another VPC, region or account', 'a slip of the pen', 'it has been deleted'],
    help: ['see the VPC and what is in it: eksx get cluster --name … -o yaml, aws ec2 describe-subnets --filters Name=vpc-id,Values=…'],
  },
  NotOnOutposts: {
    means: 'The cluster runs on an Outpost, and EKS does not change this setting there.',
    causes: ['a local cluster: its control plane is on the Outpost and not in the region'],
    help: ['make a new cluster with the setting that is wanted'],
  },
  UpgradeOvertaken: {
    means: 'While an update of the control plane was waited for, it went beyond the version that was asked for. It was not taken back.',
    causes: ['somebody else, or another program, upgraded the cluster at the same time'],
    help: ['see where it is: eksx get cluster --name …', 'leave it there, or run the same command again to go back by one'],
  },
  VersionTooFar: {
    means: 'A control plane goes one minor version at a time, up or back.',
    causes: ['the version that was asked for is two or more minor versions away'],
    help: ['go by the version that the hint names, and bring nodegroups and add-ons along at each step'],
  },
  VersionUnknown: {
    means: 'EKS does not offer that version of Kubernetes, or no longer does.',
    causes: ['a slip of the pen', 'a version that is out of support, or not there yet'],
    help: ['see what there is: eksx utils describe-cluster-versions'],
  },
  WorkloadMissing: {
    means: 'The workload of the add-on is not in kube-system.',
    causes: ['the cluster was made without it, or with another network plug-in', 'somebody has removed it'],
    help: ['have EKS run it: eksx create addon, as the hint has it'],
  },
}
