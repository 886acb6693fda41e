/** VPCs that were there before the cluster, as far as a cluster must know them. */
export interface Vpcs {
  find(id: string): Promise<Vpc | undefined>
  /** By ids: those that exist. */
  subnets(ids: readonly string[]): Promise<VpcSubnet[]>
  /** From now on instances in the subnet get a public address at launch. */
  givePublicAddresses(subnet: string, signal: AbortSignal): Promise<void>
  /** Every subnet of a VPC. */
  subnetsIn(vpcId: string): Promise<VpcSubnet[]>
  /** Subnets with this tag. */
  taggedSubnets(key: string, value: string): Promise<VpcSubnet[]>
  routeTables(vpcId: string): Promise<RouteTable[]>
  /** By name of the service, the zones that have its endpoint, in AWS's order; a service that the region lacks is absent. */
  endpointZones(services: readonly EndpointService[]): Promise<ReadonlyMap<string, readonly string[]>>
  /** Names of the services that a VPC has endpoints for. */
  endpoints(vpcId: string): Promise<readonly string[]>
  /** What security groups let in and out. */
  groupRules(groups: readonly string[]): Promise<GroupRule[]>
  /** The public addresses that a NAT gateway sends from. */
  natAddresses(gateway: string): Promise<readonly string[]>
  placementGroupExists(name: string): Promise<boolean>
}

export interface Vpc {
  readonly id: string
  /** Its first range. */
  readonly cidr: string
  /** All that are associated, the first one too. */
  readonly cidrs: readonly string[]
  readonly ipv6Cidrs: readonly string[]
}

export interface VpcSubnet {
  readonly id: string
  readonly vpcId: string
  readonly zone: string
  /** `use1-az3` */
  readonly zoneId: string
  readonly cidr: string
  readonly ipv6Cidrs: readonly string[]
  readonly freeAddresses: number
  /** Instances get a public address at launch. */
  readonly givesPublicAddress: boolean
  readonly outpostArn: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

export interface RouteTable {
  readonly id: string
  /** It serves every subnet that names no other. */
  readonly main: boolean
  readonly subnets: readonly string[]
  /** Where 0.0.0.0/0 leads: `igw-…`, `nat-…`; undefined without such a route. */
  readonly defaultRoute: string | undefined
}

export interface EndpointService {
  /** `com.amazonaws.us-west-2.ecr.api` */
  readonly name: string
  readonly kind: 'Gateway' | 'Interface'
}

export interface GroupRule {
  /** The group that has it. */
  readonly group: string
  readonly egress: boolean
  /** `-1` is every protocol. */
  readonly protocol: string
  readonly from: number | undefined
  readonly to: number | undefined
  readonly cidr: string | undefined
  /** The group, or the list of prefixes, that is let in or reached. */
  readonly peer: string | undefined
  readonly description: string
}
