import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Instance } from '../app/machines.ts'
import type { GroupRule } from '../app/vpcs.ts'
import { overlap } from '../config/cidr.ts'
import type { Obstacle } from './why-not-joined.ts'

/** The port of the Kubernetes API and of AWS's own. */
const https = 443

const covers = ({ protocol, from = -1, to = -1 }: GroupRule): boolean =>
  protocol === '-1' || ((protocol === 'tcp' || protocol === '6') && (from === -1 || (from <= https && https <= to)))

/** Whether traffic to an endpoint within the VPC goes to the interfaces of the control plane. */
const goesWithin = (cluster: LiveCluster, { vpc }: Instance): boolean => cluster.privateAccess && vpc === cluster.vpcId

/** Security groups between a node and its control plane: they must let the node out, and in. */
export async function shutBetween(app: App, cluster: LiveCluster, [first]: readonly Instance[]): Promise<Obstacle | undefined> {
  if (first === undefined || first.groups.length === 0) return undefined
  const guards = [...new Set([...cluster.securityGroupIds, ...(cluster.clusterSecurityGroup ? [cluster.clusterSecurityGroup] : [])])]
  const rules = (await app.vpcs.groupRules([...new Set([...first.groups, ...guards])])).filter(covers)
  const own = first.groups.join(', ')
  if (!rules.some(({ group, egress }) => egress && first.groups.includes(group)))
    return {
      cause: `its security groups (${own}) let nothing out on port ${https}`,
      remedy: `aws ec2 authorize-security-group-egress --group-id ${first.groups[0]} --protocol tcp --port ${https} --cidr 0.0.0.0/0`,
    }
  if (!goesWithin(cluster, first) || guards.length === 0) return undefined
  const isLetIn = rules.some(({ group, egress, peer, cidr }) => !egress && guards.includes(group) && letsIn(first, peer, cidr))
  return isLetIn
    ? undefined
    : {
        cause: `the security groups of the control plane (${guards.join(', ')}) let in none of its own (${own}) on port ${https}`,
        remedy: `aws ec2 authorize-security-group-ingress --group-id ${guards.at(-1)} --protocol tcp --port ${https} --source-group ${first.groups[0]}`,
      }
}

/** A list of prefixes is taken to hold the instance: what it holds is not told here. */
const letsIn = ({ groups, address }: Instance, peer: string | undefined, cidr: string | undefined): boolean =>
  peer === undefined ? overlap(`${address}/32`, cidr ?? '') : peer.startsWith('pl-') || groups.includes(peer)

/** A public endpoint that lets in some addresses only, and no other way to it. */
export async function outsideRanges(app: App, cluster: LiveCluster, [first]: readonly Instance[]): Promise<Obstacle | undefined> {
  const ranges = cluster.publicAccessCidrs
  if (first === undefined || goesWithin(cluster, first) || ranges.length === 0) return undefined
  const addresses = await publicAddresses(app, first)
  const outside = addresses.find((address) => !ranges.some((range) => overlap(`${address}/32`, range)))
  if (outside === undefined) return undefined
  const line = `eksx utils update-cluster-vpc-config --cluster ${cluster.name} --region ${app.regionName}`
  return {
    cause: `it comes from ${outside}, and the cluster's endpoint lets in ${ranges.join(', ')} alone`,
    remedy: `open the endpoint to the VPC (\`${line} --private-access --approve\`), or add ${outside}/32 to its ranges (--public-access-cidrs)`,
  }
}

/** The addresses that others see an instance by, as far as they can be told: its own, or those of its NAT gateway. */
async function publicAddresses(app: App, { vpc, subnet, publicAddress }: Instance): Promise<readonly string[]> {
  const tables = await app.vpcs.routeTables(vpc)
  const route = (tables.find(({ subnets }) => subnets.includes(subnet)) ?? tables.find(({ main }) => main))?.defaultRoute
  if (route?.startsWith('nat-')) return app.vpcs.natAddresses(route)
  return publicAddress === undefined ? [] : [publicAddress]
}
