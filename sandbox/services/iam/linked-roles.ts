import type * as api from '@aws-sdk/client-iam'
import { AwsError, type Call, type Operation } from '../../service.ts'
import { invalidInput, noSuchEntity } from './refusals.ts'
import { linkedPath, roleAnswer, roleNamed } from './roles.ts'
import { iamArn, iamSlot, nowText, uniqueId, type RoleRecord } from './state.ts'

/** The name of the role that a service keeps for itself, by its principal. */
const linkedRoles: Readonly<Record<string, string>> = {
  'autoscaling.amazonaws.com': 'AWSServiceRoleForAutoScaling',
  'ec2.amazonaws.com': 'AWSServiceRoleForEC2',
  'eks.amazonaws.com': 'AWSServiceRoleForAmazonEKS',
  'eks-fargate.amazonaws.com': 'AWSServiceRoleForAmazonEKSForFargate',
  'eks-nodegroup.amazonaws.com': 'AWSServiceRoleForAmazonEKSNodegroup',
  'elasticloadbalancing.amazonaws.com': 'AWSServiceRoleForElasticLoadBalancing',
  'spot.amazonaws.com': 'AWSServiceRoleForEC2Spot',
}

function create(input: api.CreateServiceLinkedRoleRequest, call: Call): object {
  const service = input.AWSServiceName ?? ''
  const name = linkedRoles[service]
  if (name === undefined) throw invalidInput(`${service} is not a valid service principal name.`)
  const { roles } = call.state(iamSlot)
  if (roles[name]) throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`)
  const path = `${linkedPath}${service}/`
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] }
  const role: RoleRecord = {
    Path: path,
    RoleName: name,
    RoleId: uniqueId(call, 'AROA'),
    Arn: iamArn(call, 'role', path, name),
    CreateDate: nowText(call),
    AssumeRolePolicyDocument: JSON.stringify(trust),
    ...(input.Description !== undefined && { Description: input.Description }),
    MaxSessionDuration: 3600,
    Tags: [],
    attached: [],
    inline: {},
  }
  roles[name] = role
  return { Role: roleAnswer(role) }
}

function remove(input: api.DeleteServiceLinkedRoleRequest, call: Call): object {
  const role = roleNamed(call, input.RoleName)
  if (!role.Path.startsWith(linkedPath)) throw new AwsError('NoSuchEntity', `The role with name ${role.RoleName} cannot be found.`)
  delete call.state(iamSlot).roles[role.RoleName]
  return { DeletionTaskId: `task${role.Path}${role.RoleName}/${call.account.ids.uuid()}` }
}

/** IAM's operations on service-linked roles. */
export const linkedRoleOperations: Readonly<Record<string, Operation>> = {
  CreateServiceLinkedRole: create,
  DeleteServiceLinkedRole: remove,
  GetServiceLinkedRoleDeletionStatus(input: api.GetServiceLinkedRoleDeletionStatusRequest) {
    if (!input.DeletionTaskId?.startsWith('task/')) throw noSuchEntity(`Task ${input.DeletionTaskId ?? ''} cannot be found.`)
    return { Status: 'SUCCEEDED' }
  },
}
