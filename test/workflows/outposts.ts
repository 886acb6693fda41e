import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { outposts } from '#sandbox/services/outposts/service.ts'
import { region, type Stage } from '../resume/stage.ts'

/** The ARN of an Outpost of an account. */
export const arnOf = (id: string, account: string): string => `arn:aws:outposts:${region}:${account}:outpost/${id}`

/** Two Outposts in the account, and a cluster in a VPC of its own. */
export async function standing(stage: Stage): Promise<void> {
  const { account } = stage.sandbox
  const rack = (id: string) => ({
    OutpostId: id,
    OwnerId: account.id,
    OutpostArn: arnOf(id, account.id),
    SiteId: 'os-1',
    Name: id,
    LifeCycleStatus: 'ACTIVE',
    AvailabilityZone: 'us-west-2b',
    AvailabilityZoneId: 'usw2-az2',
    Tags: {},
    InstanceTypes: ['c5.xlarge', 'm5.large'],
  })
  await outposts.seed?.(account.call(region), { outposts: { 'op-1': rack('op-1'), 'op-2': rack('op-2') } })
  await stage.ok(`create cluster -f ${file(stage, {})}`)
}

/** Writes a config file and gives its path. */
export function file({ home }: Stage, config: object): string {
  const path = join(home, 'cluster.yaml')
  const availabilityZones = ['us-west-2a', 'us-west-2b', 'us-west-2c']
  writeFileSync(
    path,
    stringify({ apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 'dev', region }, availabilityZones, ...config }),
  )
  return path
}

/** The writes that AWS has seen, by operation. */
export const writes = ({ sandbox }: Stage, since = 0): string[] =>
  sandbox.requests.slice(since).flatMap(({ mutating, operation }) => (mutating ? [operation] : []))

interface Deployed {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>
  readonly Outputs: Readonly<Record<string, unknown>>
}

/** What a stack was made from. */
export async function deployed({ sandbox }: Stage, stack: string): Promise<Deployed> {
  const { TemplateBody } = await sandbox.account
    .call(region)
    .aws<{ TemplateBody: string }>('cloudformation', 'GetTemplate', { StackName: stack })
  return JSON.parse(TemplateBody) as Deployed
}
