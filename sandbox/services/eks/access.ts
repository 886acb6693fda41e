import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { accessPolicyNames } from './access-policies.ts'
import { checkTags } from './checks.ts'
import { page } from './paging.ts'
import { accessEntryOf, activeCluster, clusterNamed, inUse, invalidParameter, invalidRequest, notFound } from './refusals.ts'
import { eksArn, shown, type AccessRecord, type ClusterRecord } from './state.ts'

/** What a type of access entry stands for: the name and groups that Kubernetes sees. */
const nodeTypes: Readonly<Record<string, { username: string; groups: readonly string[] }>> = {
  EC2_LINUX: { username: 'system:node:{{EC2PrivateDNSName}}', groups: ['system:nodes'] },
  EC2_WINDOWS: { username: 'system:node:{{EC2PrivateDNSName}}', groups: ['eks:kube-proxy-windows', 'system:nodes'] },
  EC2: { username: 'system:node:{{EC2PrivateDNSName}}', groups: ['system:nodes'] },
  FARGATE_LINUX: { username: 'system:node:{{SessionName}}', groups: ['system:node-proxier', 'system:nodes'] },
  HYBRID_LINUX: { username: 'system:node:{{SessionName}}', groups: ['system:nodes'] },
}

/** The role or user behind a caller: a session's ARN becomes its role's. */
export function principalOf(arn: string): string {
  const session = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn)
  return session === null ? arn : `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`
}

/** Puts an access entry in, as the request of a customer or of EKS itself. */
export function putAccessEntry(
  record: ClusterRecord,
  call: Call,
  input: Pick<Eks.CreateAccessEntryRequest, 'principalArn' | 'kubernetesGroups' | 'tags' | 'username' | 'type'>,
): AccessRecord {
  const principalArn = input.principalArn ?? ''
  const type = input.type ?? 'STANDARD'
  const node = nodeTypes[type]
  const [, kind = 'role', name = ''] = /:(role|user)\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? []
  const now = call.account.clock.now()
  const entry: AccessRecord = {
    entry: {
      clusterName: record.cluster.name,
      principalArn,
      kubernetesGroups: [...(node?.groups ?? input.kubernetesGroups ?? [])],
      accessEntryArn: eksArn(call, `access-entry/${record.cluster.name}/${kind}/${call.account.id}/${name}/${call.account.ids.uuid()}`),
      createdAt: now,
      modifiedAt: now,
      tags: { ...input.tags },
      username: node?.username ?? input.username ?? standardUsername(principalArn, name),
      type,
    },
    policies: [],
  }
  record.accessEntries[principalArn] = entry
  return entry
}

function standardUsername(principalArn: string, name: string): string {
  const role = /^arn:([\w-]+):iam::(\d+):role\//.exec(principalArn)
  return role === null ? principalArn : `arn:${role[1]}:sts::${role[2]}:assumed-role/${name}/{{SessionName}}`
}

/** Access entries exist where the cluster's mode has them. */
function withEntries(call: Call, name: string | undefined): ClusterRecord {
  const record = clusterNamed(call, name)
  if (record.cluster.accessConfig?.authenticationMode === 'CONFIG_MAP')
    throw invalidRequest(`The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.`, {
      clusterName: name,
    })
  return record
}

/** CreateAccessEntry */
export async function createAccessEntry(input: Eks.CreateAccessEntryRequest, call: Call): Promise<object> {
  activeCluster(call, input.clusterName, 'access entry')
  const record = withEntries(call, input.clusterName)
  checkTags(input.tags)
  const type = input.type ?? 'STANDARD'
  if (type !== 'STANDARD' && nodeTypes[type] === undefined) throw invalidParameter(`The specified type is invalid: ${type}.`)
  if (type !== 'STANDARD' && (input.username !== undefined || (input.kubernetesGroups ?? []).length > 0))
    throw invalidRequest(`The username and kubernetesGroups can only be specified for access entries of type STANDARD, not ${type}.`)
  checkIdentity(input)
  if (record.accessEntries[input.principalArn ?? ''] !== undefined)
    throw inUse('The specified access entry resource is already in use on this cluster.')
  if (!(await principalExists(call, input.principalArn ?? '')))
    throw invalidParameter('The specified principalArn is invalid: invalid principal.')
  return { accessEntry: shown<Eks.AccessEntry>(putAccessEntry(record, call, input).entry) }
}

function checkIdentity(input: { username?: string | undefined; kubernetesGroups?: string[] | undefined }): void {
  const reserved = /^(system|eks|aws|amazon|iam):/
  for (const group of input.kubernetesGroups ?? [])
    if (reserved.test(group))
      throw invalidParameter(`The kubernetes group name ${group} is invalid, it cannot start with ${group.split(':')[0]}:`)
  const prefix = input.username === undefined ? null : reserved.exec(input.username)
  if (prefix !== null) throw invalidParameter(`The username ${input.username} is invalid, it cannot start with ${prefix[1]}:`)
}

async function principalExists(call: Call, arn: string): Promise<boolean> {
  const [, account, kind, name = ''] = /^arn:[\w-]+:iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? []
  if (kind === undefined) return false
  if (account !== call.account.id) return true
  try {
    await call.aws('iam', kind === 'role' ? 'GetRole' : 'GetUser', kind === 'role' ? { RoleName: name } : { UserName: name })
    return true
  } catch {
    return false
  }
}

/** DescribeAccessEntry */
export const describeAccessEntry = (input: Eks.DescribeAccessEntryRequest, call: Call): object => ({
  accessEntry: shown<Eks.AccessEntry>(accessEntryOf(withEntries(call, input.clusterName), input.principalArn).entry),
})

