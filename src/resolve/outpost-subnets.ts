import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import type { VpcSubnet } from '../app/vpcs.ts'
import { nextBlocks } from '../config/carve.ts'
import { overlap } from '../config/cidr.ts'
import type { OutpostExtension } from '../config/cluster.ts'
import { isStated } from '../config/rules/conditions.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { subnetsInOutputs } from '../tables/stack-outputs.ts'

/** What was found of the cluster. */
interface Found {
  readonly cluster: LiveCluster | undefined
  readonly stack: Stack | undefined
  readonly template: { readonly Resources: Readonly<Record<string, unknown>> } | undefined
}

/**
 * The subnets that a cluster's own VPC still needs on the Outpost of its nodegroups: none where no nodegroup is for one, the control plane
 * runs there itself, or the subnets are there. Throws where the VPC has no room for them, or has subnets on another Outpost.
 */
export async function outpostExtension(app: App, config: ClusterConfig, live: Found): Promise<OutpostExtension | undefined> {
  const arn = (config.nodeGroups ?? []).map(({ outpostARN }) => outpostARN).find(isStated)
  const { cluster, stack, template } = live
  if (arn === undefined || cluster?.vpcId === undefined || cluster.onOutpost === true || stack === undefined) return undefined
  const inStack = new Set([...subnetsInOutputs(stack.outputs, 'public'), ...subnetsInOutputs(stack.outputs, 'private')])
  const [subnets, vpc, outpost] = await Promise.all([
    app.vpcs.subnetsIn(cluster.vpcId),
    app.vpcs.find(cluster.vpcId),
    app.outposts.find(arn),
  ])
  const known = subnets.filter(({ id, outpostArn }) => inStack.has(id) && outpostArn !== undefined)
  if (known.some(({ outpostArn }) => outpostArn === arn)) return undefined
  if (outpost === undefined) throw refused(`there is no Outpost ${arn}`, `see \`aws outposts list-outposts --region ${app.regionName}\``)
  if (known[0] !== undefined)
    throw refused(
      `the cluster's VPC has subnets on ${known[0].outpostArn}, so its nodes cannot be on ${arn}`,
      'a cluster has nodes on one Outpost only',
    )
  if (template?.Resources['VPC'] === undefined || template.Resources['IPv6CidrBlock'] !== undefined)
    throw refused(
      `the VPC of cluster "${config.metadata.name}" has no subnet on ${arn}, and is not one that can be given more`,
      'make a subnet on the Outpost, and name it under nodeGroups[].subnets',
    )
  const [publicCidr, privateCidr] = freeBlocks(vpc?.cidr ?? '', inStack.size, others(subnets, arn, stack.id), arn)
  return { outpost: arn, zone: outpost.zone, alias: `outpost-${outpost.zone}-1`, publicCidr, privateCidr }
}

/** The subnets of the VPC without those that the cluster's stack is just making on this Outpost. */
const others = (subnets: readonly VpcSubnet[], arn: string, stackId: string): readonly VpcSubnet[] =>
  subnets.filter(({ outpostArn, tags }) => outpostArn !== arn || tags['aws:cloudformation:stack-id'] !== stackId)

function freeBlocks(cidr: string, count: number, subnets: readonly VpcSubnet[], arn: string): readonly [string, string] {
  const blocks = nextBlocks(cidr, count)
  const room = `two more subnets of the same size, for Outpost ${arn}`
  if (blocks === undefined)
    throw refused(
      `VPC ${cidr} has ${count} subnets and no room for ${room}`,
      'make a subnet on the Outpost, and name it under nodeGroups[].subnets',
    )
  const taken = subnets.find((subnet) => blocks.some((block) => overlap(block, subnet.cidr)))
  if (taken !== undefined)
    throw refused(
      `VPC ${cidr} has no room for ${room}: ${blocks.join(' and ')} would come next, and ${taken.id} has ${taken.cidr}`,
      'remove that subnet, or make one on the Outpost and name it under nodeGroups[].subnets',
    )
  return blocks
}

const refused = (message: string, hint: string): EksxError =>
  new EksxError('OutpostRefused', `nodeGroups: ${message}`, { exitCode: exitCodes.refused, hint })
