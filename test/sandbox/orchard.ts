import { onTestFinished } from 'vitest'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { leftovers } from '#sandbox/inventory.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '#sandbox/sandbox.ts'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { readState } from '#sandbox/state.ts'

const ref = (Ref: string) => ({ Ref })
const getAtt = (...path: string[]) => ({ 'Fn::GetAtt': path })
const role = (service: string, ...policies: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
    },
    ManagedPolicyArns: policies.map((name) => `arn:aws:iam::aws:policy/${name}`),
  },
})
const subnet = (letter: string, block: number) => ({
  [letter.toUpperCase()]: {
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: ref('VPC'),
      AvailabilityZone: `us-west-2${letter}`,
      CidrBlock: `10.0.${block}.0/24`,
      MapPublicIpOnLaunch: true,
    },
  },
  [`Route${letter.toUpperCase()}`]: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref(letter.toUpperCase()), RouteTableId: ref('Table') },
  },
})

/** A cluster with a nodegroup, and all that it stands on. */
export const orchard = (labels: Readonly<Record<string, string>>, more: object = {}): string =>
  JSON.stringify({
    Resources: {
      VPC: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true } },
      Gateway: { Type: 'AWS::EC2::InternetGateway' },
      Attachment: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('VPC'), InternetGatewayId: ref('Gateway') } },
      Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('VPC') } },
      Route: {
        Type: 'AWS::EC2::Route',
        DependsOn: 'Attachment',
        Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') },
      },
      ...subnet('a', 0),
      ...subnet('b', 1),
      IP: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
      NAT: {
        Type: 'AWS::EC2::NatGateway',
        DependsOn: 'Attachment',
        Properties: { SubnetId: ref('A'), AllocationId: getAtt('IP', 'AllocationId') },
      },
      ServiceRole: role('eks.amazonaws.com', 'AmazonEKSClusterPolicy'),
      NodeRole: role('ec2.amazonaws.com', 'AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryPullOnly'),
      ControlPlane: {
        Type: 'AWS::EKS::Cluster',
        DependsOn: ['Route', 'RouteA', 'RouteB'],
        Properties: {
          Name: 'orchard',
          RoleArn: getAtt('ServiceRole', 'Arn'),
          AccessConfig: { AuthenticationMode: 'API_AND_CONFIG_MAP', BootstrapClusterCreatorAdminPermissions: true },
          ResourcesVpcConfig: { SubnetIds: [ref('A'), ref('B')], EndpointPublicAccess: true, EndpointPrivateAccess: 'private' in labels },
        },
      },
      Nodes: {
        Type: 'AWS::EKS::Nodegroup',
        Properties: {
          ClusterName: ref('ControlPlane'),
          NodegroupName: 'pickers',
          NodeRole: getAtt('NodeRole', 'Arn'),
          Subnets: [ref('A'), ref('B')],
          InstanceTypes: ['m5.large'],
          ScalingConfig: { MinSize: 2, DesiredSize: 2, MaxSize: 2 },
          Labels: labels,
        },
      },
      ...more,
    },
    Outputs: { Endpoint: { Value: getAtt('ControlPlane', 'Endpoint') } },
  })

/** A sandbox that is stopped and started again from what it wrote down, with one stack `orchard`. */
export interface Restarting {
  readonly clock: DrivenClock
  /** The one that runs now. */
  sandbox(): Sandbox
  /** Stops it and starts another from what it wrote down; gives that text. */
  restart(options?: SandboxOptions): Promise<string>
  aws<O>(service: string, operation: string, input?: object): Promise<O>
  /** An operation on the stack. */
  stack(operation: string, input?: object): Promise<unknown>
  /** Lets time pass until the stack rests, with a restart every so often (ms; never where that is 0); gives its status at the end. */
  rest(every: number): Promise<string>
  /** What has happened to each resource of the stack, in order, without times. */
  history(): Promise<Record<string, string[]>>
  readyNodes(): string[]
  leftovers(): string[]
}

/** Starts one; it ends with the test. */
export async function restarting(): Promise<Restarting> {
  const clock = new DrivenClock(Date.UTC(2026, 0, 15))
  const open = (options: SandboxOptions = {}) => startSandbox({ clock, strict: true, throttling: false, ...options })
  let now = await open()
  onTestFinished(async () => {
    await now.close()
    clock.close()
  })
  const aws: Restarting['aws'] = (service, operation, input = {}) => {
    const { Arn: arn, Account: accountId, UserId: userId } = now.account.world.caller
    return now.account.call('us-west-2', { arn, accountId, userId }).aws(service, operation, input)
  }
  const status = async (): Promise<string | undefined> => {
    const answer = aws<{ Stacks: { StackStatus: string }[] }>('cloudformation', 'DescribeStacks', { StackName: 'orchard' })
    return answer.then(
      ({ Stacks: [stack] }) => stack?.StackStatus,
      () => undefined,
    )
  }
  const restart: Restarting['restart'] = async (options) => {
    const text = await now.state()
    await now.close()
    const state = readState(text)
    if (!state) throw new Error('the state is not readable')
    now = await open({ state, ...options })
    return text
  }
  return {
    clock,
    sandbox: () => now,
    restart,
    aws,
    stack: (operation, input) =>
      aws('cloudformation', operation, {
        StackName: 'orchard',
        ...(operation !== 'DeleteStack' && { Capabilities: ['CAPABILITY_IAM'] }),
        ...input,
      }),
    async rest(every) {
      for (let past = 0; past < 90 * 60_000; past += 20_000) {
        const at = await status()
        if (at?.endsWith('_IN_PROGRESS') !== true) return at ?? 'gone'
        await clock.sleep(20_000)
        if (every > 0 && past % every === 0) await restart()
      }
      throw new Error(`the stack is still ${await status()}`)
    },
    async history() {
      const told: Record<string, string[]> = {}
      const { StackEvents: events } = await aws<{ StackEvents: { LogicalResourceId: string; ResourceStatus: string }[] }>(
        'cloudformation',
        'DescribeStackEvents',
        { StackName: 'orchard' },
      )
      for (const { LogicalResourceId: id, ResourceStatus: at } of events.toReversed()) (told[id] ??= []).push(at)
      return told
    },
    readyNodes: () =>
      (kubernetesOf(now.account, 'us-west-2', 'orchard')?.objects.list({ apiVersion: 'v1', kind: 'Node' }) ?? []).flatMap((node) =>
        JSON.stringify(node['status']).includes('"type":"Ready","status":"True"') ? [node.metadata.name] : [],
      ),
    leftovers: () => leftovers(now, 'us-west-2'),
  }
}
