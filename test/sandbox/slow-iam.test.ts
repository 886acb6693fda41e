import { expect, test } from 'vitest'
import { refusal, testRegion } from './ec2/region.ts'

const trust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service, AWS: '*' }, Action: 'sts:AssumeRole' }],
  })

/** A region in which IAM takes ten seconds to spread its news, with a role and a profile that are new. */
async function slowRegion() {
  const region = await testRegion({ faults: [{ effect: { kind: 'slow-iam', ms: 10_000 } }] })
  const { aws } = region
  const { Role } = await aws<{ Role: { Arn: string } }>(
    'CreateRole',
    { RoleName: 'fresh', AssumeRolePolicyDocument: trust('eks.amazonaws.com') },
    'iam',
  )
  await aws('CreateInstanceProfile', { InstanceProfileName: 'fresh' }, 'iam')
  await aws('AddRoleToInstanceProfile', { InstanceProfileName: 'fresh', RoleName: 'fresh' }, 'iam')
  const vpcId = await region.vpc()
  const subnets = [await region.subnet(vpcId, '10.0.0.0/24', 'eu-west-1a'), await region.subnet(vpcId, '10.0.1.0/24', 'eu-west-1b')]
  return { ...region, role: Role.Arn, subnets }
}

test('IAM itself knows at once what it has made', async () => {
  const { aws, role } = await slowRegion()
  expect(await aws('GetRole', { RoleName: 'fresh' }, 'iam')).toMatchObject({ Role: { Arn: role } })
})

test('an instance profile that EC2 has not heard of is an invalid name', async () => {
  const { aws, pass, subnets } = await slowRegion()
  const [SubnetId] = subnets
  const IamInstanceProfile = { Name: 'fresh' }
  const run = () =>
    aws('RunInstances', {
      MinCount: 1,
      MaxCount: 1,
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      SubnetId,
      IamInstanceProfile,
    })
  expect(await refusal(run())).toBe(
    'InvalidParameterValue: Value (fresh) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
  )
  await pass(10_000)
  expect(await refusal(run())).toBe('not refused')
})

test('a role that STS has not heard of can not be taken', async () => {
  const { aws, pass, role } = await slowRegion()
  const take = () => aws('AssumeRole', { RoleArn: role, RoleSessionName: 'me' }, 'sts')
  expect(await refusal(take())).toMatch(/^AccessDenied: .* is not authorized to perform: sts:AssumeRole on resource: .*role\/fresh$/)
  await pass(10_000)
  expect(await refusal(take())).toBe('not refused')
})

test('a role that EKS has not heard of could not be assumed', async () => {
  const { aws, pass, role, subnets } = await slowRegion()
  const make = () => aws('CreateCluster', { name: 'dev', roleArn: role, resourcesVpcConfig: { subnetIds: subnets } }, 'eks')
  expect(await refusal(make())).toBe(
    `InvalidParameterException: Role with arn: ${role}, could not be assumed because it does not exist or the trusted entity is not correct`,
  )
  await pass(10_000)
  expect(await refusal(make())).toBe('not refused')
})
