/** A core add-on as EKS once installed it by itself: a workload that nobody brings up to date. */
export interface SelfManagedAddon {
  /** Its name as an add-on of EKS. */
  readonly addon: string
  readonly kind: 'DaemonSet' | 'Deployment'
  /** The workload's name, in kube-system. */
  readonly workload: string
  /** The repositories whose images bear the add-on's version. */
  readonly images: readonly string[]
  /** Which of EKS's versions for the cluster's Kubernetes it is brought to: kube-proxy is a part of Kubernetes, and follows its patches. */
  readonly version: 'default' | 'newest'
}

export const selfManagedAddons = {
  'kube-proxy': { addon: 'kube-proxy', kind: 'DaemonSet', workload: 'kube-proxy', images: ['kube-proxy'], version: 'newest' },
  'aws-node': {
    addon: 'vpc-cni',
    kind: 'DaemonSet',
    workload: 'aws-node',
    images: ['amazon-k8s-cni', 'amazon-k8s-cni-init'],
    version: 'default',
  },
  coredns: { addon: 'coredns', kind: 'Deployment', workload: 'coredns', images: ['coredns'], version: 'default' },
} as const satisfies Readonly<Record<string, SelfManagedAddon>>
