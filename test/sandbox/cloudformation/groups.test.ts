import { expect, test } from 'vitest'
import { autoscaling } from '#sandbox/services/autoscaling/service.ts'
import { ec2 } from '#sandbox/services/ec2/service.ts'
import { testAccount } from './account.ts'

const ref = (Ref: string) => ({ Ref })

test('a stack goes although somebody has deleted its Auto Scaling group by hand', async () => {
  const of = testAccount({ ec2: ec2.operations, autoscaling: autoscaling.operations })
  const Resources = {
    VPC: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '192.168.0.0/16' } },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: { VpcId: ref('VPC'), AvailabilityZone: 'us-west-2a', CidrBlock: '192.168.0.0/19' },
    },
    Template: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: { LaunchTemplateName: 'nodes', LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0', InstanceType: 'm5.large' } },
    },
    Nodes: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: {
        AutoScalingGroupName: 'nodes',
        MinSize: '0',
        MaxSize: '1',
        VPCZoneIdentifier: [ref('Subnet')],
        LaunchTemplate: { LaunchTemplateName: 'nodes', Version: { 'Fn::GetAtt': ['Template', 'LatestVersionNumber'] } },
      },
    },
  }
  const status = async (StackName: string) =>
    (await of.cfn<{ Stacks: { StackStatus: string }[] }>('DescribeStacks', { StackName })).Stacks[0]?.StackStatus
  const { StackId } = await of.cfn<{ StackId: string }>('CreateStack', { StackName: 'nodes', TemplateBody: JSON.stringify({ Resources }) })
  await of.rest()
  expect(await status(StackId)).toBe('CREATE_COMPLETE')
  await of.call.aws('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName: 'nodes', ForceDelete: true })
  await of.cfn('DeleteStack', { StackName: 'nodes' })
  await of.rest()
  expect(await status(StackId)).toBe('DELETE_COMPLETE')
})
