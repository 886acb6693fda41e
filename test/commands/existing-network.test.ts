import { expect, test } from 'vitest'
import { inLab, type Lab } from '../bad-input/lab.ts'

interface Network {
  readonly public: readonly string[]
  readonly private: readonly string[]
}

/** A VPC as kops makes one: subnets in two zones, told apart by their tags; the private ones with a way out. */
async function kopsNetwork({ sandbox }: Lab, cluster: string): Promise<Network> {
  const call = sandbox.account.call('us-west-2')
  const ec2 = <T>(operation: string, input: object): Promise<T> => call.aws<T>('ec2', operation, { ...input })
  const { Vpc } = await ec2<{ Vpc: { VpcId: string } }>('CreateVpc', { CidrBlock: '10.60.0.0/16' })
  const { VpcId } = Vpc
  const { InternetGateway } = await ec2<{ InternetGateway: { InternetGatewayId: string } }>('CreateInternetGateway', {})
  const GatewayId = InternetGateway.InternetGatewayId
  await ec2('AttachInternetGateway', { VpcId, InternetGatewayId: GatewayId })
  const made = async (kind: 'Utility' | 'Private', n: number): Promise<string> => {
    const tags = { [`kubernetes.io/cluster/${cluster}`]: 'owned', SubnetType: kind }
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    const { Subnet } = await ec2<{ Subnet: { SubnetId: string } }>('CreateSubnet', {
      VpcId,
      CidrBlock: `10.60.${n * 32}.0/19`,
      AvailabilityZone: n % 2 === 0 ? 'us-west-2a' : 'us-west-2b',
      TagSpecifications: [{ ResourceType: 'subnet', Tags }],
    })
    const { RouteTable } = await ec2<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId })
    const { RouteTableId } = RouteTable
    await ec2('AssociateRouteTable', { RouteTableId, SubnetId: Subnet.SubnetId })
    if (kind === 'Private') return Subnet.SubnetId
    await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId })
    await ec2('ModifySubnetAttribute', { SubnetId: Subnet.SubnetId, MapPublicIpOnLaunch: { Value: true } })
    return Subnet.SubnetId
  }
  return {
    public: [await made('Utility', 0), await made('Utility', 1)],
    private: [await made('Private', 2), await made('Private', 3)],
  }
}

test('--vpc-from-kops-cluster: a cluster with Ready nodes in the subnets of a kops cluster; run again it is so, elsewhere it differs', async () => {
  await inLab({ sandbox: { durations: 0.1 } }, async (lab) => {
    const line = 'create cluster --name dev --nodes 1 --vpc-from-kops-cluster'
    const absent = await lab.run(`${line} old.example.com`)
    expect(absent).toMatchObject({ exitCode: 10 })
    expect(absent.stderr).toContain('kubernetes.io/cluster/old.example.com=owned')

    const network = await kopsNetwork(lab, 'old.example.com')
    const { stdout } = await lab.run(`${line} old.example.com --dry-run`)
    for (const id of [...network.public, ...network.private]) expect(stdout).toContain(id)

    const { exitCode, stderr } = await lab.run(`${line} old.example.com`)
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('✓ nodes of ng-') as string })
    const made = lab.sandbox.requests.find(({ operation }) => operation === 'CreateStack')
    const template = JSON.parse(String(made?.input['TemplateBody'])) as { Resources: Record<string, { Type: string }> }
    expect(Object.values(template.Resources).map(({ Type }) => Type)).not.toContain('AWS::EC2::VPC')

    const again = await lab.run(`${line} old.example.com`)
    expect(again).toMatchObject({ exitCode: 0 })
    expect(again.stderr).toContain('nothing to do')
    const byId = `create cluster --name dev --nodes 1 --vpc-public-subnets ${network.public.join(',')}`
    expect(await lab.run(byId)).toMatchObject({ exitCode: 0 })

    await kopsNetwork(lab, 'new.example.com')
    const elsewhere = await lab.run(`${line} new.example.com`)
    expect(elsewhere).toMatchObject({ exitCode: 6 })
    expect(elsewhere.stderr).toContain(`vpc.subnets.public is ["${[...network.public].toSorted().join('","')}"]`)
  })
})
