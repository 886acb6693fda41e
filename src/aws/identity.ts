import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Caller } from '../app.ts'
import { partitionOf } from '../tables/regions.ts'
import type { Aws } from './caller.ts'

/** Who signs our calls; asked once. */
export function callerOn(aws: Aws): () => Promise<Caller> {
  const client = new STSClient(aws.config)
  let known: Promise<Caller> | undefined
  const ask = async (): Promise<Caller> => {
    const { Account: account = '', Arn: arn = '' } = await aws.call('sts', 'GetCallerIdentity', () =>
      client.send(new GetCallerIdentityCommand({})),
    )
    return { account, arn, partition: partitionOf(aws.region) }
  }
  return () => (known ??= ask())
}
