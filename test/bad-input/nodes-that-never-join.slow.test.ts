import { expect, test } from 'vitest'
import { inLab, type Lab, put } from './lab.ts'

const region = 'us-west-2'
const head = `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: dev, region: ${region}}
`

/** Calls AWS as somebody with another program. */
type Elsewhere = (service: string, operation: string, input: Record<string, unknown>) => Promise<unknown>

interface Row {
  readonly what: string
  readonly nodegroups: string
  /** Done beside the run each time a call is seen. */
  readonly meddle?: (aws: Elsewhere, lab: Lab) => Promise<void>
  readonly cause: RegExp
  readonly remedy: RegExp
}

const managed = 'managedNodeGroups: [{name: ng, desiredCapacity: 1'
const own = 'nodeGroups: [{name: ng, desiredCapacity: 1'

const weakRole =
  'iam: {attachPolicyARNs: [arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy, arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly]}'

const bootForOther = `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster: {name: dev, apiServerEndpoint: https://ABC.gr7.us-west-2.eks.amazonaws.com, certificateAuthority: Y2E=, cidr: 10.100.0.0/16}
`
const imageParameter = '/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/recommended/image_id'

/** Takes the way out from every subnet of the VPC. */
const closeTheWay = async (aws: Elsewhere): Promise<void> => {
  const { RouteTables: tables = [] } = (await aws('ec2', 'DescribeRouteTables', {})) as {
    RouteTables?: { RouteTableId: string; Routes?: { DestinationCidrBlock?: string; GatewayId?: string }[] }[]
  }
  for (const { RouteTableId, Routes = [] } of tables)
    if (Routes.some((route) => route.DestinationCidrBlock === '0.0.0.0/0' && route.GatewayId !== 'local'))
      await aws('ec2', 'DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' })
}

interface Group {
  readonly GroupId: string
  readonly GroupName: string
  readonly IpPermissions?: readonly object[]
  readonly IpPermissionsEgress?: readonly object[]
}

/** Takes rules from every group of the cluster. */
const closeGroups =
  (side: 'Ingress' | 'Egress') =>
  async (aws: Elsewhere): Promise<void> => {
    const { SecurityGroups = [] } = (await aws('ec2', 'DescribeSecurityGroups', {})) as { SecurityGroups?: Group[] }
    for (const group of SecurityGroups.filter(({ GroupName }) => /dev/.test(GroupName))) {
      const IpPermissions = side === 'Egress' ? group.IpPermissionsEgress : group.IpPermissions
      if (IpPermissions?.length) await aws('ec2', `RevokeSecurityGroup${side}`, { GroupId: group.GroupId, IpPermissions })
    }
  }

