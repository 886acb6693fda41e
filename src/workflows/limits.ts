import { excessOf } from '#templates/limits.ts'
import type { Template } from '#templates/cfn.ts'
import type { StackIdentity } from '#templates/stack.ts'
import type { Cluster, ClusterFacts, LiveSubnet, Nodegroup } from '../config/cluster.ts'
import { EksxError, exitCodes, type ExitCode } from '../errors.ts'

/** The error for a stack that is larger than AWS takes, with all that is too large; nothing where it fits. `name` is what the user reads. */
export function tooLarge(
  name: string,
  stack: StackIdentity,
  template: Template,
  exitCode: ExitCode = exitCodes.refused,
): EksxError | undefined {
  const excess = excessOf(stack, template)
  if (excess.length === 0) return undefined
  const lines = excess.map(({ what, size, unit, service, most }) => `${name}: ${what} has ${size} ${unit}, and ${service} takes ${most}`)
  return new EksxError('LimitExceeded', lines.join('\n'), { exitCode, hint: [...new Set(excess.map(({ remedy }) => remedy))].join('; ') })
}

/** An EKS control plane's certificate in PEM and base64: what AWS gives out has this many characters. */
const certificateLength = 1476

/**
 * What a control plane will tell, in the size that it will have: enough to see before it is made whether what names it fits.
 * A nodegroup's subnets are as many as the cluster will have of its kind.
 */
export function likelyFacts({ name, region, account, partition, config, subnets, unowned }: Cluster): ClusterFacts {
  const stated = [...Object.values(config.vpc?.subnets?.public ?? {}), ...Object.values(config.vpc?.subnets?.private ?? {})]
  const id = '0'.repeat(17)
  return {
    arn: `arn:${partition.name}:eks:${region}:${account}:cluster/${name}`,
    endpoint: `https://${'0'.repeat(32)}.gr7.${region}.eks.${partition.dnsSuffix}`,
    certificateAuthority: '0'.repeat(certificateLength),
    serviceCidr: config.kubernetesNetworkConfig?.serviceIPv4CIDR ?? '10.100.0.0/16',
    issuer: undefined,
    vpcId: `vpc-${id}`,
    securityGroup: `sg-${id}`,
    sharedNodeSecurityGroup: `sg-${id}`,
    clusterSecurityGroup: `sg-${id}`,
    subnets: unowned?.subnets ?? [...subnets, ...stated.map(() => likelySubnet)].map((subnet) => ({ ...likelySubnet, ...subnet })),
    authenticationMode: 'API_AND_CONFIG_MAP',
    fargatePodExecutionRole: undefined,
  }
}

const likelySubnet: LiveSubnet = { id: `subnet-${'0'.repeat(17)}`, zone: '', public: true, local: false, cidr: '' }

/** The ids of the subnets of such facts that a nodegroup could have. */
export const likelySubnetIds = ({ config }: Nodegroup, { subnets }: ClusterFacts): readonly string[] =>
  config.subnets?.length ? config.subnets.map(() => likelySubnet.id) : subnets.map(({ id }) => id)
