import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { standingCluster } from './standing.ts'

/** A cluster whose settings EKS changes. Throws where there is none, it is not ready, or it is a local one on an Outpost. */
export async function changeableCluster(app: App, name: string): Promise<LiveCluster> {
  const cluster = await standingCluster(app, name)
  if (cluster.onOutpost !== true) return cluster
  throw new EksxError('NotOnOutposts', `cluster "${name}" runs on an Outpost, where EKS does not change this`, {
    exitCode: exitCodes.refused,
    hint: 'make a cluster with these settings, or one in the region',
  })
}

/** Where a control plane's network interfaces are to be. */
interface Interfaces {
  readonly subnets?: readonly string[] | undefined
  readonly groups?: readonly string[] | undefined
}

/** Throws where subnets or security groups of a control plane do not exist, or are of another VPC. */
export async function mustBeInVpc(app: App, { name, vpcId = '' }: LiveCluster, { subnets = [], groups = [] }: Interfaces): Promise<void> {
  const where = `the VPC of cluster "${name}", ${vpcId}`
  const found = await app.vpcs.subnets(subnets)
  const unknown = subnets.find((id) => !found.some((subnet) => subnet.id === id))
  if (unknown !== undefined) throw notInVpc(`there is no subnet ${unknown} in ${where}`)
  const stray = found.find((subnet) => subnet.vpcId !== vpcId)
  if (stray !== undefined) throw notInVpc(`subnet ${stray.id} is in ${stray.vpcId}, not in ${where}`)
  if (groups.length === 0) return
  const known = (await app.network.securityGroups(vpcId)).map(({ id }) => id)
  const missing = groups.find((group) => !known.includes(group))
  if (missing !== undefined) throw notInVpc(`there is no security group ${missing} in ${where}`)
}

const notInVpc = (message: string): EksxError =>
  new EksxError('NotInVpc', message, { exitCode: exitCodes.refused, hint: "a control plane's interfaces are in its own VPC: name others" })

/** What is to be so of the endpoints of a cluster. */
interface Endpoints {
  readonly privateAccess?: boolean | undefined
  readonly publicAccess?: boolean | undefined
  readonly ranges?: readonly string[] | undefined
}

/**
 * What a person should know before the endpoints of a cluster change. Throws where nobody could reach the API any more, or ranges are
 * given of an endpoint that is shut.
 */
export function endpointCautions(cluster: LiveCluster, wanted: Endpoints): string[] {
  const isPublic = wanted.publicAccess ?? cluster.publicAccess
  const isPrivate = wanted.privateAccess ?? cluster.privateAccess
  if (!isPublic && !isPrivate)
    throw refused(`cluster "${cluster.name}" could not be reached at all: its other endpoint is shut already`, 'open the other one too')
  const ranges = wanted.ranges ?? []
  if (!isPublic && ranges.length > 0)
    throw refused(
      `the public endpoint of cluster "${cluster.name}" is shut, and ${ranges.join(', ')} is of that`,
      'open it with --public-access',
    )
  if (!isPublic && cluster.publicAccess)
    return [
      'without public access, eksx and kubectl reach the API from within the VPC only; from elsewhere commands that need it will fail',
    ]
  const allowed = wanted.ranges ?? cluster.publicAccessCidrs
  const shutsOut = !isPrivate && allowed.length > 0 && !allowed.some((range) => range.endsWith('/0'))
  if (shutsOut) return ['without private access, nodes reach the API only if the addresses of their NAT gateways are among the ranges']
  return []
}

const refused = (message: string, hint: string): EksxError =>
  new EksxError('EndpointsRefused', message, { exitCode: exitCodes.refused, hint })
