import { arn, bool, duration, type Given, int, oneOf, slice, string } from '../flags.ts'

export const awsFlags = {
  profile: string({ char: 'p', summary: 'profile of the AWS credentials to use', default: '$AWS_PROFILE', group: 'AWS' }),
}

export const stackFlags = {
  ...awsFlags,
  'cfn-role-arn': arn({ summary: 'role that CloudFormation takes for the stacks', group: 'AWS' }),
  'cfn-disable-rollback': bool({ summary: 'leave a failed stack as it is, to look into it', group: 'AWS' }),
}

/** How stacks are made, and which device plugins are left out. */
export const stackOptions = (
  given: Given<typeof stackFlags> & {
    readonly 'nodegroup-parallelism'?: number
    readonly 'install-nvidia-plugin'?: boolean
    readonly 'install-neuron-plugin'?: boolean
  },
): {
  readonly disableRollback: boolean
  readonly roleArn: string | undefined
  readonly parallelism: number
  readonly withoutPlugins: readonly ('NVIDIA' | 'Neuron')[]
} => ({
  withoutPlugins: [
    ...(given['install-nvidia-plugin'] === false ? (['NVIDIA'] as const) : []),
    ...(given['install-neuron-plugin'] === false ? (['Neuron'] as const) : []),
  ],
  disableRollback: given['cfn-disable-rollback'] === true,
  roleArn: given['cfn-role-arn'] || undefined,
  parallelism: Math.max(1, given['nodegroup-parallelism'] ?? 8),
})

export const regionFlags = { region: string({ char: 'r', summary: 'AWS region', default: "the profile's" }) }

export const configFlags = {
  'config-file': string({ char: 'f', summary: 'read the cluster from a file; - for standard input', value: 'file' }),
}

export const timeoutFlags = (standard = '25m0s'): { timeout: ReturnType<typeof duration> } => ({
  timeout: duration({ summary: 'longest wait until the next thing is done', default: standard }),
})

export const clusterFlags = { cluster: string({ char: 'c', summary: 'name of the EKS cluster' }) }

/** Of commands that once called their cluster `--name`. */
export const namedClusterFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'old name of --cluster', hidden: true }),
}

export const waitFlags = { wait: bool({ char: 'w', summary: 'wait until AWS is done' }) }

export const getFlags = {
  'chunk-size': int({ summary: 'answer AWS in pages of this size', default: '100', within: [1, 100] }),
  output: oneOf(['table', 'json', 'yaml', 'name'], { char: 'o', summary: 'form of the answer', default: 'table' }),
}

export const filterFlags = {
  include: slice({ summary: 'only nodegroups whose names match one of these globs' }),
  exclude: slice({ summary: 'no nodegroup whose name matches one of these globs' }),
  only: slice({ summary: 'old name of --include', hidden: true }),
}

export const approveFlags = { approve: bool({ summary: 'do it, and not only show what would be done' }) }

export const kubeconfigFlags = {
  kubeconfig: string({
    summary: 'file to write the cluster into',
    default: '$KUBECONFIG or ~/.kube/config',
    value: 'file',
    group: 'KUBECONFIG',
  }),
  'authenticator-role-arn': string({ summary: 'role that kubectl takes to reach the cluster', value: 'arn', group: 'KUBECONFIG' }),
  'set-kubeconfig-context': bool({ summary: 'make the cluster the current context', default: 'true', group: 'KUBECONFIG' }),
  'auto-kubeconfig': bool({ summary: 'write into a file of its own, ~/.kube/eksctl/clusters/<name>', group: 'KUBECONFIG' }),
  authenticator: oneOf(['eksx', 'aws', 'aws-iam-authenticator'], {
    summary: 'program that gives kubectl its token',
    default: 'eksx where it is installed, else aws',
    group: 'KUBECONFIG',
  }),
}
