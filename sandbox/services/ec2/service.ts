import { createHash } from 'node:crypto'
import { AwsError } from '#sandbox/service.ts'
import type { Call, Operation, Service } from '#sandbox/service.ts'
import { connectionOperations } from './connections.ts'
import { addressOperations } from './elastic-ips.ts'
import { endpointOperations } from './endpoints.ts'
import { gatewayOperations } from './gateways.ts'
import { imageOperations } from './images.ts'
import { instanceTypeOperations } from './instance-types.ts'
import { instanceOperations } from './instances.ts'
import { keyPairOperations } from './key-pairs.ts'
import { launchTemplateOperations } from './launch-templates.ts'
import { natGatewayOperations } from './nat-gateways.ts'
import { interfaceOperations } from './network-interfaces.ts'
import { placementOperations } from './placement-groups.ts'
import { wouldHaveWorked } from './refusals.ts'
import { routeTableOperations } from './route-tables.ts'
import { ruleOperations } from './rules.ts'
import { loadEc2Seed } from './seeds.ts'
import { securityGroupOperations } from './security-groups.ts'
import { ec2State } from './state.ts'
import { kept, shown } from './stored.ts'
import { subnetOperations } from './subnets.ts'
import { tagOperations } from './tags.ts'
import { volumeOperations } from './volumes.ts'
import { vpcOperations } from './vpcs.ts'
import { zoneOperations } from './zones.ts'

const operations = {
  ...vpcOperations,
  ...subnetOperations,
  ...gatewayOperations,
  ...routeTableOperations,
  ...addressOperations,
  ...natGatewayOperations,
  ...securityGroupOperations,
  ...ruleOperations,
  ...interfaceOperations,
  ...endpointOperations,
  ...connectionOperations,
  ...placementOperations,
  ...volumeOperations,
  ...keyPairOperations,
  ...tagOperations,
  ...zoneOperations,
  ...instanceTypeOperations,
  ...imageOperations,
  ...launchTemplateOperations,
  ...instanceOperations,
}

/** What every operation of EC2 has: a dry run, and the same answer to the same client token. */
function withCommonRules(name: string, operation: Operation): Operation {
  return async (input: { DryRun?: boolean; ClientToken?: string }, call: Call) => {
    // A dry run of RunInstances looks the whole request through; the others only say that they might.
    if (input.DryRun === true && name !== 'RunInstances') throw wouldHaveWorked()
    if (input.ClientToken === undefined || (!name.startsWith('Create') && name !== 'RunInstances')) return operation(input as never, call)
    return once(name, input.ClientToken, input, call, operation)
  }
}

async function once(name: string, token: string, input: object, call: Call, operation: Operation): Promise<object | void> {
  const { answered } = ec2State(call)
  const key = `${name} ${token}`
  const request = createHash('sha256').update(JSON.stringify(input)).digest('hex')
  const before = answered[key]
  if (before !== undefined && before.request !== request) {
    throw new AwsError(
      'IdempotentParameterMismatch',
      'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
    )
  }
  if (before !== undefined) return shown(before.answer)
  const answer = await operation(input as never, call)
  if (answer !== undefined) answered[key] = { request, answer: kept(answer) }
  return answer
}

/** Amazon EC2, as far as networks, instances and launch templates go. */
export const ec2: Service = {
  name: 'ec2',
  client: () => import('@aws-sdk/client-ec2'),
  seed: loadEc2Seed,
  operations: Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, withCommonRules(name, operation as Operation)]),
  ),
}
