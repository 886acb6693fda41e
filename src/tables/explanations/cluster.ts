import type { Explanations } from './explanation.ts'

/** Of clusters, their state, and the way to their API. */
export const clusterExplanations: Explanations = {
  CannotChange: {
    means: 'The thing is in a state in which EKS changes nothing of it.',
    causes: ['it is being deleted', 'it was never whole, or its last change failed'],
    help: ['the hint says what this state asks for; see it with the get command'],
  },
  ClusterExists: {
    means: 'The name is taken by a cluster that is not the one asked for.',
    causes: ['a cluster made by other tools', 'a cluster that is still being deleted', 'a registered cluster'],
    help: ['choose another name, or wait until it is gone'],
  },
  ClusterForbidden: {
    means: 'The cluster knows this identity, and does not allow what was asked.',
    causes: ['an access entry or a mapping in aws-auth with too few rights'],
    help: ['ask its administrator for an access policy, such as AmazonEKSClusterAdminPolicy'],
  },
  ClusterNotFound: {
    means: 'There is no cluster of that name in that region and account.',
    causes: ['another region, account or profile than was thought', 'a slip of the pen', 'it has been deleted'],
    help: ['look everywhere: eksx get cluster --all-regions', 'see which account it is: aws sts get-caller-identity'],
  },
  ClusterNotOwned: {
    means: 'Neither eksctl nor eksx made the cluster, so nothing tells where nodes should go.',
    causes: ['a cluster made in the console, by Terraform or by the AWS CLI'],
    help: ["state vpc.id, vpc.securityGroup and vpc.subnets in a file; the hint shows the cluster's own values"],
  },
  ClusterNotReady: {
    means: 'The cluster is not ACTIVE, and this needs it to be.',
    causes: ['it is being made, changed or deleted', 'its creation failed'],
    help: [
      'wait until it is ACTIVE (eksx get cluster --name …), then run the same command again',
      'one that FAILED has to be deleted and made anew',
    ],
  },
  ClusterUnauthorized: {
    means: 'The cluster does not let this AWS identity in.',
    causes: [
      'somebody else made the cluster, and nobody has added this identity',
      'the credentials are those of another role than was thought',
    ],
    help: [
      'see who you are: aws sts get-caller-identity',
      'whoever made it can add you: eksx create accessentry, or eksx create iamidentitymapping',
    ],
  },
  ClusterUnreachable: {
    means: 'The Kubernetes API of the cluster does not answer from here.',
    causes: [
      'its endpoint is private, and this machine is outside its network',
      'the public endpoint lets in other addresses only',
      'a proxy or firewall in between',
    ],
    help: ['see who may reach it: eksx utils update-cluster-vpc-config changes that', 'run the command from inside the VPC'],
  },
  ConnectedCluster: {
    means: 'EKS only shows this cluster; it runs elsewhere.',
    causes: ['it was registered with register cluster'],
    help: ['use the tools of whoever runs it', 'to have EKS forget it: eksx deregister cluster'],
  },
  ConnectorRoleMissing: {
    means: 'The account has no service-linked role for the EKS Connector, which AWS needs once.',
    causes: ['nobody has registered a cluster in this account before'],
    help: ['aws iam create-service-linked-role --aws-service-name eks-connector.amazonaws.com'],
  },
  ActivationCodeGone: {
    means: 'The cluster is registered, and AWS no longer tells the code that would let its agent in.',
    causes: ['the manifests were lost before they were applied', 'the three days for them are over'],
    help: ['deregister the cluster, then register it again'],
  },
  NotRegistered: {
    means: 'EKS runs this cluster itself; it was not registered from elsewhere.',
    causes: ['deregister in place of delete'],
    help: ['eksx delete cluster deletes it'],
  },
  DeletionProtected: {
    means: 'EKS protects the cluster from deletion. Nothing was deleted.',
    causes: ['somebody switched deletion protection on, to prevent this'],
    help: ['make sure that it may go, lift the protection with the line in the hint, then run the same command again'],
  },
  Differs: {
    means: 'What was to be made exists already, and is not as was stated. Nothing was changed.',
    causes: ['the file or the flags changed since it was made', 'somebody changed it by hand', 'two things of the same name'],
    help: ['the message names each difference: state what is there, or change it with the command for that'],
  },
  EndpointMissing: {
    means: 'A fully private cluster needs VPC endpoints that the region does not offer.',
    causes: ['a young or small region'],
    help: ['choose another region, or build the ways yourself with privateCluster.skipEndpointCreation'],
  },
  KeyDiffers: {
    means: "The cluster's secrets are encrypted by another key, and EKS keeps the first one for ever.",
    causes: ['another key in the file than the cluster was made with'],
    help: ['state the key that it has', 'another key needs another cluster'],
  },
  KopsClusterNotFound: {
    means: 'No subnet bears the tag of that kops cluster.',
    causes: ['another region', 'another name than in kops'],
    help: ['look for subnets with the tag kubernetes.io/cluster/<name>=owned'],
  },
  KubernetesError: {
    means: 'The Kubernetes API refused a request; its words are in the message.',
    causes: ['an admission webhook that refuses or does not answer', 'an object that somebody else holds'],
    help: ['mend what the words name, then run the same command again'],
  },
  LimitExceeded: {
    means: 'What would be made is larger than AWS takes. Nothing was made.',
    causes: ['long boot commands, many policies in one role, many tags, labels or taints'],
    help: ['the message gives size and limit, the hint what to shorten'],
  },
  LoadBalancersRemain: {
    means: 'Load balancers that Kubernetes had made did not go, and the network cannot go before them.',
    causes: ['their controller no longer runs', 'deletion protection on the load balancer'],
    help: ['delete those that the message names in EC2, then run the same command again'],
  },
  LocalZone: {
    means: 'A local zone that was stated cannot be used.',
    causes: ['the account has not opted in to its group', 'it belongs to another region, or is no local zone'],
    help: ['opt in with the line in the hint, or state another'],
  },
  NotDeletable: {
    means: 'EKS does not delete the thing in the state that it is in.',
    causes: ['a status that this eksx does not know, or one that a person has to judge'],
    help: ['see it in the console of EKS; a newer eksx may know the status'],
  },
  NotSo: {
    means: 'AWS accepted a change, and afterwards a read still showed the old state.',
    causes: ["AWS's answers lag behind longer than usual", 'something else changes it back'],
    help: ['run the same command again: it looks first', 'if it comes back, look for the program that changes it'],
  },
  PlanChanged: {
    means: 'While the command ran, somebody changed what it was about to work on.',
    causes: ['two runs at once', 'work in the console at the same time'],
    help: ['run the same command again: it plans anew'],
  },
  ResourcesRemain: {
    means: 'The cluster is gone, and things that belonged to it remain.',
    causes: ['load balancers, interfaces or volumes that Kubernetes had made and no longer removed'],
    help: ['delete by hand what the message names with its ids: each may cost money'],
  },
  TooFewZones: {
    means: 'Fewer than two zones of the region can carry the cluster.',
    causes: ['the instance types that are stated exist in few zones'],
    help: ['state other instance types, or another region'],
  },
  TooManyZones: {
    means: 'The VPC would have to be cut for more zones than there are blocks.',
    causes: ['more than eight zones, local ones counted'],
    help: ['state fewer availabilityZones and localZones'],
  },
  UpdateFailed: {
    means: 'EKS began a change and ended it with an error; its reasons are in the message.',
    causes: [
      'too few free addresses in a subnet',
      'pods that no disruption budget lets go',
      'a version or a launch template that EKS cannot use',
    ],
    help: ['mend what EKS names, then run the same command again'],
  },
  VpcNotFound: {
    means: 'The region has no VPC of that id.',
    causes: ['another region or account', 'a VPC that was deleted'],
    help: ['see aws ec2 describe-vpcs --region …'],
  },
  VpcRange: {
    means: 'The range cannot be cut into subnets.',
    causes: ['smaller than /24 or larger than /16'],
    help: ['state a vpc.cidr from /16 to /24'],
  },
  ZoneUnknown: {
    means: 'A zone that was stated does not belong to the region.',
    causes: ['a zone of another region', 'a zone id (use1-az1) in the place of a name (us-east-1a)'],
    help: ['see aws ec2 describe-availability-zones --region …, or state none: eksx chooses'],
  },
}
