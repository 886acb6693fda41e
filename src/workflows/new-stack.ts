import type { App } from '../app.ts'
import type { Stack, StackEvent, StackFailure } from '../app/stacks.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Difference, Run, Sight, Step } from '../plan/step.ts'
import { withinRoom } from '#templates/stack.ts'
import type { Template } from '#templates/cfn.ts'
import { lastSeen } from './last-seen.ts'
import { tooLarge } from './limits.ts'
import { removalHint, removalLine } from './removal.ts'
import { belongsTo, deleteFirst, stackVerdicts } from './stack-verdicts.ts'

/** A stack that must stand, as a step. */
export interface NewStack {
  /** What the user reads. */
  readonly name: string
  readonly stack: {
    readonly name: string
    readonly tags: Readonly<Record<string, string>>
    readonly capabilities: readonly ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[]
  }
  /** The cluster whose tag the stack must bear. */
  readonly cluster: string
  readonly region: string
  readonly after?: readonly Step[]
  readonly lane?: Step['lane']
  readonly usual: number
  readonly options: StackOptions
  /** The survey found no stack of this name, so a first look has nothing to read. */
  readonly absent?: boolean
  /** The template as far as it is known beforehand, in its full size: what AWS would refuse for that is refused before the first write. */
  draft(): Template
  /** Called just before the stack is made, when all it needs is known; the draft where there was nothing left to know. */
  render?(app: App): Promise<Template>
  /** Where what was stated is not what stands. */
  differences?(stack: Stack, app: App): Promise<readonly Difference[]>
  /** What stands and differs is left as it is, and that is said. */
  readonly leaves?: boolean
}

export interface StackOptions {
  readonly disableRollback: boolean
  readonly roleArn?: string | undefined
}

/** The step that makes a stack, joins one that is being made, or replaces a failed shell that holds nothing. */
export function newStack(wanted: NewStack): Step {
  const { cluster, region, usual } = wanted
  const identity = { ...wanted.stack, tags: withinRoom(wanted.stack.tags) }
  const stackName = identity.name

  let absent = wanted.absent === true
  const rest = lastSeen<Stack>()

  async function look(app: App): Promise<Sight> {
    const stack = rest.take(app.clock.now()) ?? (absent ? undefined : await app.stacks.find(stackName))
    absent = false
    if (stack === undefined) return fits({ kind: 'create' })
    if (!belongsTo(stack, cluster)) return { blocked: notOurs(stack, cluster, region) }
    const verdict = stackVerdicts[stack.status]
    if (verdict.create === 'blocked') return { blocked: await stuck(app, stack, cluster, region) }
    if (verdict.create === 'follow') return { so: false, change: { kind: 'follow', why: [{ path: 'stack status', from: stack.status }] } }
    if (verdict.create === 'replace')
      return fits({ kind: 'create', why: [{ path: 'stack status', from: stack.status, to: 'CREATE_COMPLETE' }] })
    if (verdict.create === 'create') return fits({ kind: 'create' })
    const why = (await wanted.differences?.(stack, app)) ?? []
    if (why.length === 0) return { so: true }
    return wanted.leaves === true ? { so: true, note: leftAsIs(wanted.name, why) } : { so: false, change: { kind: 'update', why } }
  }

  /** To be made, unless AWS would refuse it for its size. */
  function fits(change: Change): Sight {
    const blocked = tooLarge(wanted.name, identity, wanted.draft())
    return blocked === undefined ? { so: false, change } : { blocked }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    if (change.kind === 'create' && change.why === undefined && (await made(app, run))) return
    const found = await app.stacks.find(stackName)
    if (found !== undefined && stackVerdicts[found.status].create === 'so') return
    if (found !== undefined && stackVerdicts[found.status].create === 'follow') {
      const rested = await watch(app, found, run, usual)
      if (stackVerdicts[rested.status].create === 'so') return
      if (found.status === 'CREATE_IN_PROGRESS') throw await failed(app, rested, cluster, region)
    }
    await clear(app, run)
    await made(app, run)
  }

  /** Removes a failed shell of ours, by its id. */
  async function clear(app: App, run: Run): Promise<void> {
    const stack = await app.stacks.find(stackName)
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') return
    if (!belongsTo(stack, cluster)) throw notOurs(stack, cluster, region)
    if (stackVerdicts[stack.status].create !== 'replace') throw await stuck(app, stack, cluster, region)
    run.progress({ text: `removing the failed stack ${stackName} (${stack.status})` })
    await app.stacks.delete(stack.id, { roleArn: wanted.options.roleArn }, run.signal)
    const gone = await watch(app, stack, run, 60_000)
    if (gone.status !== 'DELETE_COMPLETE') throw await failed(app, gone, cluster, region)
  }

  /** Makes the stack and follows it to its end; false where one of that name is there already. */
  async function made(app: App, run: Run): Promise<boolean> {
    const template = (await wanted.render?.(app)) ?? wanted.draft()
    const refused = tooLarge(wanted.name, identity, template, exitCodes.failed)
    if (refused !== undefined) throw refused
    run.signal.throwIfAborted()
    const id = await app.stacks.create({ ...identity, template, ...wanted.options }, run.signal)
    if (id === undefined) return false
    const rested = await watch(app, { id }, run, usual)
    if (stackVerdicts[rested.status].create !== 'so') throw await failed(app, rested, cluster, region)
    rest.keep(rested, app.clock.now())
    return true
  }

  return { name: wanted.name, after: wanted.after ?? [], ...(wanted.lane && { lane: wanted.lane }), usual, look, act }
}

