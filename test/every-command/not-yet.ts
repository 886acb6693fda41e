/**
 * Commands of eksctl's that are not there yet. Whoever makes one takes it off this list (a test fails until they do),
 * and from then on it is held to all that every command is held to.
 */
export const notYet: readonly string[] = [
  'utils update-kube-proxy',
  'utils update-aws-node',
  'utils update-coredns',
  'utils update-legacy-subnet-settings',
  'utils install-vpc-controllers',
  'utils enable-secrets-encryption',
]
