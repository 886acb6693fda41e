/** AWS's policies by which a cluster's role lets EKS run nodes, disks, load balancers and the network itself. */
export const autoModePolicies: readonly string[] = [
  'AmazonEKSComputePolicy',
  'AmazonEKSBlockStoragePolicy',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingPolicy',
]
