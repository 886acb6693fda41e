import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2'
import type { Remains, Remnant } from '../app/remains.ts'
import { every, orMissing, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** The adapter of what outlives clusters. The clients of other services than EC2 load when they are needed. */
export function remainsOn(aws: Aws): Remains {
  const client = new EC2Client(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('ec2', operation, send)
  const next = (page: { readonly NextToken?: string | undefined }): string | undefined => page.NextToken
  const inVpc = (vpcId: string) => ({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })

  return {
    balancing: async (vpcId) => {
      const { balancingIn } = await import('./load-balancers.ts')
      return balancingIn(aws, vpcId)
    },
    interfaces: async (vpcId) => {
      const all = await every(
        (NextToken) =>
          call('DescribeNetworkInterfaces', () => client.send(new DescribeNetworkInterfacesCommand({ ...inVpc(vpcId), NextToken }))),
        (page) => page.NetworkInterfaces,
        next,
      )
      return all.map(({ NetworkInterfaceId, Description, Status, TagSet }) =>
        remnant('network interface', NetworkInterfaceId, TagSet, `${Description || 'without a description'}, ${Status}`),
      )
    },
    securityGroups: async (vpcId) => {
      const all = await every(
        (NextToken) => call('DescribeSecurityGroups', () => client.send(new DescribeSecurityGroupsCommand({ ...inVpc(vpcId), NextToken }))),
        (page) => page.SecurityGroups,
        next,
      )
      return all
        .filter(({ GroupName }) => GroupName !== 'default')
        .map((one) => remnant('security group', one.GroupId, one.Tags, one.GroupName))
    },
    volumes: async (tag, value) => {
      const Filters = [
        { Name: `tag:${tag}`, Values: [value] },
        { Name: 'status', Values: ['available', 'error'] },
      ]
      const all = await every(
        (NextToken) => call('DescribeVolumes', () => client.send(new DescribeVolumesCommand({ Filters, NextToken }))),
        (page) => page.Volumes,
        next,
      )
      return all.map(({ VolumeId, Size, Tags }) => {
        const claim = Tags?.find(({ Key }) => Key === 'kubernetes.io/created-for/pvc/name')?.Value
        return remnant('volume', VolumeId, Tags, `${Size} GiB${claim === undefined ? '' : ` of claim ${claim}`}`)
      })
    },
    instances: async (tag, value) => {
      const Filters = [
        { Name: `tag:${tag}`, Values: [value] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
      ]
      const all = await every(
        (NextToken) => call('DescribeInstances', () => client.send(new DescribeInstancesCommand({ Filters, NextToken }))),
        (page) => page.Reservations,
        next,
      )
      return all.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId, Tags }) => remnant('instance', InstanceId, Tags)))
    },
    logGroups: async (logGroupNamePrefix) => {
      const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
      const logs = new CloudWatchLogsClient(aws.config)
      const all = await every(
        (nextToken) =>
          aws.call('logs', 'DescribeLogGroups', () => logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, nextToken }))),
        (page) => page.logGroups,
        (page) => page.nextToken,
      )
      return all.map(({ logGroupName }) => remnant('log group', logGroupName, []))
    },
    roles: async (prefix) => {
      const { GetRoleCommand, IAMClient, ListRolesCommand } = await import('@aws-sdk/client-iam')
      const iam = new IAMClient(aws.config)
      const all = await every(
        (Marker) => aws.call('iam', 'ListRoles', () => iam.send(new ListRolesCommand({ Marker, MaxItems: 1000 }))),
        (page) => page.Roles,
        (page) => page.Marker,
      )
      const names = all.flatMap(({ RoleName = '' }) => (RoleName.startsWith(prefix) ? [RoleName] : []))
      // A list tells no tags.
      const found = await Promise.all(
        names.map((RoleName) =>
          orMissing(
            aws.call('iam', 'GetRole', () => iam.send(new GetRoleCommand({ RoleName }))),
            'NoSuchEntityException',
          ),
        ),
      )
      return found.flatMap((one) => (one?.Role === undefined ? [] : [remnant('role', one.Role.RoleName, one.Role.Tags)]))
    },
  }
}

const remnant = (kind: string, id: string | undefined, tags: readonly Tag[] | undefined, about?: string): Remnant => ({
  kind,
  id: id ?? '',
  tags: tagMap(tags),
  ...(about !== undefined && { about }),
})
