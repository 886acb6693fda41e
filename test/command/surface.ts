/*
 * eksctl's command surface, as facts: every leaf command with its flags, as the commands are at 0.231.0. What eksx must contain.
 *
 * A command:  `words | alias | alias [word]`; `[word]` where a bare word means something, `(deprecated)` and `(hidden)` as eksctl has them
 * A flag:     `name -letter type = default`, then `(deprecated)` or `(required)`; required is what is so without -f
 */

/** A flag of a command. */
export interface SurfaceFlag {
  readonly name: string
  readonly char: string | undefined
  readonly type: string
  /** As pflag prints it; '' where there is none. */
  readonly standard: string
  readonly deprecated: boolean
  readonly required: boolean
}

/** A leaf command. */
export interface SurfaceCommand {
  readonly words: string
  readonly aliases: readonly string[]
  /** The bare word it takes. */
  readonly word: string | undefined
  readonly deprecated: boolean
  readonly hidden: boolean
  readonly flags: readonly SurfaceFlag[]
}

const AWS = ['profile -p string']
const STACKS = [...AWS, 'cfn-role-arn string', 'cfn-disable-rollback bool']
const REGION = ['region -r string']
const CONFIG = ['config-file -f string']
const FILE_ONLY = ['config-file -f string (required)']
const timeout = (standard = '25m0s') => [`timeout duration = ${standard}`]
const TIMEOUT = timeout()
const CLUSTER = ['cluster -c string']
const CLUSTER_TOLD = ['cluster -c string (required)']
const CLUSTER_OLD = [...CLUSTER, 'name -n string (deprecated)']
const APPROVE = ['approve bool']
const WAIT = ['wait -w bool']
const GET = ['chunk-size int = 100', 'output -o string = table']
const MAP_ARN = ['arn string', 'role string (deprecated)']
const NODEGROUPS = ['include slice', 'exclude slice', 'only slice (deprecated)']
const ACCOUNTS = ['include slice', 'exclude slice']
const NAME = ['name -n string']
const KUBECONFIG = [
  'kubeconfig string = $KUBECONFIG or ~/.kube/config',
  'authenticator-role-arn string',
  'set-kubeconfig-context bool = true',
  'auto-kubeconfig bool',
]
const NODES = [
  'node-type -t string',
  'nodes -N int = 2',
  'nodes-min -m int = 2',
  'nodes-max -M int = 2',
  'node-volume-size int = 80',
  'node-volume-type string = gp3',
  'max-pods-per-node int',
  'ssh-access bool',
  'ssh-public-key string',
  'enable-ssm bool',
  'node-ami string',
  'node-ami-family string',
  'node-private-networking -P bool',
  'node-security-groups slice',
  'node-labels map',
  'node-zones slice',
  'instance-prefix string',
  'instance-name string',
  'disable-pod-imds bool',
  'managed bool = true',
  'spot bool',
  'enable-node-repair bool',
  'node-repair-max-unhealthy-percentage int',
  'node-repair-max-unhealthy-count int',
  'node-repair-max-parallel-percentage int',
  'node-repair-max-parallel-count int',
  'instance-types slice',
]
const NODE_ADDONS = [
  'asg-access bool',
  'external-dns-access bool',
  'full-ecr-access bool',
  'appmesh-access bool',
  'appmesh-preview-access bool',
  'alb-ingress-access bool',
  'install-neuron-plugin bool = true',
  'install-nvidia-plugin bool = true',
  'nodegroup-parallelism int = 8',
]
const SELECTOR = [
  'instance-selector-vcpus int',
  'instance-selector-memory string',
  'instance-selector-cpu-architecture string',
  'instance-selector-gpus int',
  'instance-selector-neuron-devices int',
]
const ADDON = ['name string', 'version string', 'service-account-role-arn string', 'force bool', 'wait bool']
const OLD_ADDON = [...CLUSTER_OLD, ...REGION, ...CONFIG, ...APPROVE, ...TIMEOUT, ...AWS]

