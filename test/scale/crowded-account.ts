import { stateSlot, type StackRecord } from '#sandbox/cloudformation/state.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import type { Call } from '#sandbox/service.ts'
import { emptyRecord } from '#sandbox/services/eks/cluster-input.ts'
import { clustersOf, eksArn } from '#sandbox/services/eks/state.ts'

/** What lives in a region of an account. */
export interface Crowd {
  /** Clusters that eksctl made. */
  readonly clusters: number
  /** Role stacks of each of them. */
  readonly roles: number
  /** Stacks that have nothing to do with EKS. */
  readonly others: number
}

/** Clusters and stacks at rest, put into a region as they would be after years; there is nothing behind them. */
export async function crowded({ account }: Sandbox, region: string, { clusters, roles, others }: Crowd): Promise<void> {
  const call = account.call(region)
  const TemplateBody = JSON.stringify({ Resources: { It: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } })
  await call.aws('cloudformation', 'CreateStack', { StackName: 'first-of-others', TemplateBody })
  const { stacks } = call.state(stateSlot)
  const [first] = stacks
  if (first === undefined) throw new Error('the first stack was not made')
  first.status = 'CREATE_COMPLETE'
  for (let i = 1; i < others; i++) stacks.push(like(first, `other-${i}`, {}))
  for (let i = 0; i < clusters; i++) {
    const name = `team-${i}`
    const own = { 'alpha.eksctl.io/cluster-name': name }
    putCluster(call, name, { ...own, 'aws:cloudformation:stack-name': `eksctl-${name}-cluster` })
    stacks.push(like(first, `eksctl-${name}-cluster`, own))
    for (let role = 0; role < roles; role++)
      stacks.push(
        like(first, `eksctl-${name}-addon-iamserviceaccount-apps-keeper-${role}`, {
          ...own,
          'alpha.eksctl.io/iamserviceaccount-name': `apps/keeper-${role}`,
        }),
      )
  }
}

const like = (first: StackRecord, name: string, tags: Readonly<Record<string, string>>): StackRecord => ({
  ...first,
  id: `${first.id}-${name}`,
  name,
  setup: { ...first.setup, tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
})

function putCluster(call: Call, name: string, tags: Record<string, string>): void {
  const cluster = {
    name,
    arn: eksArn(call, `cluster/${name}`),
    status: 'ACTIVE' as const,
    version: '1.34',
    createdAt: call.account.clock.now(),
    tags,
    accessConfig: { authenticationMode: 'API' as const },
  }
  clustersOf(call)[name] = { cluster, creator: '', bootstrapSelfManagedAddons: true, ...emptyRecord() }
}
