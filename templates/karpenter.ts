import type { Cluster } from '#src/config/cluster.ts'
import { getAtt, managedPolicy, ref, resource, template, withNameTags, type Resource, type Resources, type Template } from './cfn.ts'
import { policyDocument, principalMapping, serviceRole } from './roles.ts'

/** The name of the role that Karpenter's nodes run with. */
export const karpenterNodeRoleName = (cluster: string): string => `eksctl-KarpenterNodeRole-${cluster}`

/** The name of the policy that Karpenter's controller works with. */
export const karpenterPolicyName = (cluster: string): string => `eksctl-KarpenterControllerPolicy-${cluster}`

/** The instance profile of Karpenter's nodes, unless one is stated. */
export const karpenterInstanceProfileName = ({ name, config }: Pick<Cluster, 'name' | 'config'>): string =>
  config.karpenter?.defaultInstanceProfile || `eksctl-KarpenterNodeInstanceProfile-${name}`

/** What Karpenter needs in AWS: the role and profile of its nodes, its controller's policy, and the queue that tells of interruptions. */
export function karpenterTemplate(cluster: Pick<Cluster, 'name' | 'config'>): Template {
  const { name, config } = cluster
  const queued = config.karpenter?.withSpotInterruptionQueue === true
  return template({
    Description: 'Karpenter Stack [created and managed by eksctl]',
    Mappings: principalMapping,
    Resources: withNameTags({
      KarpenterNodeRole: serviceRole({
        trusts: 'EC2',
        path: '/',
        name: karpenterNodeRoleName(name),
        managedPolicies: nodePolicies.map(managedPolicy),
        boundary: config.iam?.serviceRolePermissionsBoundary,
      }),
      KarpenterNodeInstanceProfile: resource('AWS::IAM::InstanceProfile', {
        InstanceProfileName: karpenterInstanceProfileName(cluster),
        Path: '/',
        Roles: [ref('KarpenterNodeRole')],
      }),
      KarpenterControllerPolicy: resource('AWS::IAM::ManagedPolicy', {
        ManagedPolicyName: karpenterPolicyName(name),
        PolicyDocument: policyDocument([
          { Effect: 'Allow', Action: controllerActions, Resource: '*' },
          ...(queued ? [{ Effect: 'Allow', Action: queueActions, Resource: queueArn }] : []),
        ]),
      }),
      ...(queued && interruptions(name)),
    }),
  })
}

const queueArn = getAtt('KarpenterInterruptionQueue', 'Arn')

/** The queue that Karpenter reads, and what writes into it. */
const interruptions = (queueName: string): Resources => ({
  KarpenterInterruptionQueue: resource('AWS::SQS::Queue', { QueueName: queueName, MessageRetentionPeriod: 300 }),
  KarpenterInterruptionQueuePolicy: resource('AWS::SQS::QueuePolicy', {
    Queues: [ref('KarpenterInterruptionQueue')],
    PolicyDocument: policyDocument([
      {
        Effect: 'Allow',
        Principal: { Service: ['events.amazonaws.com', 'sqs.amazonaws.com'] },
        Action: ['sqs:SendMessage'],
        Resource: queueArn,
      },
    ]),
  }),
  ScheduledChangeRule: rule('aws.health', 'AWS Health Event'),
  SpotInterruptionRule: rule('aws.ec2', 'EC2 Spot Instance Interruption Warning'),
  RebalanceRule: rule('aws.ec2', 'EC2 Instance Rebalance Recommendation'),
  InstanceStateChangeRule: rule('aws.ec2', 'EC2 Instance State-change Notification'),
})

const rule = (source: string, detail: string): Resource =>
  resource('AWS::Events::Rule', {
    EventPattern: { source: [source], 'detail-type': [detail] },
    Targets: [{ Id: 'KarpenterInterruptionQueueTarget', Arn: queueArn }],
  })

const nodePolicies = [
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonSSMManagedInstanceCore',
]

const controllerActions = [
  'ec2:CreateFleet',
  'ec2:CreateLaunchTemplate',
  'ec2:CreateTags',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeInstanceTypeOfferings',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DeleteLaunchTemplate',
  'ec2:RunInstances',
  'ec2:TerminateInstances',
  'ec2:DescribeImages',
  'ec2:DescribeSpotPriceHistory',
  'ec2:DescribeCapacityReservations',
  'iam:PassRole',
  'iam:CreateServiceLinkedRole',
  'iam:GetInstanceProfile',
  'iam:CreateInstanceProfile',
  'iam:DeleteInstanceProfile',
  'iam:TagInstanceProfile',
  'iam:AddRoleToInstanceProfile',
  'iam:RemoveRoleFromInstanceProfile',
  'iam:ListInstanceProfiles',
  'iam:ListInstanceProfilesForRole',
  'eks:DescribeCluster',
  'ssm:GetParameter',
  'pricing:GetProducts',
]

const queueActions = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage']
