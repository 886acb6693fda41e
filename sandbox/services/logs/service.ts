import type * as api from '@aws-sdk/client-cloudwatch-logs'
import { page } from '../../page.ts'
import { AwsError, type Call, type Service, type Slot } from '../../service.ts'

interface LogGroup {
  logGroupName: string
  /** ms since 1970, a plain number in this API. */
  creationTime: number
  arn: string
  retentionInDays?: number
  metricFilterCount: number
  storedBytes: number
}

const slot: Slot<Record<string, LogGroup>> = { name: 'logs:groups', scope: 'region', initial: () => ({}) }

/** The only lengths that a retention may have (days). */
const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]

function groupNamed(call: Call, name: string | undefined): LogGroup {
  const group = call.state(slot)[name ?? '']
  if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
  return group
}

function createLogGroup(input: api.CreateLogGroupRequest, call: Call): void {
  const { logGroupName: name = '' } = input
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name))
    throw new AwsError(
      'InvalidParameterException',
      String.raw`1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`,
    )
  const groups = call.state(slot)
  if (groups[name]) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
  groups[name] = newGroup(name, call)
}

function newGroup(name: string, call: Call): LogGroup {
  const arn = `arn:${call.account.partitionOf(call.region)}:logs:${call.region}:${call.account.id}:log-group:${name}:*`
  return { logGroupName: name, creationTime: call.account.clock.now(), arn, metricFilterCount: 0, storedBytes: 0 }
}

function describeLogGroups(input: api.DescribeLogGroupsRequest, call: Call): object {
  const fits = ({ logGroupName: name }: LogGroup) =>
    name.startsWith(input.logGroupNamePrefix ?? '') && name.includes(input.logGroupNamePattern ?? '')
  const all = Object.values(call.state(slot))
    .filter(fits)
    .toSorted((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1))
  const { items, token } = page(
    all,
    { token: input.nextToken, max: input.limit ?? 50 },
    () => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.'),
  )
  return { logGroups: items, ...(token !== undefined && { nextToken: token }) }
}

function putRetentionPolicy(input: api.PutRetentionPolicyRequest, call: Call): void {
  const group = groupNamed(call, input.logGroupName)
  const days = input.retentionInDays ?? 0
  if (!retentions.includes(days))
    throw new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(', ')}]`,
    )
  group.retentionInDays = days
}

/** CloudWatch Logs: the log groups of control planes. */
export const logs: Service = {
  name: 'logs',
  client: () => import('@aws-sdk/client-cloudwatch-logs'),
  operations: {
    CreateLogGroup: createLogGroup,
    DescribeLogGroups: describeLogGroups,
    PutRetentionPolicy: putRetentionPolicy,
    DeleteRetentionPolicy(input: api.DeleteRetentionPolicyRequest, call: Call) {
      delete groupNamed(call, input.logGroupName).retentionInDays
    },
    DeleteLogGroup(input: api.DeleteLogGroupRequest, call: Call) {
      delete call.state(slot)[groupNamed(call, input.logGroupName).logGroupName]
    },
  },
  seed(call: Call, things) {
    const groups = Object.values((things['loggroups'] ?? {}) as Record<string, LogGroup>)
    for (const group of groups) call.state(slot)[group.logGroupName] = { ...newGroup(group.logGroupName, call), ...group }
  },
}