/** ListAccessEntries, of one policy where that is asked for. */
export function listAccessEntries(input: Eks.ListAccessEntriesRequest, call: Call): object {
  const entries = Object.values(withEntries(call, input.clusterName).accessEntries).filter(
    (item) => input.associatedPolicyArn === undefined || item.policies.some((policy) => policy.policyArn === input.associatedPolicyArn),
  )
  const { items, nextToken } = page(
    entries.map((item) => item.entry.principalArn),
    input,
  )
  return { accessEntries: items, ...(nextToken !== undefined && { nextToken }) }
}

/** UpdateAccessEntry: groups and name of a STANDARD entry. */
export function updateAccessEntry(input: Eks.UpdateAccessEntryRequest, call: Call): object {
  const { entry } = accessEntryOf(withEntries(call, input.clusterName), input.principalArn)
  if (entry.type !== 'STANDARD') throw invalidRequest(`The access entry of type ${entry.type} cannot be updated.`)
  checkIdentity(input)
  entry.kubernetesGroups = [...(input.kubernetesGroups ?? entry.kubernetesGroups)]
  entry.username = input.username ?? entry.username
  entry.modifiedAt = call.account.clock.now()
  return { accessEntry: shown<Eks.AccessEntry>(entry) }
}

/** DeleteAccessEntry */
export function deleteAccessEntry(input: Eks.DeleteAccessEntryRequest, call: Call): object {
  const record = withEntries(call, input.clusterName)
  delete record.accessEntries[accessEntryOf(record, input.principalArn).entry.principalArn]
  return {}
}

/** AssociateAccessPolicy; an association that is there gets the new scope. */
export function associateAccessPolicy(input: Eks.AssociateAccessPolicyRequest, call: Call): object {
  const record = withEntries(call, input.clusterName)
  const found = accessEntryOf(record, input.principalArn)
  if (!['STANDARD', 'EC2'].includes(found.entry.type ?? ''))
    throw invalidRequest(`Access policies can only be associated with access entries of type STANDARD or EC2, not ${found.entry.type}.`)
  const policyArn = policyArns(call).find((arn) => arn === input.policyArn)
  if (policyArn === undefined)
    throw notFound(`The specified policyArn could not be found. You can view available access policies with 'list-access-policies'.`)
  const scope = input.accessScope ?? {}
  if (scope.type !== 'cluster' && scope.type !== 'namespace') throw invalidParameter('The specified accessScope type is invalid.')
  if (scope.type === 'namespace' && (scope.namespaces ?? []).length === 0)
    throw invalidParameter('The accessScope of type namespace must have at least one namespace.')
  if (scope.type === 'cluster' && (scope.namespaces ?? []).length > 0)
    throw invalidParameter('The accessScope of type cluster cannot have namespaces.')
  const associated = associate(found, call, policyArn, { type: scope.type, namespaces: [...(scope.namespaces ?? [])] })
  return {
    clusterName: input.clusterName,
    principalArn: input.principalArn,
    associatedAccessPolicy: shown<Eks.AssociatedAccessPolicy>(associated),
  }
}

/** Puts a policy on an entry, in the place of an earlier association of the same policy. */
export function associate(
  record: AccessRecord,
  call: Call,
  policyArn: string,
  accessScope: Eks.AccessScope,
): AccessRecord['policies'][number] {
  const now = call.account.clock.now()
  const before = record.policies.find((policy) => policy.policyArn === policyArn)
  const associated = {
    policyArn,
    accessScope: { type: accessScope.type, namespaces: [...(accessScope.namespaces ?? [])] },
    associatedAt: before?.associatedAt ?? now,
    modifiedAt: now,
  }
  record.policies = [...record.policies.filter((policy) => policy !== before), associated]
  return associated
}

/** DisassociateAccessPolicy */
export function disassociateAccessPolicy(input: Eks.DisassociateAccessPolicyRequest, call: Call): object {
  const found = accessEntryOf(withEntries(call, input.clusterName), input.principalArn)
  if (!found.policies.some((policy) => policy.policyArn === input.policyArn))
    throw notFound(
      `The specified policyArn is not associated with the specified principalArn. You can view associated policies with 'list-associated-access-policies'.`,
    )
  found.policies = found.policies.filter((policy) => policy.policyArn !== input.policyArn)
  return {}
}

/** ListAssociatedAccessPolicies */
export function listAssociatedAccessPolicies(input: Eks.ListAssociatedAccessPoliciesRequest, call: Call): object {
  const found = accessEntryOf(withEntries(call, input.clusterName), input.principalArn)
  const { items, nextToken } = page(found.policies, input)
  return {
    clusterName: input.clusterName,
    principalArn: input.principalArn,
    associatedAccessPolicies: items.map((policy) => shown<Eks.AssociatedAccessPolicy>(policy)),
    ...(nextToken !== undefined && { nextToken }),
  }
}

/** ListAccessPolicies */
export function listAccessPolicies(input: Eks.ListAccessPoliciesRequest, call: Call): object {
  const { items, nextToken } = page(policyArns(call), input)
  return { accessPolicies: items.map((arn) => ({ name: arn.split('/').at(-1), arn })), ...(nextToken !== undefined && { nextToken }) }
}

/** The ARN of one of EKS's access policies. */
export const policyArnOf = (call: Call, name: string): string =>
  `arn:${call.account.partitionOf(call.region)}:eks::aws:cluster-access-policy/${name}`

const policyArns = (call: Call): string[] => accessPolicyNames.map((name) => policyArnOf(call, name))
