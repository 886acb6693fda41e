import type { Template } from '#templates/cfn.ts'
import { versionTags, withinRoom } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Difference, Run, Sight, Step } from '../plan/step.ts'
import { tooLarge } from './limits.ts'
import { failed, notOurs, stuck, watch } from './new-stack.ts'
import { belongsTo, stackVerdicts } from './stack-verdicts.ts'

/** A change of a stack that stands: what it was made from, edited. */
export interface EditedStack {
  /** What the user reads. */
  readonly name: string
  /** The stack, by name or id. */
  readonly stack: string
  /** The cluster whose tag the stack must bear. */
  readonly cluster: string
  readonly region: string
  readonly after?: readonly Step[]
  readonly lane?: Step['lane']
  /** `create` where the edit only adds what is missing. */
  readonly kind?: 'create' | 'update'
  /** How the change set's name begins; the time is put behind it. */
  readonly changeSet: string
  /** What the change set's description says; at most 1024 characters of it are sent. */
  readonly description: string
  readonly roleArn?: string | undefined
  /** Milliseconds. */
  readonly usual?: number
  /** False: it ends when CloudFormation has begun. */
  readonly wait?: boolean
  /** The template as it should be, made from the one that is deployed. Pure but for what it reads of the world. */
  edit(deployed: Template, app: App): Template | Promise<Template>
  /** The stack's tags as they should be, from those it has; those of the version are added in any case. */
  readonly tags?: (standing: Stack['tags']) => Stack['tags']
}

/** The step that edits a stack by a change set, joins an update that is under way, and is so when the edit changes nothing. */
export function editedStack(wanted: EditedStack): Step {
  const { name, cluster, region, kind = 'update', usual = 60_000, tags = (standing) => standing } = wanted

  async function look(app: App): Promise<Sight> {
    const stack = await ours(app)
    if ('blocked' in stack) return stack
    const verdict = stackVerdicts[stack.status].create
    if (verdict === 'follow') return { so: false, change: { kind: 'follow', why: [{ path: 'stack status', from: stack.status }] } }
    if (verdict !== 'so') return { blocked: await stuck(app, stack, cluster, region) }
    const { template, why } = await edited(app, stack)
    if (why.length === 0) return { so: true }
    const blocked = tooLarge(name, identityOf(stack), template)
    return blocked === undefined ? { so: false, change: { kind, why } } : { blocked }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const found = await ours(app)
    if ('blocked' in found) throw found.blocked
    const stack = stackVerdicts[found.status].create === 'follow' ? await watch(app, found, run, usual) : found
    if (stackVerdicts[stack.status].create !== 'so') throw await failed(app, stack, cluster, region)
    const { template, why } = await edited(app, stack)
    if (why.length === 0) return
    const request = {
      id: stack.id,
      changeSetName: `${wanted.changeSet}-${Math.floor(app.clock.now() / 1000)}`,
      description: wanted.description.slice(0, 1024),
      template,
      tags: identityOf(stack).tags,
      capabilities: stack.capabilities,
      roleArn: wanted.roleArn,
    }
    if (!(await app.stacks.update(request, run.signal)) || wanted.wait === false) return
    const updated = await watch(app, stack, run, usual)
    if (/ROLLBACK|FAILED/.test(updated.status)) throw await failed(app, updated, cluster, region)
  }

  async function ours(app: App): Promise<Stack | { readonly blocked: EksxError }> {
    const stack = await app.stacks.find(wanted.stack)
    if (stack === undefined) return { blocked: stackMissing(wanted.stack, cluster, region) }
    return belongsTo(stack, cluster) ? stack : { blocked: notOurs(stack, cluster, region) }
  }

  async function edited(app: App, stack: Stack): Promise<{ template: Template; why: Difference[] }> {
    const deployed = await app.stacks.template(stack.id)
    const template = await wanted.edit(deployed, app)
    return { template, why: [...places(deployed, template), ...tagChanges(stack)] }
  }

  const tagChanges = (stack: Stack): Difference[] => places(stack.tags, tags(stack.tags), 'Tags')

  const identityOf = (stack: Stack) => ({
    name: stack.name,
    tags: withinRoom({ ...tags(stack.tags), ...versionTags }),
    capabilities: [],
  })

  return {
    name,
    after: wanted.after ?? [],
    usual,
    ...(wanted.lane && { lane: wanted.lane }),
    ...(wanted.wait === false && { doesNotWait: true as const }),
    look,
    act,
  }
}

/** Where two documents differ: the deepest places that only one has, or both have otherwise. */
function places(before: unknown, after: unknown, path = ''): Difference[] {
  if (canonical(before) === canonical(after)) return []
  if (!isObject(before) || !isObject(after)) return [{ path, from: before, to: after }]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => {
    const [from, to]: [unknown, unknown] = [Reflect.get(before, key), Reflect.get(after, key)]
    return places(from, to, path === '' ? key : `${path}.${key}`)
  })
}

/** The same text for the same value, in whatever order its keys were written: templates of other versions and of eksctl differ in that. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

const stackMissing = (stack: string, cluster: string, region: string): EksxError =>
  new EksxError('StackMissing', `there is no stack ${stack} in ${region}, and cluster "${cluster}" should have it`, {
    exitCode: exitCodes.notFound,
    hint: `see \`eksx utils describe-stacks --cluster ${cluster} --region ${region}\``,
  })
