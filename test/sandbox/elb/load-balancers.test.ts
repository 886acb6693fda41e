import { expect, test } from 'vitest'
import { refusal, testRegion } from '../ec2/region.ts'

const listeners = [{ Protocol: 'TCP', LoadBalancerPort: 80, InstanceProtocol: 'TCP', InstancePort: 30_080 }]

test('a classic load balancer holds its subnet and its groups until its interfaces are gone', async () => {
  const { aws, openVpc, subnet, pass } = await testRegion()
  const { vpcId } = await openVpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  const { GroupId } = await aws<{ GroupId: string }>('CreateSecurityGroup', { VpcId: vpcId, GroupName: 'k8s-elb-web', Description: 'web' })
  const elb: typeof aws = (operation, input) => aws(operation, input, 'elasticloadbalancing')
  const request = {
    LoadBalancerName: 'web',
    Listeners: listeners,
    Subnets: [SubnetId],
    SecurityGroups: [GroupId],
    Tags: [{ Key: 'kubernetes.io/cluster/dev', Value: 'owned' }],
  }
  expect(await elb('CreateLoadBalancer', request)).toMatchObject({
    DNSName: expect.stringMatching(/^web-\d+\.eu-west-1\.elb\.amazonaws\.com$/),
  })
  expect(await refusal(elb('CreateLoadBalancer', request))).toContain('DuplicateAccessPointName')
  expect(await elb('DescribeLoadBalancers', {})).toMatchObject({
    LoadBalancerDescriptions: [{ LoadBalancerName: 'web', VPCId: vpcId, SecurityGroups: [GroupId] }],
  })
  expect(await elb('DescribeTags', { LoadBalancerNames: ['web'] })).toMatchObject({
    TagDescriptions: [{ Tags: [{ Key: 'kubernetes.io/cluster/dev', Value: 'owned' }] }],
  })
  expect(await aws('DescribeNetworkInterfaces', { Filters: [{ Name: 'description', Values: ['ELB web'] }] })).toMatchObject({
    NetworkInterfaces: [{ RequesterId: 'amazon-elb', SubnetId, Status: 'in-use' }],
  })
  expect(await refusal(aws('DeleteSubnet', { SubnetId }))).toContain('DependencyViolation')
  expect(await refusal(aws('DeleteSecurityGroup', { GroupId }))).toContain('DependencyViolation')
  await elb('DeleteLoadBalancer', { LoadBalancerName: 'web' })
  await elb('DeleteLoadBalancer', { LoadBalancerName: 'web' })
  expect(await refusal(elb('DescribeLoadBalancers', { LoadBalancerNames: ['web'] }))).toContain(
    "There is no ACTIVE Load Balancer named 'web'",
  )
  expect(await refusal(aws('DeleteSubnet', { SubnetId }))).toContain('DependencyViolation')
  await pass(60_000)
  await aws('DeleteSecurityGroup', { GroupId })
  await aws('DeleteSubnet', { SubnetId })
})

test('a network load balancer becomes active, has listeners and target groups, and takes its interfaces with it', async () => {
  const { aws, openVpc, subnet, pass } = await testRegion()
  const { vpcId } = await openVpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  const v2: typeof aws = (operation, input) => aws(operation, input, 'elasticloadbalancingv2')
  const made = await v2<{ LoadBalancers: { LoadBalancerArn: string }[] }>('CreateLoadBalancer', {
    Name: 'web',
    Type: 'network',
    Subnets: [SubnetId],
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  const LoadBalancerArn = made.LoadBalancers[0]?.LoadBalancerArn ?? ''
  expect(LoadBalancerArn).toMatch(/:loadbalancer\/net\/web\/[0-9a-f]{16}$/)
  expect(made).toMatchObject({ LoadBalancers: [{ State: { Code: 'provisioning' } }] })
  await pass(200_000)
  expect(await v2('DescribeLoadBalancers', { Names: ['web'] })).toMatchObject({
    LoadBalancers: [{ State: { Code: 'active' }, Type: 'network' }],
  })
  const group = await v2<{ TargetGroups: { TargetGroupArn: string }[] }>('CreateTargetGroup', {
    Name: 'web',
    Protocol: 'TCP',
    Port: 80,
    VpcId: vpcId,
  })
  const TargetGroupArn = group.TargetGroups[0]?.TargetGroupArn
  await v2('CreateListener', { LoadBalancerArn, Protocol: 'TCP', Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn }] })
  expect(await refusal(v2('DeleteTargetGroup', { TargetGroupArn }))).toContain('ResourceInUse')
  expect(await v2('DescribeTags', { ResourceArns: [LoadBalancerArn] })).toMatchObject({
    TagDescriptions: [{ Tags: [{ Key: 'a', Value: 'b' }] }],
  })
  await v2('DeleteLoadBalancer', { LoadBalancerArn })
  await v2('DeleteTargetGroup', { TargetGroupArn })
  await pass(60_000)
  expect(await aws('DescribeNetworkInterfaces')).toMatchObject({ NetworkInterfaces: [] })
  await aws('DeleteSubnet', { SubnetId })
})

test('a load balancer for the internet needs a way out, an application one two zones', async () => {
  const { aws, vpc, subnet } = await testRegion()
  const vpcId = await vpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  expect(
    await refusal(
      aws('CreateLoadBalancer', { LoadBalancerName: 'web', Listeners: listeners, Subnets: [SubnetId] }, 'elasticloadbalancing'),
    ),
  ).toContain('has no internet gateway')
  expect(
    await refusal(aws('CreateLoadBalancer', { Name: 'web', Subnets: [SubnetId], Scheme: 'internal' }, 'elasticloadbalancingv2')),
  ).toContain('At least two subnets')
})

test('deleting a load balancer that is not there succeeds', async () => {
  const { aws } = await testRegion()
  expect(await refusal(aws('DeleteLoadBalancer', { LoadBalancerName: 'none' }, 'elasticloadbalancing'))).toBe('not refused')
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/none/50dc6c495c0c9188'
  expect(await refusal(aws('DeleteLoadBalancer', { LoadBalancerArn: arn }, 'elasticloadbalancingv2'))).toBe('not refused')
})
