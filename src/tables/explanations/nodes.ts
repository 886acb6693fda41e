import type { Explanations } from './explanation.ts'

/** Of nodegroups, instances, and what runs on them. */
export const nodeExplanations: Explanations = {
  AddonsTooOldForArm: {
    means: 'Core add-ons of the cluster would not run on ARM nodes.',
    causes: ['a cluster whose add-ons were never brought up to date'],
    help: ['bring them up to date with the lines in the hint', 'or go on with --skip-outdated-addons-check'],
  },
  DrainForbidden: {
    means: 'A pod says of itself that its node must not be drained.',
    causes: ['an annotation on the pod, set by whoever runs it'],
    help: ['ask its owner; remove the annotation or the pod, or go on without draining'],
  },
  EgressRules: {
    means: 'The security group of a cluster made elsewhere has outgoing rules that nodes could not live with.',
    causes: ['rules that somebody tightened'],
    help: ['name a group with the one rule that lets everything out, or with none'],
  },
  GroupMissing: {
    means: 'The Auto Scaling group of a nodegroup is gone.',
    causes: ['somebody deleted it by hand'],
    help: ['delete the nodegroup and make it anew'],
  },
  ImageGone: {
    means: 'The image that the nodegroup starts its nodes from no longer exists, so it cannot grow.',
    causes: ['AWS withdrew an old image', 'an image of your own was deregistered'],
    help: ['make a new nodegroup, then delete this one'],
  },
  ImageNotFound: {
    means: 'The image that was stated does not exist in the region, or is not shared with the account.',
    causes: ['an id from another region', 'a private image of another account'],
    help: ['leave ami out to take the newest of the family', 'copy or share the image into this region'],
  },
  InstanceSelector: {
    means: 'No instance type of the region fits what the selector asks for.',
    causes: ['a memory or a number of CPUs that no type has exactly', 'GPUs with an architecture that has none'],
    help: ['loosen the selector, or name instance types'],
  },
  InstanceTypeNotOffered: {
    means: 'An instance type is not offered where the nodes should run.',
    causes: ['a type that only some zones or Outposts have'],
    help: ['choose a type from the hint, or other zones'],
  },
  KeyNotFound: {
    means: 'The SSH key that was stated is neither a file nor a key pair of EC2.',
    causes: ['a file of another machine', 'a key pair of another region'],
    help: ['make the file (ssh-keygen), or see aws ec2 describe-key-pairs'],
  },
  KeyUnreadable: {
    means: 'The SSH key is no public key that EC2 takes.',
    causes: ['a private key in its place', 'a kind of key other than ED25519 or RSA'],
    help: ['give one line of OpenSSH: ssh-ed25519 AAAA… or ssh-rsa AAAA…'],
  },
  LaunchTemplateVersionNotFound: {
    means: 'The launch template of a nodegroup has no such version.',
    causes: ['a typing error, or a version that was deleted'],
    help: ['see its versions with `aws ec2 describe-launch-template-versions`', 'make the version first, then run the same line again'],
  },
  NameTaken: {
    means: 'The cluster has a nodegroup of that name, made by other tools.',
    causes: ['a nodegroup made in the console or by Terraform'],
    help: ['choose another name'],
  },
  NoNodegroups: {
    means: 'The cluster has no nodegroups.',
    causes: ['a cluster with Fargate or Auto Mode alone', 'all have been deleted'],
    help: ['add one: eksx create nodegroup'],
  },
  NoSharedGroup: {
    means: "The cluster's stack is so old that it lacks the security group which nodegroups share.",
    causes: ['a stack of the first versions of eksctl'],
    help: ['bring the stack up to date first: eksx upgrade cluster'],
  },
  NoSubnet: {
    means: 'No subnet of the cluster fits what the nodegroup states.',
    causes: ['zones in which the cluster has no subnets', 'private networking without private subnets', 'subnets of another VPC'],
    help: ['state zones or subnets that the cluster has; the message names them'],
  },
  NodeAddonsMissing: {
    means: "A cluster in Auto Mode lacks the add-ons that nodegroups of one's own need.",
    causes: ['Auto Mode brings them for its own nodes only'],
    help: ['install them with the lines in the hint, then run the same command again'],
  },
  NodegroupNotFound: {
    means: 'The cluster has no nodegroup of that name.',
    causes: ['a slip of the pen', 'another cluster or region', 'it has been deleted'],
    help: ['see which there are: eksx get nodegroup --cluster …'],
  },
  NodegroupNotInStack: {
    means: "The nodegroup's stack does not hold the nodegroup any more, so it cannot be changed there.",
    causes: ['somebody has changed the template of the stack, or the stack is of another tool'],
    help: ['put the resource back under its name, or delete the nodegroup and make it anew'],
  },
  NodegroupNotManaged: {
    means: 'The nodegroup is self-managed, and this works through EKS, which does not know it.',
    causes: ['it stands under nodeGroups, or was made with --managed=false'],
    help: ['look at its nodes by kubectl, with the line in the hint'],
  },
  NodegroupRefused: {
    means: 'The nodegroup cannot be made as it is stated. Nothing was made.',
    causes: ['settings that do not fit one another, its launch template, or the cluster'],
    help: ['mend what the message names'],
  },
  NodesNotJoined: {
    means: 'Instances run, but do not become nodes of the cluster.',
    causes: [
      'a boot command or an image that breaks the start',
      'a role that the cluster does not let in',
      'no route to the API, to ECR or to S3',
      'a security group that keeps them apart',
    ],
    help: [
      'the message says what was found, the hint what mends it',
      'look into an instance: aws ssm start-session, then journalctl -u kubelet',
    ],
  },
  NodesNotReady: {
    means: 'Too few nodes of a nodegroup became Ready in time.',
    causes: ['no capacity for the instance type, or a quota that is used up', 'vpc-cni or kube-proxy does not run on them'],
    help: ['see kubectl get nodes and kubectl -n kube-system get pods', 'mend the cause, then run the same command again'],
  },
  OutpostEmpty: {
    means: 'The Outpost offers no instance type.',
    causes: ['it has no capacity, or none is left'],
    help: ['ask AWS for capacity on it'],
  },
  OutpostNodegroups: {
    means: 'A new cluster on an Outpost with a VPC of its own gets its nodegroups afterwards.',
    causes: ['nodeGroups beside outpost in the same file, without vpc.subnets'],
    help: ['leave nodeGroups out, and add them with eksx create nodegroup', 'or state vpc.subnets'],
  },
  OutpostNotFound: {
    means: 'The account has no Outpost of that ARN in the region.',
    causes: ['another region or account', 'an Outpost that is not shared with the account'],
    help: ['see aws outposts list-outposts'],
  },
  OutpostRefused: {
    means: 'Nodes on the Outpost cannot be given subnets.',
    causes: ['the VPC has no room for them', 'the Outpost lies in a zone in which the cluster has no network'],
    help: ['mend what the message names, or state subnets on the Outpost'],
  },
  PlacementGroupNotFound: {
    means: 'There is no placement group of that name.',
    causes: ['another region', 'it was never made'],
    help: ['make it first (aws ec2 create-placement-group), or leave it out'],
  },
  PodsHeld: {
    means: 'Pods did not leave their nodes in time, since a disruption budget lets none of them go.',
    causes: ['a budget that asks for as many pods as there are', 'a replacement pod that cannot start elsewhere'],
    help: [
      'give the budget room: more replicas, or another budget',
      'run the same command again: it goes on where it was',
      'or go on with --disable-eviction, which asks no budget',
    ],
  },
  SizeImpossible: {
    means: 'The sizes of a nodegroup contradict one another.',
    causes: ['a minimum above the maximum', 'a desired size outside of both; what is not stated stays as it is'],
    help: ['state the other bound too, as the hint shows'],
  },
  TooManyTags: {
    means: 'An Auto Scaling group would have more tags than AWS allows.',
    causes: ['many labels and taints, which propagateASGTags turns into tags'],
    help: ['take tags, labels or taints away, or propagateASGTags'],
  },
  TwoBudgets: {
    means: 'Two disruption budgets hold the same pod, so Kubernetes never evicts it.',
    causes: ['two charts or two teams that each made one'],
    help: ['delete one of the budgets', 'or go on with --disable-eviction, which deletes pods past their budgets'],
  },
  UpgradeHeld: {
    means: 'EKS could not move the pods off the old nodes of a nodegroup, and gave its upgrade up. Nodes that are new already stay.',
    causes: ['a disruption budget that lets no pod go', 'a replacement pod that cannot start elsewhere'],
    help: [
      'give the budget room (more replicas, or another budget), and run the same line again',
      'or go on with --force-upgrade: the pods go all the same',
    ],
  },
  UpgradeImpossible: {
    means: "A nodegroup can't be upgraded to what was asked for. Nothing was changed.",
    causes: [
      "a Kubernetes version that is newer than the cluster's, or older than the nodegroup's",
      'an image of your own, of which AWS knows no newer one',
      "a launch template version, where the nodegroup's launch template is not yours",
    ],
    help: ['the hint says what would get you there'],
  },
}
