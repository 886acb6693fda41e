import type { App } from '../app.ts'
import { type Complaint, ConfigError } from '../config/complaint.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { trusts } from '../tables/trust.ts'

/** A role that a config names, and the service that has to be able to take it. */
interface Given {
  readonly path: string
  readonly arn: string | undefined
  readonly service: string
}

/** Roles that a config gives in place of those that would be made. */
function givenRoles({ iam, autoModeConfig, nodeGroups, managedNodeGroups, fargateProfiles, addons }: ClusterConfig): Given[] {
  const of = <T>(
    list: readonly T[] | undefined,
    path: string,
    service: string,
    arnOf: (one: T) => string | undefined,
    field: string,
  ): Given[] => (list ?? []).map((one, i) => ({ path: `${path}[${i}].${field}`, arn: arnOf(one), service }))
  const fargate = 'eks-fargate-pods.amazonaws.com'
  const pods = 'pods.eks.amazonaws.com'
  return [
    { path: 'iam.serviceRoleARN', arn: iam?.serviceRoleARN, service: 'eks.amazonaws.com' },
    { path: 'iam.fargatePodExecutionRoleARN', arn: iam?.fargatePodExecutionRoleARN, service: fargate },
    { path: 'autoModeConfig.nodeRoleARN', arn: autoModeConfig?.nodeRoleARN, service: 'ec2.amazonaws.com' },
    ...of(nodeGroups, 'nodeGroups', 'ec2.amazonaws.com', (one) => one.iam?.instanceRoleARN, 'iam.instanceRoleARN'),
    ...of(managedNodeGroups, 'managedNodeGroups', 'ec2.amazonaws.com', (one) => one.iam?.instanceRoleARN, 'iam.instanceRoleARN'),
    ...of(fargateProfiles, 'fargateProfiles', fargate, (one) => one.podExecutionRoleARN, 'podExecutionRoleARN'),
    ...of(iam?.podIdentityAssociations, 'iam.podIdentityAssociations', pods, (one) => one.roleARN, 'roleARN'),
    ...(addons ?? []).flatMap(({ podIdentityAssociations }, i) =>
      of(podIdentityAssociations, `addons[${i}].podIdentityAssociations`, pods, (one) => one.roleARN, 'roleARN'),
    ),
  ]
}

/** Throws, all in one, where a role of this account that the config names is not there, or may not be taken by who needs it. */
export async function checkGivenRoles(
  app: App,
  config: ClusterConfig,
  account: string,
  source: (path: string) => string | undefined,
): Promise<void> {
  const judged = await Promise.all(
    givenRoles(config).map(async ({ path, arn = '', service }): Promise<Complaint[]> => {
      if (!new RegExp(`^arn:[^:]+:iam::${account}:role/`).test(arn)) return []
      const wrong = await whatIsWrong(app, arn.split('/').at(-1) ?? '', service)
      return wrong === undefined ? [] : [{ severity: 'error', path, where: source(path), message: `role ${arn} ${wrong}` }]
    }),
  )
  const complaints = judged.flat()
  if (complaints.length > 0) throw new ConfigError(complaints, exitCodes.refused)
}

/** Who may not read roles leaves that to AWS. */
async function whatIsWrong(app: App, name: string, service: string): Promise<string | undefined> {
  try {
    const role = await app.roles.find(name)
    if (role === undefined) return 'does not exist'
    return trusts(role.trust, service) ? undefined : `does not trust ${service}, which has to take it`
  } catch (error) {
    if (error instanceof EksxError && error.exitCode === exitCodes.denied) return undefined
    throw error
  }
}