const leftAsIs = (name: string, why: readonly Difference[]): string =>
  `${name} is there already and left as it is: ${why
    .map(({ path, from, to }) => `${path} is ${JSON.stringify(from)}, not ${JSON.stringify(to)}`)
    .join('; ')}`

/** Follows a stack until it rests, telling each of its resources' events. */
export function watch(app: App, stack: { readonly id: string }, run: Run, usual: number): Promise<Stack> {
  const onEvent = (event: StackEvent): void =>
    run.progress({
      text: `${event.logicalId} ${event.status}`,
      resource: {
        id: event.logicalId,
        type: event.type,
        status: event.status,
        ...(event.reason !== undefined && { reason: plain(event.reason) }),
      },
    })
  return app.stacks.follow(stack.id, { signal: run.signal, usual, onEvent })
}

/** A stack that bears the name and is somebody else's. */
export const notOurs = (stack: Stack, cluster: string, region: string): EksxError =>
  new EksxError('StackNotOurs', `a stack named ${stack.name} exists in ${region}, and it does not belong to cluster "${cluster}"`, {
    exitCode: exitCodes.refused,
    hint: 'choose another name, or remove that stack if nobody needs it',
  })

/** A stack in a state from which only a person can tell the way on. */
export async function stuck(app: App, stack: Stack, cluster: string, region: string): Promise<EksxError> {
  const failure = await app.stacks.failure(stack.id)
  const cause = failure === undefined ? '' : `; ${told(failure)}`
  return new EksxError('StackStuck', `stack ${stack.name} is ${stack.status}${cause}`, {
    exitCode: exitCodes.refused,
    hint: stackVerdicts[stack.status].line?.replace(deleteFirst, `${deleteFirst}: ${removalLine(stack, cluster, region)}`),
  })
}

/** The error for a stack that did not come to stand: what failed first, AWS's words for it, and how to remove what was made. */
export async function failed(app: App, stack: Stack, cluster: string, region: string): Promise<EksxError> {
  const { code, message, hint } = await notGone(app, stack)
  return new EksxError(code, message, { hint: `${hint}${removalHint(stack, cluster, region)}` })
}

/** The error for a stack that did not go: what failed first, and AWS's words for it. */
export async function notGone(app: App, stack: Stack): Promise<EksxError> {
  const failure = await app.stacks.failure(stack.id)
  const what =
    failure === undefined
      ? `stack ${stack.name} is ${stack.status}: ${stack.reason ?? 'AWS gave no reason'}`
      : `${told(failure)} (stack ${stack.name}, ${stack.status})`
  return new EksxError('StackFailed', what, { hint: hintFor(failure) ?? 'mend the cause' })
}

const told = (failure: StackFailure): string => `${failure.logicalId} (${failure.type}) failed: ${plain(failure.reason)}`

/** AWS's reason without what wraps it: CloudFormation's handler, and the SDK's account of its request. */
const plain = (reason: string): string =>
  reason
    .replace(/^Resource handler returned message: "(.*)" \(RequestToken: [^)]*\)$/s, '$1')
    .replaceAll(/ \((?:Service: [^)]*|SDK Attempt Count: \d+)\)/g, '')

/** What usually helps, by the words AWS uses. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /not authorized|AccessDenied|UnauthorizedOperation|is not authorized to perform/i,
    'allow that action to whoever runs this (or to the role given with --cfn-role-arn)',
  ],
  [/AddressLimitExceeded|maximum number of addresses/i, 'release an Elastic IP or ask for a higher quota, or use --vpc-nat-mode Disable'],
  [/VpcLimitExceeded|maximum number of VPCs/i, 'delete a VPC or ask for a higher quota'],
  [/InternetGatewayLimitExceeded|NatGatewayLimitExceeded|LimitExceeded|quota/i, 'ask for a higher quota, or remove what is not needed'],
  [
    /UnsupportedAvailabilityZone|does not currently have sufficient capacity|not supported in.*availability zone/i,
    'state other zones with --zones',
  ],
  [/InsufficientInstanceCapacity|sufficient .* capacity|capacity-not-available/i, 'try another instance type or other zones'],
  [/InsufficientFreeAddresses|not enough (free )?(ip )?addresses/i, 'free addresses in the subnet, or use larger subnets'],
  [/already exists/i, 'remove or rename what already exists'],
]

const hintFor = (failure: StackFailure | undefined): string | undefined =>
  failure && remedies.find(([words]) => words.test(failure.reason))?.[1]
