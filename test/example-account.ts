import type { Call } from '#sandbox/service.ts'
import { outposts } from '#sandbox/services/outposts/service.ts'

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
})

/** Whether an example is of something that joins a cluster that stands, rather than of a cluster. */
export const joins = (example: string): boolean => example.includes('`create nodegroup -f` joins')

/**
 * What an example takes for granted: roles by the ARNs it names, a VPC whose subnets stand for those it names, a launch template, an Outpost.
 * Gives the example with their ids.
 */
export async function grant(call: Call, account: string, example: string): Promise<string> {
  for (const [, name = ''] of example.matchAll(/arn:aws:iam::111122223333:role\/([\w-]+)/g))
    await call.aws('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust })
  for (const [, id = ''] of example.matchAll(/:outpost\/([\w-]+)/g)) await outpost(call, account, id)
  const named = [...example.matchAll(/subnet-0([ab])\w+/g)]
  const ids =
    named.length === 0
      ? []
      : await subnets(
          call,
          named.map(([, kind]) => kind === 'a'),
        )
  const [template = ''] = /lt-0\w+/.exec(example) ?? []
  const granted = template === '' ? example : example.replaceAll(template, await launchTemplate(call))
  return named.reduce((text, [id], i) => text.replace(id, ids[i] ?? ''), granted.replaceAll('111122223333', account))
}

/** A launch template that asks for tokens at the metadata service, and leaves image and type to others. */
async function launchTemplate(call: Call): Promise<string> {
  const LaunchTemplateData = { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } }
  const { LaunchTemplate } = await call.aws<{ LaunchTemplate: { LaunchTemplateId: string } }>('ec2', 'CreateLaunchTemplate', {
    LaunchTemplateName: 'of-ours',
    LaunchTemplateData,
  })
  return LaunchTemplate.LaunchTemplateId
}

async function outpost(call: Call, account: string, id: string): Promise<void> {
  const rack = {
    OutpostId: id,
    OwnerId: account,
    OutpostArn: `arn:aws:outposts:${call.region}:${account}:outpost/${id}`,
    SiteId: 'os-0a1b2c3d4e5f60718',
    Name: 'rack',
    LifeCycleStatus: 'ACTIVE',
    AvailabilityZone: `${call.region}b`,
    AvailabilityZoneId: 'usw2-az2',
    Tags: {},
  }
  await outposts.seed?.(call, { outposts: { [id]: rack } })
}

/** A VPC with a way to the internet for its public subnets; two zones in turn. */
async function subnets(call: Call, isPublic: readonly boolean[]): Promise<string[]> {
  const ec2 = <T>(operation: string, input: object): Promise<T> => call.aws<T>('ec2', operation, { ...input })
  const { Vpc } = await ec2<{ Vpc: { VpcId: string } }>('CreateVpc', { CidrBlock: '10.50.0.0/16' })
  const { VpcId } = Vpc
  const { InternetGateway } = await ec2<{ InternetGateway: { InternetGatewayId: string } }>('CreateInternetGateway', {})
  await ec2('AttachInternetGateway', { VpcId, InternetGatewayId: InternetGateway.InternetGatewayId })
  const { RouteTable } = await ec2<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId })
  const { RouteTableId } = RouteTable
  await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGateway.InternetGatewayId })
  const made: string[] = []
  for (const [i, open] of isPublic.entries()) {
    const place = { VpcId, CidrBlock: `10.50.${i * 32}.0/19`, AvailabilityZone: i % 2 === 0 ? 'us-west-2a' : 'us-west-2b' }
    const { Subnet } = await ec2<{ Subnet: { SubnetId: string } }>('CreateSubnet', place)
    made.push(Subnet.SubnetId)
    if (!open) continue
    await ec2('AssociateRouteTable', { RouteTableId, SubnetId: Subnet.SubnetId })
    await ec2('ModifySubnetAttribute', { SubnetId: Subnet.SubnetId, MapPublicIpOnLaunch: { Value: true } })
  }
  return made
}