type Entry = readonly [command: string, ...flags: readonly (readonly string[])[]]

const entries: readonly Entry[] = [
  [
    'create cluster [name]',
    [...NAME, 'tags map', 'with-oidc bool', 'zones slice', 'support-type string', 'version string = 1.34'],
    ['install-vpc-controllers bool (deprecated)', 'fargate bool', 'dry-run bool', 'nodegroup-name string', 'without-nodegroup bool'],
    ['vpc-cidr cidr = 192.168.0.0/16', 'vpc-private-subnets slice', 'vpc-public-subnets slice', 'vpc-from-kops-cluster string'],
    ['vpc-nat-mode string = Single', 'enable-auto-mode bool', 'write-kubeconfig bool = true'],
    REGION,
    CONFIG,
    TIMEOUT,
    NODES,
    NODE_ADDONS,
    SELECTOR,
    STACKS,
    KUBECONFIG,
  ],
  [
    'create nodegroup | create ng [name]',
    [...NAME, 'tags map', 'version string = auto', 'update-auth-configmap bool = true (deprecated)', 'subnet-ids slice', 'dry-run bool'],
    ['skip-outdated-addons-check bool'],
    CLUSTER_TOLD,
    REGION,
    CONFIG,
    NODEGROUPS,
    TIMEOUT,
    NODES,
    NODE_ADDONS,
    SELECTOR,
    STACKS,
  ],
  [
    'create iamserviceaccount [name]',
    ['name string (required)', 'namespace string = default', 'attach-policy-arn slice', 'attach-role-arn string', 'role-name string'],
    ['role-only bool', 'tags map', 'override-existing-serviceaccounts bool', 'subject-pattern string'],
    [...CLUSTER_TOLD, ...ACCOUNTS, ...APPROVE, ...REGION, ...CONFIG, ...TIMEOUT, ...STACKS],
  ],
  [
    'create iamidentitymapping [cluster]',
    [...MAP_ARN, 'account string', 'username string', 'group slice', 'service-name string', 'namespace string', 'no-duplicate-arns bool'],
    [...CLUSTER_OLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  [
    'create fargateprofile [name]',
    ['name string', 'namespace string (required)', 'labels -l map', 'tags -t map'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  [
    'create addon',
    ['name string (required)', ...ADDON.slice(1), 'auto-apply-pod-identity-associations bool', 'namespace-config string'],
    ['attach-policy-arn slice'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  [
    'create accessentry',
    ['principal-arn arn (required)', 'type string', 'kubernetes-groups slice', 'kubernetes-username string'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  [
    'create podidentityassociation',
    ['namespace string (required)', 'service-account-name string (required)', 'role-arn string', 'role-name string'],
    [
      'permission-boundary-arn string',
      'target-role-arn string',
      'disable-session-tags bool',
      'policy string',
      'create-service-account bool',
    ],
    ['permission-policy-arns slice', 'well-known-policies slice', 'tags map'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT],
  ],
  [
    'create capability',
    ['name string (required)', 'type string (required)', 'role-arn string', 'delete-propagation-policy string = RETAIN', 'tags map'],
    ['attach-policy-arns slice', 'attach-policy string'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],

  ['get cluster | get clusters [name]', [...NAME, 'all-regions -A bool', ...REGION, ...GET, ...TIMEOUT, ...CONFIG, ...AWS]],
  ['get nodegroup | get ng | get nodegroups [name]', [...NAME, ...CLUSTER_TOLD, ...REGION, ...GET, ...TIMEOUT, ...CONFIG, ...AWS]],
  ['get identityprovider [cluster]', ['name string', ...CLUSTER, ...REGION, ...CONFIG, ...GET, ...AWS]],
  [
    'get iamserviceaccount | get iamserviceaccounts [name]',
    ['namespace string', 'name string', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...GET, ...TIMEOUT, ...AWS],
  ],
  ['get iamidentitymapping [cluster]', [...MAP_ARN, ...CLUSTER_OLD, ...REGION, ...GET, ...CONFIG, ...TIMEOUT, ...AWS]],
  ['get labels', ['nodegroup -n string (required)', ...CLUSTER_TOLD, ...REGION, ...TIMEOUT, ...CONFIG, ...AWS]],
  ['get fargateprofile | get fargateprofiles [name]', ['name string', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...GET, ...AWS]],
  ['get addon | get addons', ['name string', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...GET, ...TIMEOUT, ...AWS]],
  [
    'get podidentityassociation | get podidentityassociations',
    ['namespace string', 'service-account-name string', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...GET, ...TIMEOUT],
  ],
  ['get accessentry | get accessentries', ['principal-arn arn', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...GET, ...AWS]],
  ['get capability | get capabilities', ['name string', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...GET, ...AWS]],

  [
    'update cluster [name] (deprecated)',
    [...NAME, 'version string', 'dry-run bool = true (deprecated)', 'wait -w bool (deprecated)'],
    [...AWS, ...REGION, ...CONFIG, ...APPROVE, ...timeout('35m0s')],
  ],
  ['update addon', ['name string (required)', ...ADDON.slice(1)], [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS]],
  [
    'update iamserviceaccount [name]',
    ['name string (required)', 'namespace string = default', 'attach-policy-arn slice'],
    [...CLUSTER_TOLD, ...ACCOUNTS, ...APPROVE, ...REGION, ...CONFIG, ...TIMEOUT, ...STACKS],
  ],
  ['update nodegroup', [...FILE_ONLY, ...TIMEOUT, ...WAIT, ...AWS]],
  [
    'update podidentityassociation',
    ['namespace string (required)', 'service-account-name string (required)', 'role-arn string (required)', 'target-role-arn string'],
    ['disable-session-tags bool', 'no-disable-session-tags bool', 'policy string'],
    [...CLUSTER_OLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  [
    'update auto-mode-config',
    ['drain-all-nodegroups bool', 'drain-parallel int = 1', 'ignore-missing-subnets bool', ...FILE_ONLY, ...timeout('40m0s'), ...AWS],
  ],
  [
    'update capability',
    ['name string (required)', 'type string (required)', 'role-arn string', 'tags map', 'attach-policy-arns slice', 'attach-policy string'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],

  ['upgrade cluster [name]', [...NAME, 'version string', 'force bool', ...AWS, ...REGION, ...CONFIG, ...APPROVE, ...timeout('1h5m0s')]],
  [
    'upgrade nodegroup [name]',
    [
      'name string (required)',
      'launch-template-version string',
      'kubernetes-version string',
      'force-upgrade bool',
      'release-version string',
    ],
    ['wait bool = true', ...CLUSTER_TOLD, ...REGION, ...timeout('45m0s'), ...AWS],
  ],

  [
    'delete cluster [name]',
    [...NAME, 'force bool', 'disable-nodegroup-eviction bool', 'pod-eviction-wait-period duration = 10s', 'parallel int = 1'],
    [...REGION, ...WAIT, ...CONFIG, ...TIMEOUT, ...STACKS],
  ],
  [
    'delete nodegroup | delete ng [name]',
    ['name -n string (required)', 'only-missing bool', 'update-auth-configmap bool = true', 'drain bool = true'],
    ['max-grace-period duration = 10m0s', 'pod-eviction-wait-period duration = 10s', 'disable-eviction bool', 'parallel int = 1'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...APPROVE, ...NODEGROUPS, ...WAIT, ...TIMEOUT, ...STACKS],
  ],
  [
    'delete iamserviceaccount [name]',
    ['name string (required)', 'namespace string = default', 'only-missing bool'],
    [...CLUSTER_TOLD, ...ACCOUNTS, ...APPROVE, ...REGION, ...CONFIG, ...WAIT, ...TIMEOUT, ...STACKS],
  ],
  ['delete iamidentitymapping', [...MAP_ARN, 'all bool', 'account string', ...CLUSTER_OLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS]],
  ['delete fargateprofile [name]', ['name string (required)', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...WAIT, ...TIMEOUT, ...AWS]],
  ['delete addon', ['name string (required)', 'preserve bool', ...CLUSTER_TOLD, ...REGION, ...TIMEOUT, ...AWS]],
  [
    'delete podidentityassociation',
    ['namespace string (required)', 'service-account-name string (required)', ...CLUSTER_OLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  ['delete accessentry | delete accessentries', ['principal-arn arn (required)', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...AWS]],
  ['delete capability', ['name string (required)', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS]],

  [
    'drain nodegroup | drain ng [name]',
    ['name -n string (required)', 'only-missing bool', 'undo bool', 'max-grace-period duration = 10m0s'],
    ['pod-eviction-wait-period duration = 10s', 'disable-eviction bool', 'node-drain-wait-period duration = 0s', 'parallel int = 1'],
    [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...APPROVE, ...NODEGROUPS, ...TIMEOUT, ...STACKS],
  ],
  [
    'scale nodegroup | scale ng [name]',
    ['name -n string (required)', 'nodes -N int = -1', 'nodes-max -M int = -1', 'nodes-min -m int = -1'],
    [...CLUSTER_TOLD, ...CONFIG, ...REGION, ...TIMEOUT, ...WAIT, ...STACKS],
  ],
  ['set labels', ['nodegroup -n string (required)', 'labels -l map (required)', ...CLUSTER_TOLD, ...REGION, ...TIMEOUT, ...CONFIG, ...AWS]],
  ['unset labels', ['nodegroup -n string (required)', 'labels -l slice (required)', ...CLUSTER_TOLD, ...REGION, ...TIMEOUT, ...AWS]],
  ['enable flux', FILE_ONLY],
  ['associate identityprovider [cluster]', [...CLUSTER, ...REGION, ...FILE_ONLY, ...WAIT, ...timeout('35m0s'), ...AWS]],
  [
    'disassociate identityprovider [cluster]',
    ['name string', 'type string', ...CLUSTER, ...REGION, ...CONFIG, ...WAIT, ...timeout('35m0s'), ...AWS],
  ],
  ['register cluster', ['name string (required)', 'provider string (required)', 'role-arn string', ...REGION, ...AWS]],
  ['deregister cluster', ['name string (required)', ...REGION, ...AWS]],

  ['utils write-kubeconfig [cluster]', [...CLUSTER_OLD, ...REGION, ...TIMEOUT, ...CONFIG, ...KUBECONFIG, ...AWS]],
  [
    'utils describe-stacks [cluster]',
    ['all bool', 'events bool', 'resource-status slice', 'trail bool', 'output -o string'],
    [...CLUSTER_OLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  ['utils update-authentication-mode', ['authentication-mode string (required)', ...CLUSTER_TOLD, ...REGION, ...CONFIG]],
  ['utils update-kube-proxy [cluster]', OLD_ADDON],
  ['utils update-aws-node [cluster]', OLD_ADDON],
  ['utils update-coredns [cluster]', OLD_ADDON],
  ['utils update-legacy-subnet-settings [cluster]', [...CLUSTER_OLD, ...REGION, ...TIMEOUT, ...CONFIG, ...AWS]],
  [
    'utils update-cluster-logging [cluster]',
    ['enable-types slice', 'disable-types slice', ...CLUSTER_OLD, ...REGION, ...CONFIG, ...APPROVE, ...TIMEOUT, ...AWS],
  ],
  ['utils associate-iam-oidc-provider [cluster]', [...CLUSTER_OLD, ...REGION, ...CONFIG, ...APPROVE, ...AWS]],
  ['utils install-vpc-controllers [cluster]', [...CLUSTER_OLD, ...REGION, ...CONFIG, ...APPROVE, ...TIMEOUT, ...AWS]],
  [
    'utils update-cluster-endpoints (deprecated)',
    ['private-access bool', 'public-access bool', ...CLUSTER_OLD, ...REGION, ...CONFIG, ...APPROVE, ...TIMEOUT, ...AWS],
  ],
  ['utils set-public-access-cidrs [cidrs] (deprecated)', [...CLUSTER_TOLD, ...REGION, ...CONFIG, ...APPROVE, ...TIMEOUT, ...AWS]],
  [
    'utils update-cluster-vpc-config [cluster]',
    ['private-access bool', 'public-access bool', 'public-access-cidrs slice', 'control-plane-subnet-ids slice'],
    ['control-plane-security-group-ids slice', 'control-plane-egress-mode string'],
    [...CLUSTER, ...REGION, ...CONFIG, ...APPROVE, ...AWS],
  ],
  [
    'utils enable-secrets-encryption',
    ['key-arn string (required)', 'encrypt-existing-secrets bool = true'],
    [...AWS, ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...APPROVE, ...timeout('1h20m0s')],
  ],
  ['utils schema'],
  ['utils nodegroup-health [nodegroup]', ['name -n string (required)', ...CLUSTER_TOLD, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS]],
  [
    'utils describe-cluster-versions',
    ['cluster-types string', 'cluster-versions slice', 'include-all bool', 'status string', 'default-only bool'],
    [...CLUSTER, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  [
    'utils describe-addon-versions',
    ['name string', 'kubernetes-version string', 'types slice', 'owners slice', 'publishers slice'],
    [...CLUSTER, ...REGION, ...CONFIG, ...TIMEOUT, ...AWS],
  ],
  ['utils describe-addon-configuration', ['name string (required)', 'version string (required)', ...REGION, ...TIMEOUT, ...AWS]],
  [
    'utils migrate-to-pod-identity',
    ['remove-oidc-provider-trust-relationship bool', 'approve bool', ...CLUSTER_TOLD, ...REGION, ...TIMEOUT],
  ],
  [
    'utils migrate-to-access-entry',
    ['target-authentication-mode string = API_AND_CONFIG_MAP', ...CLUSTER_TOLD, ...REGION, ...TIMEOUT, ...APPROVE],
  ],
  ['utils update-zonal-shift-config', ['enable-zonal-shift bool = true (required)', ...AWS, ...CLUSTER_TOLD, ...REGION, ...CONFIG]],
  ['utils update-control-plane-component-config', [...AWS, ...CLUSTER, ...REGION, ...FILE_ONLY]],

  ['info', ['output -o string']],
  ['version', ['output -o string']],
  ['completion bash'],
  ['completion zsh'],
  ['completion fish'],
  ['completion powershell'],
  ['mcp (hidden)'],
  ['anywhere'],
]

const marks = (text: string, mark: string): boolean => text.includes(`(${mark})`)

function flagOf(text: string): SurfaceFlag {
  const [, name = '', char, type = '', standard = ''] = /^(\S+)(?: -(\S))? ([a-z]+)(?: = (.+?))?(?: \(\w+\))*$/.exec(text) ?? []
  return { name, char, type, standard, deprecated: marks(text, 'deprecated'), required: marks(text, 'required') }
}

function commandOf([text, ...flags]: Entry): SurfaceCommand {
  const [words = '', ...aliases] = text
    .replaceAll(/ [[(][\w-]+[\])]/g, '')
    .split('|')
    .map((part) => part.trim())
  return {
    words,
    aliases,
    word: /\[(\w+)\]/.exec(text)?.[1],
    deprecated: marks(text, 'deprecated'),
    hidden: marks(text, 'hidden'),
    flags: flags.flat().map(flagOf),
  }
}

/** The leaf commands of eksctl. */
export const surface: readonly SurfaceCommand[] = entries.map(commandOf)

/** The flags that every command has. */
export const everywhere: readonly SurfaceFlag[] = ['help -h bool', 'verbose -v int = 3', 'color -C string = true', 'dumpLogs -d bool'].map(
  flagOf,
)
