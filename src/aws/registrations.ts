import {
  DeregisterClusterCommand,
  DescribeClusterCommand,
  EKSClient,
  RegisterClusterCommand,
  type Cluster,
  type ConnectorConfigProvider,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { Registration, Registrations } from '../app/registrations.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { isAws, orMissing, type Aws } from './caller.ts'

/** The adapter of clusters that run elsewhere. */
export function registrationsOn(aws: Aws): Registrations {
  const client = new EKSClient(aws.config)
  return {
    find: async (name) => {
      const sent = aws.call('eks', 'DescribeCluster', () => client.send(new DescribeClusterCommand({ name })))
      const cluster = (await orMissing(sent, 'ResourceNotFoundException'))?.cluster
      return cluster && registrationOf(cluster)
    },
    create: async ({ cluster: name, provider, roleArn }, signal) => {
      signal.throwIfAborted()
      const connectorConfig = { provider: provider as ConnectorConfigProvider, roleArn }
      const input = { name, connectorConfig, clientRequestToken: randomUUID() }
      try {
        const { cluster } = await aws.call('eks', 'RegisterCluster', () => client.send(new RegisterClusterCommand(input)))
        return registrationOf(cluster ?? {})
      } catch (error) {
        throw refusal(error, roleArn)
      }
    },
    delete: async (name, signal) => {
      signal.throwIfAborted()
      const sent = aws.call('eks', 'DeregisterCluster', () => client.send(new DeregisterClusterCommand({ name })))
      await orMissing(sent, 'ResourceNotFoundException')
    },
  }
}

const registrationOf = ({ name = '', status = 'PENDING', connectorConfig }: Cluster): Registration => ({
  cluster: name,
  status,
  provider: connectorConfig?.provider,
  roleArn: connectorConfig?.roleArn,
  activationId: connectorConfig?.activationId,
  activationCode: connectorConfig?.activationCode,
})

/** What EKS says of roles at registration; told apart by its words, since the code is the same for all. */
function refusal(error: unknown, roleArn: string): unknown {
  if (!isAws(error, 'InvalidRequestException', 'InvalidParameterException') || !(error instanceof EksxError)) return error
  if (/not existing role/i.test(error.message))
    return new EksxError('RoleUnknown', `EKS knows no role ${roleArn}`, { hint: 'state a role that exists, with --role-arn', cause: error })
  if (/AWSServiceRoleForAmazonEKSConnector/.test(error.message))
    return new EksxError('ConnectorRoleMissing', 'the account lacks the service-linked role AWSServiceRoleForAmazonEKSConnector', {
      exitCode: exitCodes.refused,
      hint: 'make it: aws iam create-service-linked-role --aws-service-name eks-connector.amazonaws.com',
      cause: error,
    })
  return error
}
