import { SandboxAccount } from '#sandbox/account.ts'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { seededDurations } from '#sandbox/durations.ts'
import { faultBoard } from '#sandbox/faults.ts'
import { seededIds } from '#sandbox/ids.ts'
import type { KubeObject, ObjectStore } from '#sandbox/kubernetes/objects.ts'
import { AwsError, type Call, type World } from '#sandbox/service.ts'
import { defaultWorld } from '#sandbox/world/world.ts'
import { closeKubernetes, kubernetesOf } from '#sandbox/services/eks/control-plane.ts'

const minutes = 60_000

/** The usual world, with one version of Kubernetes that has been given up. */
const world: World = {
  ...defaultWorld(),
  clusterVersions: [
    ...defaultWorld().clusterVersions,
    { clusterVersion: '1.24', clusterType: 'eks', defaultVersion: false, status: 'unsupported', versionStatus: 'UNSUPPORTED' },
  ],
}

type Answer = Record<string, never>

/** An account on a driven clock, with a VPC of two public and two private subnets and the usual roles. */
export interface Lab {
  readonly account: SandboxAccount
  readonly clock: DrivenClock
  readonly call: Call
  readonly vpcId: string
  readonly publicSubnets: readonly string[]
  readonly privateSubnets: readonly string[]
  readonly roles: Readonly<Record<'cluster' | 'node' | 'pods' | 'agent', string>>
  aws<O = Answer>(service: string, operation: string, input?: object): Promise<O>
  eks<O = Answer>(operation: string, input?: object): Promise<O>
  /** Starts a cluster of the usual kind. */
  startCluster(more?: object): Promise<void>
  /** Its API's objects. */
  objects(): ObjectStore
  /** Lets time pass until it is so; fails after half an hour. */
  until(what: string, test: () => boolean | Promise<boolean>): Promise<void>
  /** The status of something, or the code of AWS's refusal. */
  status(operation: string, input: object, member: string): Promise<string>
  minutes(count: number): Promise<void>
  close(): Promise<void>
}

const trust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: [`${service}.amazonaws.com`] }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  })

