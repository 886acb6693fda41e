/** Where cloud-init puts our scripts; `overrideBootstrapCommand` of the user may source the helper there. */
export const scriptFolder = '/var/lib/cloud/scripts/eksctl'

/*
 * These scripts are part of the contract between the tools: a launch template made by one is compared with what the other would make, so
 * the text is put together from what has to be in it to the letter, messages in the node's log included.
 */

/** `NAME` as a shell reads its value. */
const valueOf = (name: string, otherwise = ''): string => `"\${${name}${otherwise}}"`

const script = (...paragraphs: readonly (readonly string[])[]): string =>
  [['#!/bin/bash'], ['errexit', 'pipefail', 'nounset'].map((option) => `set -o ${option}`), ...paragraphs]
    .map((lines) => lines.join('\n'))
    .join('\n\n') + '\n'

const log = (text: string): string => `echo "eksctl: ${text}"`

const metadata = 'http://169.254.169.254/latest'
const metadataHeader = 'X-aws-ec2-metadata-token'

/** A kubelet flag from a variable; one that is empty is left out, but for the labels. */
const kubeletFlag = (flag: string, variable: string): string => `("--${flag}=\${${variable}}")`
const optionalFlag = (flag: string, variable: string): string =>
  `[[ -n ${valueOf(variable)} ]] && KUBELET_ARGS+=${kubeletFlag(flag, variable)}`

const same = (name: string): string => `${name}=${valueOf(name)}`
const orEmpty = (name: string): string => `${name}=${valueOf(name, ':-')}`

/**
 * Reads the environment file and asks the instance for its id and life cycle. The names of its variables are an interface: commands of users
 * build on them.
 */
export const environmentScript = script(
  ['source /etc/eksctl/kubelet.env # file written by bootstrapper'],
  [
    '# Use IMDSv2 to get metadata',
    `TOKEN="$(curl --silent -X PUT -H "${metadataHeader}-ttl-seconds: 600" ${metadata}/api/token)"`,
    'function get_metadata() {',
    `  curl --silent -H "${metadataHeader}: $TOKEN" "${metadata}/meta-data/$1"`,
    '}',
  ],
  [
    ...['API_SERVER_URL', 'B64_CLUSTER_CA'].map(same),
    ...['instance-id', 'instance-life-cycle'].map((what, i) => `INSTANCE_${['ID', 'LIFECYCLE'][i]}="$(get_metadata ${what})"`),
    ...['CLUSTER_DNS', 'NODE_TAINTS', 'MAX_PODS'].map(orEmpty),
    'NODE_LABELS="${NODE_LABELS},node-lifecycle=${INSTANCE_LIFECYCLE},alpha.eksctl.io/instance-id=${INSTANCE_ID}"',
  ],
  [
    `KUBELET_ARGS=${kubeletFlag('node-labels', 'NODE_LABELS')}`,
    optionalFlag('register-with-taints', 'NODE_TAINTS'),
    '# --max-pods as a CLI argument is deprecated, this is a workaround until we deprecate support for maxPodsPerNode',
    optionalFlag('max-pods', 'MAX_PODS'),
    'KUBELET_EXTRA_ARGS="${KUBELET_ARGS[@]}"',
  ],
  [
    same('CLUSTER_NAME'),
    "KUBELET_CONFIG='/etc/kubernetes/kubelet/kubelet-config.json'",
    "KUBELET_EXTRA_CONFIG='/etc/eksctl/kubelet-extra.json'",
    "TMP_KUBE_CONF='/tmp/kubelet-conf.json'",
    `CONTAINER_RUNTIME=${valueOf('CONTAINER_RUNTIME', ':-dockerd')} # default for al2 just in case, not used in ubuntu`,
  ],
)

interface Family {
  /** What the image's own script is told, by flag. */
  readonly tells: readonly (readonly [flag: string, variable: string])[]
  /** Flags that are only there where their variable is set. */
  readonly tellsIfSet: readonly (readonly [flag: string, variable: string])[]
  /** What starts the kubelet anew; before it the message, and what has to come before that. */
  readonly before: readonly string[]
  readonly restart: string
}

function bootScript({ tells, tellsIfSet, before, restart }: Family): string {
  const call = [
    `/etc/eks/bootstrap.sh ${valueOf('CLUSTER_NAME')}`,
    ...tells.map(([flag, variable]) => `  --${flag} ${valueOf(variable)}`),
    ...tellsIfSet.map(([flag, variable]) => `  \${${variable}:+--${flag} ${valueOf(variable)}}`),
  ]
  return script(
    [`source ${scriptFolder}/bootstrap.helper.sh`],
    [log('running /etc/eks/bootstrap'), call.join(' \\\n'), ...(tellsIfSet.length > 0 ? [''] : [])],
    [
      log('merging user options into kubelet-config.json'),
      "trap 'rm -f ${TMP_KUBE_CONF}' EXIT",
      `jq -s '.[0] * .[1]' ${['KUBELET_CONFIG', 'KUBELET_EXTRA_CONFIG'].map((name) => valueOf(name)).join(' ')} > ${valueOf('TMP_KUBE_CONF')}`,
      `mv ${valueOf('TMP_KUBE_CONF')} ${valueOf('KUBELET_CONFIG')}`,
    ],
    [...before, log('restarting kubelet-eks'), restart, log('done')],
  )
}

const everyFamily = [
  ['dns-cluster-ip', 'CLUSTER_DNS'],
  ['kubelet-extra-args', 'KUBELET_EXTRA_ARGS'],
] as const

/** What lets a node of a family join: the image's own script, then the user's kubelet settings over those that it has written. */
export const bootScripts = {
  al2: bootScript({
    tells: [
      ['apiserver-endpoint', 'API_SERVER_URL'],
      ['b64-cluster-ca', 'B64_CLUSTER_CA'],
      ...everyFamily,
      ['container-runtime', 'CONTAINER_RUNTIME'],
    ],
    tellsIfSet: [
      ['enable-local-outpost', 'ENABLE_LOCAL_OUTPOST'],
      ['cluster-id', 'CLUSTER_ID'],
    ],
    before: ['systemctl daemon-reload'],
    restart: 'systemctl restart kubelet',
  }),
  ubuntu: bootScript({ tells: everyFamily, tellsIfSet: [], before: [], restart: 'snap restart kubelet-eks' }),
} as const