/** Lets somebody else than EC2 take the roles of nodes. */
const handOverRoles = async (aws: Elsewhere): Promise<void> => {
  const { Roles = [] } = (await aws('iam', 'ListRoles', {})) as { Roles?: { RoleName: string }[] }
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  for (const { RoleName } of Roles.filter((role) => role.RoleName.includes('NodeInstanceRole')))
    await aws('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument })
}

const withinOnly = 'vpc: {clusterEndpoints: {publicAccess: true, privateAccess: true}}'

const rows: readonly Row[] = [
  {
    what: 'a role that EC2 may not take',
    nodegroups: `${own}}]`,
    meddle: handOverRoles,
    cause: /nodegroup ng do not join: its role arn:aws:iam::\d+:role\/\S+ does not trust ec2\.amazonaws\.com/,
    remedy: /aws iam update-assume-role-policy --role-name \S+NodeInstanceRole/,
  },
  {
    what: 'groups that let nothing out',
    nodegroups: `${own}}]`,
    meddle: closeGroups('Egress'),
    cause: /its security groups \(sg-\S+.*\) let nothing out on port 443/,
    remedy: /aws ec2 authorize-security-group-egress --group-id sg-\w+ --protocol tcp --port 443/,
  },
  {
    what: 'a control plane that lets no node in',
    nodegroups: `${own}}]\n${withinOnly}`,
    meddle: closeGroups('Ingress'),
    cause: /the security groups of the control plane \(sg-\S+.*\) let in none of its own \(sg-.*\) on port 443/,
    remedy: /aws ec2 authorize-security-group-ingress --group-id sg-\w+ --protocol tcp --port 443 --source-group sg-\w+/,
  },
  {
    what: 'an endpoint that lets in others only',
    nodegroups: `${own}, privateNetworking: true}]\nvpc: {publicAccessCIDRs: [127.0.0.0/8]}`,
    cause: /it comes from [\d.]+, and the cluster's endpoint lets in 127\.0\.0\.0\/8 alone/,
    remedy: /update-cluster-vpc-config --cluster dev --region [\w-]+ --private-access --approve.* or add [\d.]+\/32/,
  },
  {
    what: 'a managed nodegroup whose role lacks a policy',
    nodegroups: `${managed}, ${weakRole}}]`,
    cause: /nodegroup ng do not join: its role arn:aws:iam::\d+:role\/\S+ lacks the policy AmazonEKSWorkerNodePolicy/,
    remedy: /aws iam attach-role-policy --role-name \S+ --policy-arn arn:aws:iam::aws:policy\/AmazonEKSWorkerNodePolicy/,
  },
  {
    what: 'a self-managed nodegroup whose role lacks a policy',
    nodegroups: `${own}, ${weakRole}}]`,
    cause: /nodegroup ng do not join: its role arn:aws:iam::\d+:role\/\S+ lacks the policy AmazonEKSWorkerNodePolicy/,
    remedy: /aws iam attach-role-policy/,
  },
  {
    what: 'a self-managed nodegroup that boots for another cluster',
    nodegroups: `${own}, amiFamily: AmazonLinux2023, ami: IMAGE, overrideBootstrapCommand: ${JSON.stringify(bootForOther)}}]`,
    cause: /its user data names the endpoint https:\/\/ABC\.gr7\.us-west-2\.eks\.amazonaws\.com, and the cluster's is https:/,
    remedy: /overrideBootstrapCommand/,
  },
  {
    what: 'a self-managed nodegroup whose access entry somebody takes away',
    nodegroups: `${own}}]`,
    meddle: async (aws) => {
      const { accessEntries = [] } = (await aws('eks', 'ListAccessEntries', { clusterName: 'dev' })) as { accessEntries?: string[] }
      for (const principalArn of accessEntries.filter((arn) => arn.includes('nodegroup')))
        await aws('eks', 'DeleteAccessEntry', { clusterName: 'dev', principalArn })
    },
    cause: /cluster dev does not let its role arn:\S+ in: there is neither an access entry nor an entry in aws-auth/,
    remedy: /aws eks create-access-entry --cluster-name dev --region us-west-2 --type EC2_LINUX/,
  },
  ...[managed, own].map((kind): Row => ({
    what: `${kind === own ? 'self-managed' : 'managed'} nodes without a way out`,
    nodegroups: `${kind}, privateNetworking: true}]`,
    meddle: closeTheWay,
    cause: /subnet subnet-\w+ has no route to the internet, and/,
    remedy: /NAT gateway/,
  })),
]

test.each(rows)(
  '$what: the first line says which of it is wrong, the second what mends it',
  async ({ nodegroups, meddle, cause, remedy }) => {
    let meddling: Promise<void> | undefined
    let begin = (): void => undefined
    const onTalk = (text: string): void => {
      if (/nodegroup ng: creating/.test(text)) begin()
    }
    await inLab({ onTalk }, async (lab) => {
      const call = lab.sandbox.account.call(region)
      const aws: Elsewhere = (service, operation, input) => call.aws(service, operation, input)
      const { Parameter: image } = (await aws('ssm', 'GetParameter', { Name: imageParameter })) as { Parameter: { Value: string } }
      put(lab.path('cluster.yaml'), `${head}${nodegroups.replace('IMAGE', image.Value)}\n`)
      begin = () => {
        meddling ??= keepAt(lab, async () => meddle?.(aws, lab))
      }
      const { exitCode, stderr } = await lab.run('create cluster -f cluster.yaml --timeout 30m')
      await meddling
      const errors = stderr.split('\n').filter((line) => /^(error|hint): /.test(line))
      expect(errors[0]).toMatch(cause)
      expect(errors[1]).toMatch(remedy)
      expect(errors.join('\n')).toContain('to go on: eksx create cluster -f cluster.yaml')
      expect(exitCode).toBe(1)
    })
  },
)

/** Does it again and again for the time that nodes take to boot. */
async function keepAt(lab: Lab, work: () => Promise<void>): Promise<void> {
  for (let times = 0; times < 30; times += 1) {
    await work().catch(() => undefined)
    await lab.clock.sleep(3_000)
  }
}
