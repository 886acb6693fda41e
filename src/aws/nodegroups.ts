import {
  DeleteNodegroupCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListNodegroupsCommand,
  UpdateNodegroupConfigCommand,
  UpdateNodegroupVersionCommand,
  type Nodegroup as AwsNodegroup,
  type UpdateNodegroupConfigRequest,
  type UpdateNodegroupVersionRequest,
} from '@aws-sdk/client-eks'
import type { LiveNodegroup, Nodegroups } from '../app.ts'
import { begunDeletion, begunUpdate, every, orMissing, type Aws } from './caller.ts'

/** The adapter of EKS managed nodegroups. */
export function nodegroupsOn(aws: Aws): Nodegroups {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  return {
    list: (clusterName, chunk = 100) =>
      every(
        (nextToken) =>
          call('ListNodegroups', () =>
            client.send(new ListNodegroupsCommand({ clusterName, maxResults: chunk, ...(nextToken !== undefined && { nextToken }) })),
          ),
        (page) => page.nodegroups,
        (page) => page.nextToken,
      ),
    find: async (clusterName, nodegroupName) => {
      const answer = await orMissing(
        call('DescribeNodegroup', () => client.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }))),
        'ResourceNotFoundException',
      )
      return answer?.nodegroup && liveNodegroup(answer.nodegroup)
    },
    delete: async (clusterName, nodegroupName, signal) => {
      signal.throwIfAborted()
      return begunDeletion(call('DeleteNodegroup', () => client.send(new DeleteNodegroupCommand({ clusterName, nodegroupName }))))
    },
    configure: async (clusterName, nodegroupName, settings, signal) => {
      signal.throwIfAborted()
      const input = { clusterName, nodegroupName, ...settings } as UpdateNodegroupConfigRequest
      return begunUpdate(call('UpdateNodegroupConfig', () => client.send(new UpdateNodegroupConfigCommand(input))))
    },
    upgrade: async (clusterName, nodegroupName, { version, releaseVersion, launchTemplate, force }, signal) => {
      signal.throwIfAborted()
      const input: UpdateNodegroupVersionRequest = {
        clusterName,
        nodegroupName,
        ...(version !== undefined && { version }),
        ...(releaseVersion !== undefined && { releaseVersion }),
        ...(launchTemplate !== undefined && { launchTemplate }),
        ...(force === true && { force }),
      }
      return begunUpdate(call('UpdateNodegroupVersion', () => client.send(new UpdateNodegroupVersionCommand(input))))
    },
  }
}

function liveNodegroup(one: AwsNodegroup): LiveNodegroup {
  const template = one.launchTemplate
  return {
    name: one.nodegroupName ?? '',
    arn: one.nodegroupArn ?? '',
    status: one.status ?? 'CREATING',
    issues: (one.health?.issues ?? []).map((issue) => ({
      code: issue.code ?? '',
      message: issue.message ?? '',
      resources: issue.resourceIds ?? [],
    })),
    minSize: one.scalingConfig?.minSize ?? 0,
    maxSize: one.scalingConfig?.maxSize ?? 0,
    desiredSize: one.scalingConfig?.desiredSize ?? 0,
    instanceTypes: one.instanceTypes ?? [],
    amiType: one.amiType,
    capacityType: one.capacityType,
    version: one.version,
    releaseVersion: one.releaseVersion,
    nodeRole: one.nodeRole,
    groups: (one.resources?.autoScalingGroups ?? []).map((group) => group.name ?? ''),
    subnetIds: one.subnets ?? [],
    labels: one.labels ?? {},
    ...(one.updateConfig && { updateConfig: one.updateConfig as NonNullable<LiveNodegroup['updateConfig']> }),
    launchTemplate: template?.id === undefined ? undefined : { id: template.id, version: template.version ?? '$Default' },
    created: one.createdAt?.getTime() ?? 0,
    tags: one.tags ?? {},
  }
}
