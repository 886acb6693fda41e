import type { LiveCluster } from '#src/app/clusters.ts'
import type { Stack, StackRequest } from '#src/app/stacks.ts'
import type { LiveSubnet } from '#src/config/cluster.ts'
import { isMap } from '#src/config/plain.ts'

export const account = '111122223333'

/** Stacks that stand as soon as they are asked for, and what can be read of them. */
export class StandingStacks {
  readonly #requests = new Map<string, StackRequest>()

  add(request: StackRequest): void {
    this.#requests.set(request.name, request)
  }

  request(name: string): StackRequest | undefined {
    return this.#requests.get(name)
  }

  find(name: string): Stack | undefined {
    const request = this.#requests.get(name)
    if (request === undefined) return undefined
    const outputs = Object.entries(request.template.Outputs ?? {}).map(([key, { Value }]) => [key, valueOf(name, key, Value)])
    return {
      id: name,
      name,
      status: 'CREATE_COMPLETE',
      tags: request.tags,
      capabilities: request.capabilities,
      outputs: Object.fromEntries(outputs) as Stack['outputs'],
      terminationProtection: true,
      created: 0,
    }
  }

  properties(name: string, id: string): Readonly<Record<string, unknown>> | undefined {
    const properties = this.#requests.get(name)?.template.Resources[id]?.Properties
    return isMap(properties) ? properties : undefined
  }

  /** The subnet that the cluster stack calls so. */
  subnet(stack: string, id: string): LiveSubnet {
    const { AvailabilityZone: zone, CidrBlock: cidr, OutpostArn: outpost } = this.properties(stack, id) ?? {}
    return {
      id,
      zone: textOr(zone, 'us-west-2a'),
      public: id.includes('Public'),
      local: textOr(zone, '').includes('-lax-'),
      cidr: textOr(cidr, '10.0.0.0/24'),
      ...(typeof outpost === 'string' && { outpost }),
    }
  }

  /** The cluster that its stack made. */
  cluster(name: string, region: string): LiveCluster | undefined {
    const made = this.properties(`eksctl-${name}-cluster`, 'ControlPlane')
    if (made === undefined) return undefined
    const access = (isMap(made['AccessConfig']) ? made['AccessConfig'] : {}) as { AuthenticationMode?: LiveCluster['authenticationMode'] }
    const vpc = isMap(made['ResourcesVpcConfig']) ? made['ResourcesVpcConfig'] : {}
    return {
      name,
      arn: `arn:aws:eks:${region}:${account}:cluster/${name}`,
      status: 'ACTIVE',
      version: textOr(made['Version'], '1.34'),
      endpoint: 'https://api.example',
      certificateAuthority: 'Y2E=',
      issuer: 'https://oidc.example/id/A',
      vpcId: 'vpc-1',
      subnetIds: [],
      securityGroupIds: [],
      clusterSecurityGroup: 'sg-cluster',
      serviceCidr: '10.100.0.0/16',
      onOutpost: made['OutpostConfig'] !== undefined,
      publicAccess: vpc['EndpointPublicAccess'] === true,
      privateAccess: vpc['EndpointPrivateAccess'] === true,
      publicAccessCidrs: [],
      authenticationMode: access.AuthenticationMode ?? 'API',
      autoMode: made['ComputeConfig'] !== undefined,
      tags: {},
      tokenId: name,
      connector: undefined,
      created: 0,
      raw: {},
    }
  }
}

const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other)

/** What an output tells once its stack stands: roles by an ARN, subnets by their logical ids, the rest as it is written. */
function valueOf(stack: string, key: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (/^Role\d|ARN$/.test(key)) return `arn:aws:iam::${account}:role/${stack}-${key}`
  const [, items] = isMap(value) && Array.isArray(value['Fn::Join']) ? (value['Fn::Join'] as [string, unknown[]]) : [undefined, [value]]
  return items.map((item) => (isMap(item) ? textOr(item['Ref'], key) : String(item))).join(',')
}