/** A lab with nothing in it but network and roles. */
export async function startLab(options: { region?: string; zones?: readonly string[] } = {}): Promise<Lab> {
  const region = options.region ?? 'eu-west-1'
  const clock = new DrivenClock(Date.UTC(2026, 5, 1))
  const account = new SandboxAccount({
    clock,
    world,
    durations: seededDurations({ seed: 7 }),
    ids: seededIds(7),
    faults: faultBoard([]),
    strict: true,
  })
  const call = account.call(region, { arn: world.caller.Arn, accountId: world.account, userId: world.caller.UserId })
  const aws = <O = Answer>(service: string, operation: string, input: object = {}): Promise<O> => call.aws<O>(service, operation, input)
  const roles = {
    cluster: await role(aws, 'cluster', 'eks', ['AmazonEKSClusterPolicy']),
    node: await role(aws, 'node', 'ec2', ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy']),
    pods: await role(aws, 'pods', 'eks-fargate-pods', ['AmazonEKSFargatePodExecutionRolePolicy']),
    agent: await role(aws, 'agent', 'ssm', []),
  }
  const network = await makeNetwork(
    aws,
    clock,
    (options.zones ?? ['a', 'b']).map((letter) => `${region}${letter}`),
  )
  const status: Lab['status'] = async (operation, input, member) => {
    try {
      const answer = await aws<Record<string, { status: string }>>('eks', operation, input)
      return answer[member]?.status ?? ''
    } catch (error) {
      return error instanceof AwsError ? error.code : String(error)
    }
  }
  const until: Lab['until'] = async (what, test) => {
    for (let turn = 0; turn < 360; turn++) {
      if (await test()) return
      await clock.sleep(5_000)
    }
    throw new Error(`half an hour has passed without: ${what}`)
  }
  return {
    account,
    clock,
    call,
    ...network,
    roles,
    aws,
    eks: (operation, input) => aws('eks', operation, input),
    status,
    until,
    objects() {
      const server = kubernetesOf(account, region, 'dev')
      if (server === undefined) throw new Error('the API server of dev does not run')
      return server.objects
    },
    async startCluster(more = {}) {
      await aws('eks', 'CreateCluster', {
        name: 'dev',
        version: '1.33',
        roleArn: roles.cluster,
        resourcesVpcConfig: { subnetIds: [...network.publicSubnets.slice(0, 2), ...network.privateSubnets.slice(0, 2)] },
        accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
        bootstrapSelfManagedAddons: false,
        ...more,
      })
      await until('the cluster is ACTIVE', async () => (await status('DescribeCluster', { name: 'dev' }, 'cluster')) === 'ACTIVE')
    },
    minutes: (count) => clock.sleep(count * minutes),
    async close() {
      await closeKubernetes(account)
      account.close()
      clock.close()
    },
  }
}

type Aws = <O = Answer>(service: string, operation: string, input?: object) => Promise<O>

async function role(aws: Aws, name: string, service: string, policies: readonly string[]): Promise<string> {
  const made = await aws<{ Role: { Arn: string } }>('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust(service) })
  for (const policy of policies) await aws('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` })
  return made.Role.Arn
}

async function makeNetwork(
  aws: Aws,
  clock: DrivenClock,
  zones: readonly string[],
): Promise<Pick<Lab, 'vpcId' | 'publicSubnets' | 'privateSubnets'>> {
  const { Vpc: vpc } = await aws<{ Vpc: { VpcId: string } }>('ec2', 'CreateVpc', { CidrBlock: '192.168.0.0/16' })
  const { InternetGateway: gateway } = await aws<{ InternetGateway: { InternetGatewayId: string } }>('ec2', 'CreateInternetGateway')
  await aws('ec2', 'AttachInternetGateway', { InternetGatewayId: gateway.InternetGatewayId, VpcId: vpc.VpcId })
  const out = await routeTable(aws, vpc.VpcId, { GatewayId: gateway.InternetGatewayId })
  const publicSubnets: string[] = []
  for (const [index, zone] of zones.entries()) {
    const subnet = await subnetIn(aws, vpc.VpcId, `192.168.${index * 32}.0/19`, zone, out)
    await aws('ec2', 'ModifySubnetAttribute', { SubnetId: subnet, MapPublicIpOnLaunch: { Value: true } })
    publicSubnets.push(subnet)
  }
  const { AllocationId: address } = await aws<{ AllocationId: string }>('ec2', 'AllocateAddress', { Domain: 'vpc' })
  const { NatGateway: nat } = await aws<{ NatGateway: { NatGatewayId: string } }>('ec2', 'CreateNatGateway', {
    SubnetId: publicSubnets[0],
    AllocationId: address,
  })
  await clock.sleep(5 * minutes)
  const inside = await routeTable(aws, vpc.VpcId, { NatGatewayId: nat.NatGatewayId })
  const privateSubnets: string[] = []
  for (const [index, zone] of zones.entries())
    privateSubnets.push(await subnetIn(aws, vpc.VpcId, `192.168.${128 + index * 32}.0/19`, zone, inside))
  return { vpcId: vpc.VpcId, publicSubnets, privateSubnets }
}

async function routeTable(aws: Aws, vpcId: string, target: object): Promise<string> {
  const { RouteTable: table } = await aws<{ RouteTable: { RouteTableId: string } }>('ec2', 'CreateRouteTable', { VpcId: vpcId })
  await aws('ec2', 'CreateRoute', { RouteTableId: table.RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target })
  return table.RouteTableId
}

async function subnetIn(aws: Aws, vpcId: string, cidr: string, zone: string, table: string): Promise<string> {
  const { Subnet: subnet } = await aws<{ Subnet: { SubnetId: string } }>('ec2', 'CreateSubnet', {
    VpcId: vpcId,
    CidrBlock: cidr,
    AvailabilityZone: zone,
  })
  await aws('ec2', 'AssociateRouteTable', { RouteTableId: table, SubnetId: subnet.SubnetId })
  return subnet.SubnetId
}

/** `CODE: message` of a refusal. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'not refused'
  } catch (error) {
    return error instanceof AwsError ? `${error.code}: ${error.message}` : String(error)
  }
}

/** Names of nodes that are Ready. */
export const readyNodes = (objects: ObjectStore): string[] =>
  objects
    .list({ apiVersion: 'v1', kind: 'Node' })
    .filter((node) => conditionsOf(node).some(({ type, status }) => type === 'Ready' && status === 'True'))
    .map((node) => node.metadata.name)

/** A status' conditions. */
export function conditionsOf(object: KubeObject): { type: string; status: string; message?: string }[] {
  const { status }: { status?: { conditions?: { type: string; status: string; message?: string }[] } } = JSON.parse(JSON.stringify(object))
  return status?.conditions ?? []
}
