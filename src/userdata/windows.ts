import { labelText, taintText, type Bootstrap } from './bootstrap.ts'

/** Windows: PowerShell. Managed nodes join by themselves and run the config's commands only. */
export function windowsUserData(node: Bootstrap): string | undefined {
  const lines = node.kind === 'managed' ? node.before : selfManaged(node)
  if (lines.length === 0) return undefined
  return Buffer.from(['<powershell>', ...lines, '</powershell>'].join('\n')).toString('base64')
}

const script = String.raw`[string]$EKSBootstrapScriptFile = "$env:ProgramFiles\Amazon\EKS\Start-EKSBootstrap.ps1"`

function selfManaged(node: Bootstrap): readonly string[] {
  return [script, ...node.before, ...(node.override ? [...variables(node), node.override] : [call(node)])]
}

function parameters(node: Bootstrap): readonly (readonly [string, string])[] {
  const { cluster } = node
  const all = [
    ['EKSClusterName', cluster.name],
    ['APIServerEndpoint', cluster.endpoint],
    ['Base64ClusterCA', cluster.certificateAuthority],
    ['ServiceCIDR', cluster.serviceCidr],
    ['DNSClusterIP', node.clusterDns ?? ''],
    ['ContainerRuntime', node.containerRuntime ?? ''],
    [
      'KubeletExtraArgs',
      kubeletArguments(node)
        .map(([flag, value]) => `--${flag}=${value}`)
        .join(' '),
    ],
  ] as const
  return all.filter(([, value]) => value !== '')
}

const kubeletArguments = (node: Bootstrap): readonly (readonly [string, string])[] => [
  ['node-labels', labelText(node)],
  ['register-with-taints', taintText(node)],
  ...(node.maxPods ? [['max-pods', String(node.maxPods)] as const] : []),
]

/** PowerShell writes its other streams to the log only where they are joined to the first. */
const call = (node: Bootstrap) =>
  [
    '& $EKSBootstrapScriptFile',
    ...parameters(node).map(([name, value]) => `-${name} ${JSON.stringify(value)}`),
    '3>&1 4>&1 5>&1 6>&1',
  ].join(' ')

/** What the call would pass on, for a command of the user's own. */
const variables = (node: Bootstrap): readonly string[] => [
  ...parameters(node).map(([name, value]) => `[string]$${name} = '${value}'`),
  `$KubeletExtraArgsMap = @{ ${kubeletArguments(node)
    .map(([flag, value]) => `'${flag}' = '${value}'`)
    .join('; ')}}`,
]
