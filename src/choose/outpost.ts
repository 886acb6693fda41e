import type { App } from '../app.ts'
import { isStated, onOutposts } from '../config/rules/conditions.ts'
import { anySubnet } from '../config/rules/vpc.ts'
import type { ClusterConfig, NodeGroup } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** What an Outpost decides: its zone is the cluster's, and the machines it has are what there is. Changes nothing in the config but open choices. */
export interface OutpostChoice {
  readonly config: ClusterConfig
  readonly zone: string
}

/** Looks at the Outpost of a control plane; undefined where it runs in a region. Throws where the Outpost cannot carry what is stated. */
export async function chooseOutpost(app: App, config: ClusterConfig): Promise<OutpostChoice | undefined> {
  if (!onOutposts(config)) return undefined
  const arn = config.outpost?.controlPlaneOutpostARN ?? ''
  const outpost = await app.outposts.find(arn)
  if (outpost === undefined) throw noOutpost('outpost.controlPlaneOutpostARN', arn, app)
  if (!anySubnet(config) && isStated(config.nodeGroups)) {
    throw refused(
      'OutpostNodegroups',
      'nodeGroups: a cluster on an Outpost whose VPC is made with it gets its nodegroups afterwards',
      'leave nodeGroups out and add them with `create nodegroup`, or state vpc.subnets',
    )
  }
  await checkPlacement(app, config)
  const types = await app.outposts.instanceTypes(arn)
  return { config: withTypes(config, types, arn), zone: outpost.zone }
}

async function checkPlacement(app: App, { outpost }: ClusterConfig): Promise<void> {
  const group = outpost?.controlPlanePlacement?.groupName
  if (!isStated(group) || (await app.vpcs.placementGroupExists(group ?? ''))) return
  throw refused(
    'PlacementGroupNotFound',
    `outpost.controlPlanePlacement.groupName: there is no placement group "${group}"`,
    'make it first, or leave it out',
  )
}

/** Nodegroups on an Outpost, in a cluster whose control plane is not on one, with the types that they will have. */
export async function typesOnOutpost(app: App, config: ClusterConfig): Promise<ClusterConfig> {
  const arn = (config.nodeGroups ?? []).map(({ outpostARN }) => outpostARN).find(isStated)
  if (arn === undefined || onOutposts(config)) return config
  if ((await app.outposts.find(arn)) === undefined) throw noOutpost('nodeGroups[].outpostARN', arn, app)
  const chosen = choosing(await app.outposts.instanceTypes(arn), arn)
  return { ...config, nodeGroups: nodegroupsWithTypes(config, chosen, ({ outpostARN }) => isStated(outpostARN)) }
}

/** Gives the type that a path states, which has to be there, or the smallest. */
function choosing(types: readonly string[], arn: string): (path: string, stated: string | undefined) => string {
  const [smallest] = types
  if (smallest === undefined) throw refused('OutpostEmpty', `Outpost ${arn} offers no instance type`, 'ask for capacity on it')
  return (path, stated = '') => {
    if (!isStated(stated)) return smallest
    if (types.includes(stated)) return stated
    throw refused('InstanceTypeNotOffered', `${path}: Outpost ${arn} does not offer ${stated}`, `it offers ${types.join(', ')}`)
  }
}

const nodegroupsWithTypes = (
  { nodeGroups = [] }: ClusterConfig,
  chosen: (path: string, stated: string | undefined) => string,
  there: (nodegroup: NodeGroup) => boolean = () => true,
): NodeGroup[] =>
  nodeGroups.map((nodegroup, i) =>
    !there(nodegroup) || isStated(nodegroup.instancesDistribution?.instanceTypes)
      ? nodegroup
      : { ...nodegroup, instanceType: chosen(`nodeGroups[${i}].instanceType`, nodegroup.instanceType) },
  )

/** Stated types must be there; open ones become the smallest. */
function withTypes(config: ClusterConfig, types: readonly string[], arn: string): ClusterConfig {
  const chosen = choosing(types, arn)
  const { outpost } = config
  if (isStated(outpost?.etcdInstanceType)) chosen('outpost.etcdInstanceType', outpost?.etcdInstanceType)
  return {
    ...config,
    outpost: { ...outpost, controlPlaneInstanceType: chosen('outpost.controlPlaneInstanceType', outpost?.controlPlaneInstanceType) },
    ...(config.nodeGroups && { nodeGroups: nodegroupsWithTypes(config, chosen) }),
  }
}

const noOutpost = (path: string, arn: string, { regionName }: App): EksxError =>
  refused('OutpostNotFound', `${path}: there is no Outpost ${arn}`, `see \`aws outposts list-outposts --region ${regionName}\``)

const refused = (code: string, message: string, hint: string): EksxError =>
  new EksxError(code, message, { exitCode: exitCodes.refused, hint })
