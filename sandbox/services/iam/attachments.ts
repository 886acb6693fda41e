import { AwsError, type Call } from '../../service.ts'
import { checkDocument, encodeDocument } from './documents.ts'
import { awsManaged } from './managed-policies.ts'
import { pageOf } from './paging.ts'
import { checkName, limitExceeded, noSuchEntity } from './refusals.ts'
import { iamSlot, type Bearer } from './state.ts'

interface Paging {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** Whose policies: `role` has 10240 bytes for inline policies, `user` 2048. */
export interface Whose {
  readonly kind: 'role' | 'user'
  readonly name: string
  readonly bearer: Bearer
}

const inlineBytes = { role: 10_240, user: 2048 }
const mostAttached = 10
const limitNames = { role: 'PoliciesPerRole', user: 'PoliciesPerUser' }

export function attach(call: Call, { bearer, kind }: Whose, arn: string): void {
  if (!awsManaged(arn) && !call.state(iamSlot).policies[arn]) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  if (bearer.attached.includes(arn)) return
  if (bearer.attached.length >= mostAttached) throw limitExceeded(limitNames[kind], mostAttached)
  bearer.attached.push(arn)
}

export function detach({ bearer }: Whose, arn: string): void {
  const at = bearer.attached.indexOf(arn)
  if (at < 0) throw noSuchEntity(`Policy ${arn} was not found.`)
  bearer.attached.splice(at, 1)
}

export function listAttached(call: Call, { bearer }: Whose, input: Paging & { PathPrefix?: string | undefined }): object {
  const all = bearer.attached.map((arn) => ({
    PolicyArn: arn,
    PolicyName: arn.split('/').at(-1) ?? arn,
    path: call.state(iamSlot).policies[arn]?.Path ?? awsManaged(arn)?.path ?? '/',
  }))
  const { items, ...rest } = pageOf(
    all.filter(({ path }) => path.startsWith(input.PathPrefix ?? '/')),
    input,
  )
  return { AttachedPolicies: items, ...rest }
}

export function putInline({ bearer, kind, name }: Whose, policy: string, document: string): void {
  checkName(policy, 'policyName', 128)
  checkDocument(document, 'identity')
  const others = Object.entries(bearer.inline).filter(([other]) => other !== policy)
  const size = [...others.map(([, text]) => text), document].reduce((sum, text) => sum + text.replace(/\s/g, '').length, 0)
  if (size > inlineBytes[kind])
    throw new AwsError('LimitExceeded', `Maximum policy size of ${inlineBytes[kind]} bytes exceeded for ${kind} ${name}`)
  bearer.inline[policy] = document
}

export function getInline({ bearer, kind, name }: Whose, policy: string): object {
  const document = bearer.inline[policy]
  if (document === undefined) throw noSuchEntity(`The ${kind} policy with name ${policy} cannot be found.`)
  return { [kind === 'role' ? 'RoleName' : 'UserName']: name, PolicyName: policy, PolicyDocument: encodeDocument(document) }
}

export function deleteInline({ bearer, kind }: Whose, policy: string): void {
  if (bearer.inline[policy] === undefined) throw noSuchEntity(`The ${kind} policy with name ${policy} cannot be found.`)
  delete bearer.inline[policy]
}

export function listInline({ bearer }: Whose, input: Paging): object {
  const { items, ...rest } = pageOf(Object.keys(bearer.inline).toSorted(), input)
  return { PolicyNames: items, ...rest }
}
