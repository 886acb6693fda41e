import type { Account, Principal, Slot } from '../../service.ts'

/** A call as CloudTrail keeps it. */
export interface TrailRecord {
  readonly id: string
  /** ms since 1970, of the sandbox's time. */
  readonly time: number
  /** When it can be looked up; ms. */
  readonly seen: number
  readonly name: string
  /** `cloudformation.amazonaws.com` */
  readonly source: string
  readonly arn: string
  readonly error?: { readonly code: string; readonly message: string }
  readonly resources: readonly { readonly type: string; readonly name: string }[]
}

/** The calls of a region, the oldest first. */
export const historySlot: Slot<TrailRecord[]> = { name: 'cloudtrail:history', scope: 'region', initial: () => [] }

/** A write that came over the wire, and what became of it. */
export interface SeenCall {
  readonly region: string
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: Readonly<Record<string, unknown>>
  readonly principal: Principal
  readonly error?: { readonly code: string; readonly message: string }
}

/** Keeps a call. Its id is counted, not drawn: what else the account makes up stays as it would be. */
export function keep(account: Pick<Account, 'clock' | 'durations'> & { state<T>(slot: Slot<T>, region: string): T }, call: SeenCall): void {
  const history = account.state(historySlot, call.region)
  const id = `00000000-0000-4000-8000-${String(history.length + 1).padStart(12, '0')}`
  const time = account.clock.now()
  history.push({
    id,
    time,
    seen: time + account.durations.of('cloudtrail:event', `${call.region}/${id}`),
    name: call.operation,
    source: `${call.service}.amazonaws.com`,
    arn: call.principal.arn,
    ...(call.error && { error: { code: call.error.code, message: call.error.message } }),
    resources: resourcesOf(call),
  })
}

/** The stack of a call to CloudFormation, by id and name, and the cluster of one to EKS. */
function resourcesOf({ service, input, output }: SeenCall): TrailRecord['resources'] {
  const texts = (type: string, ...values: readonly unknown[]): TrailRecord['resources'] =>
    [...new Set(values.filter((value) => typeof value === 'string' && value !== ''))].map((name) => ({ type, name: String(name) }))
  if (service === 'cloudformation') {
    const named = output['StackId'] ?? input['StackName']
    return texts('AWS::CloudFormation::Stack', named, /:stack\/([^/]+)\//.exec(String(named))?.[1])
  }
  if (service === 'eks') return texts('AWS::EKS::Cluster', input['clusterName'] ?? input['name'])
  return []
}
