/**
 * The permissions that nodes, service accounts and add-ons can be given by one word of the config.
 * Resources are `*`, or ARNs from the service on (what comes after `arn:<partition>:`).
 */
export interface Statement {
  readonly actions: readonly string[]
  readonly resources: '*' | readonly string[]
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** Statements by the logical id of the policy resource that holds them. */
export type Policies = Readonly<Record<string, readonly Statement[]>>

/** Actions of one service. */
const of = (service: string, ...names: readonly string[]) => names.map((name) => `${service}:${name}`)
const onAll = (...actions: readonly string[]): Statement => ({ actions, resources: '*' })

const autoScaling: readonly Statement[] = [
  onAll(
    ...of(
      'autoscaling',
      'DescribeAutoScalingGroups',
      'DescribeAutoScalingInstances',
      'DescribeLaunchConfigurations',
      'DescribeScalingActivities',
      'DescribeTags',
    ),
    ...of('ec2', 'DescribeInstanceTypes', 'DescribeLaunchTemplateVersions'),
  ),
  onAll(
    ...of('autoscaling', 'SetDesiredCapacity', 'TerminateInstanceInAutoScalingGroup'),
    ...of('ec2', 'DescribeImages', 'GetInstanceTypesFromInstanceRequirements'),
    'eks:DescribeNodegroup',
  ),
]

const changeRecordSets: readonly Statement[] = [{ actions: ['route53:ChangeResourceRecordSets'], resources: ['route53:::hostedzone/*'] }]

const mesh = (service: 'appmesh' | 'appmesh-preview'): readonly Statement[] => [
  onAll(
    ...of(
      'servicediscovery',
      'CreateService',
      'DeleteService',
      'GetService',
      'GetInstance',
      'RegisterInstance',
      'DeregisterInstance',
      'ListInstances',
      'ListNamespaces',
      'ListServices',
      'GetInstancesHealthStatus',
      'UpdateInstanceCustomHealthStatus',
      'GetOperation',
    ),
    ...of('route53', 'GetHealthCheck', 'CreateHealthCheck', 'UpdateHealthCheck', 'ChangeResourceRecordSets', 'DeleteHealthCheck'),
    `${service}:*`,
  ),
]

const efsCsiTag = (kind: 'RequestTag' | 'ResourceTag') => ({ StringLike: { [`aws:${kind}/efs.csi.aws.com/cluster`]: 'true' } })

const efsCsi: readonly Statement[] = [
  onAll(...of('elasticfilesystem', 'DescribeAccessPoints', 'DescribeFileSystems')),
  { ...onAll('elasticfilesystem:CreateAccessPoint'), condition: efsCsiTag('RequestTag') },
  { ...onAll('elasticfilesystem:TagResource'), condition: efsCsiTag('RequestTag') },
  { ...onAll('elasticfilesystem:DeleteAccessPoint'), condition: efsCsiTag('ResourceTag') },
]

const requested = 'aws:RequestTag/elbv2.k8s.aws/cluster'
const owned = 'aws:ResourceTag/elbv2.k8s.aws/cluster'
const securityGroups = ['ec2:*:*:security-group/*']
const balancing = (...paths: readonly string[]) => paths.map((path) => `elasticloadbalancing:*:*:${path}`)
const balancers = balancing('targetgroup/*/*', 'loadbalancer/net/*/*', 'loadbalancer/app/*/*')
const elb = (...names: readonly string[]) => of('elasticloadbalancing', ...names)
const webAcl = ['GetWebACL', 'GetWebACLForResource', 'AssociateWebACL', 'DisassociateWebACL']

const loadBalancerController: readonly Statement[] = [
  {
    ...onAll('iam:CreateServiceLinkedRole'),
    condition: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
  },
  onAll(
    ...of(
      'ec2',
      'DescribeAccountAttributes',
      'DescribeAddresses',
      'DescribeAvailabilityZones',
      'DescribeInternetGateways',
      'DescribeVpcs',
      'DescribeVpcPeeringConnections',
      'DescribeSubnets',
      'DescribeSecurityGroups',
      'DescribeInstances',
      'DescribeNetworkInterfaces',
      'DescribeTags',
      'GetCoipPoolUsage',
      'DescribeCoipPools',
      'GetSecurityGroupsForVpc',
      'DescribeIpamPools',
      'DescribeRouteTables',
    ),
    ...elb(
      'DescribeLoadBalancers',
      'DescribeLoadBalancerAttributes',
      'DescribeListeners',
      'DescribeListenerCertificates',
      'DescribeSSLPolicies',
      'DescribeRules',
      'DescribeTargetGroups',
      'DescribeTargetGroupAttributes',
      'DescribeTargetHealth',
      'DescribeTags',
      'DescribeTrustStores',
      'DescribeListenerAttributes',
      'DescribeCapacityReservation',
    ),
  ),
  onAll(
    'cognito-idp:DescribeUserPoolClient',
    ...of('acm', 'ListCertificates', 'DescribeCertificate'),
    ...of('iam', 'ListServerCertificates', 'GetServerCertificate'),
    ...of('waf-regional', ...webAcl),
    ...of('wafv2', ...webAcl),
    ...of('shield', 'GetSubscriptionState', 'DescribeProtection', 'CreateProtection', 'DeleteProtection'),
  ),
  onAll(...of('ec2', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress')),
  onAll('ec2:CreateSecurityGroup'),
  {
    actions: ['ec2:CreateTags'],
    resources: securityGroups,
    condition: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' }, Null: { [requested]: 'false' } },
  },
  {
    actions: of('ec2', 'CreateTags', 'DeleteTags'),
    resources: securityGroups,
    condition: { Null: { [requested]: 'true', [owned]: 'false' } },
  },
  {
    ...onAll(...of('ec2', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'DeleteSecurityGroup')),
    condition: { Null: { [owned]: 'false' } },
  },
  { ...onAll(...elb('CreateLoadBalancer', 'CreateTargetGroup')), condition: { Null: { [requested]: 'false' } } },
  onAll(...elb('CreateListener', 'DeleteListener', 'CreateRule', 'DeleteRule')),
  { actions: elb('AddTags', 'RemoveTags'), resources: balancers, condition: { Null: { [requested]: 'true', [owned]: 'false' } } },
  {
    actions: elb('AddTags', 'RemoveTags'),
    resources: balancing('listener/net/*/*/*', 'listener/app/*/*/*', 'listener-rule/net/*/*/*', 'listener-rule/app/*/*/*'),
  },
  {
    ...onAll(
      ...elb(
        'ModifyLoadBalancerAttributes',
        'SetIpAddressType',
        'SetSecurityGroups',
        'SetSubnets',
        'DeleteLoadBalancer',
        'ModifyTargetGroup',
        'ModifyTargetGroupAttributes',
        'DeleteTargetGroup',
        'ModifyListenerAttributes',
        'ModifyCapacityReservation',
        'ModifyIpPools',
      ),
    ),
    condition: { Null: { [owned]: 'false' } },
  },
  {
    actions: elb('AddTags'),
    resources: balancers,
    condition: {
      StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateTargetGroup', 'CreateLoadBalancer'] },
      Null: { [requested]: 'false' },
    },
  },
  { actions: elb('RegisterTargets', 'DeregisterTargets'), resources: balancing('targetgroup/*/*') },
  onAll(...elb('SetWebAcl', 'ModifyListener', 'AddListenerCertificates', 'RemoveListenerCertificates', 'ModifyRule', 'SetRulePriorities')),
]

const externalDns: Policies = {
  PolicyExternalDNSChangeSet: changeRecordSets,
  PolicyExternalDNSHostedZones: [onAll(...of('route53', 'ListHostedZones', 'ListResourceRecordSets', 'ListTagsForResource'))],
}

const certManager: Policies = {
  PolicyCertManagerChangeSet: changeRecordSets,
  PolicyCertManagerGetChange: [{ actions: ['route53:GetChange'], resources: ['route53:::change/*'] }],
  PolicyCertManagerHostedZones: [onAll(...of('route53', 'ListResourceRecordSets', 'ListHostedZonesByName'))],
}

/** What a word gives: policies of AWS by name, and policies of our own. */
export interface WellKnown {
  readonly managed?: string
  readonly inline?: Policies
}

/** Nodes: the words of `iam.withAddonPolicies`, in the order in which their policies are written. */
export const nodePolicies = {
  imageBuilder: { managed: 'AmazonEC2ContainerRegistryPowerUser' },
  cloudWatch: { managed: 'CloudWatchAgentServerPolicy' },
  ebs: { managed: 'service-role/AmazonEBSCSIDriverPolicy' },
  autoScaler: { inline: { PolicyAutoScaling: autoScaling } },
  certManager: { inline: certManager },
  externalDNS: { inline: externalDns },
  appMesh: { inline: { PolicyAppMesh: mesh('appmesh') } },
  appMeshPreview: { inline: { PolicyAppMeshPreview: mesh('appmesh-preview') } },
  fsx: {
    inline: {
      PolicyFSX: [onAll('fsx:*')],
      PolicyServiceLinkRole: [
        {
          actions: of('iam', 'CreateServiceLinkedRole', 'AttachRolePolicy', 'PutRolePolicy'),
          resources: ['iam::*:role/aws-service-role/*'],
        },
      ],
    },
  },
  efs: {
    inline: {
      PolicyEFS: [onAll('elasticfilesystem:*')],
      PolicyEFSEC2: [
        onAll(
          ...of(
            'ec2',
            'DescribeSubnets',
            'CreateNetworkInterface',
            'DescribeNetworkInterfaces',
            'DeleteNetworkInterface',
            'ModifyNetworkInterfaceAttribute',
            'DescribeNetworkInterfaceAttribute',
          ),
        ),
      ],
    },
  },
  awsLoadBalancerController: { inline: { PolicyAWSLoadBalancerController: loadBalancerController } },
  albIngress: { inline: { PolicyAWSLoadBalancerController: loadBalancerController } },
  xRay: {
    inline: {
      PolicyXRay: [
        onAll(
          ...of(
            'xray',
            'PutTraceSegments',
            'PutTelemetryRecords',
            'GetSamplingRules',
            'GetSamplingTargets',
            'GetSamplingStatisticSummaries',
          ),
        ),
      ],
    },
  },
} as const satisfies Readonly<Record<string, WellKnown>>

/** Service accounts and add-ons: the words of `wellKnownPolicies`. */
export const wellKnownPolicies = {
  imageBuilder: { managed: 'AmazonEC2ContainerRegistryPowerUser' },
  ebsCSIController: { managed: 'service-role/AmazonEBSCSIDriverPolicy' },
  autoScaler: { inline: { PolicyAutoScaling: autoScaling } },
  awsLoadBalancerController: { inline: { PolicyAWSLoadBalancerController: loadBalancerController } },
  externalDNS: { inline: externalDns },
  certManager: { inline: certManager },
  efsCSIController: { inline: { PolicyEFSCSIController: efsCsi } },
} as const satisfies Readonly<Record<string, WellKnown>>

/** What the network add-on needs where pods have IPv6 addresses; resources with the partition written out. */
export const ipv6CniPolicy = (partition: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: of(
        'ec2',
        'AssignIpv6Addresses',
        'DescribeInstances',
        'DescribeTags',
        'DescribeNetworkInterfaces',
        'DescribeInstanceTypes',
        'DescribeSubnets',
        'DescribeSecurityGroups',
      ),
      Resource: '*',
    },
    { Effect: 'Allow', Action: ['ec2:CreateTags'], Resource: `arn:${partition}:ec2:*:*:network-interface/*` },
  ],
})
