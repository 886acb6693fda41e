/** The tags by which controllers of a cluster mark what they make in AWS: `[key, value]`. */
export const clusterMarks = (cluster: string): readonly (readonly [key: string, value: string])[] => [
  [`kubernetes.io/cluster/${cluster}`, 'owned'],
  ['elbv2.k8s.aws/cluster', cluster],
  ['eks:eks-cluster-name', cluster],
  ['aws:eks:cluster-name', cluster],
]

/** Whether what bears these tags was made for exactly this cluster. */
export const isMarked = (cluster: string, tags: Readonly<Record<string, string>>): boolean =>
  clusterMarks(cluster).some(([key, value]) => tags[key] === value)
