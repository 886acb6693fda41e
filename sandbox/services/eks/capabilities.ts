import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { eventually, task } from '../../task.ts'
import { putAccessEntry } from './access.ts'
import { checkName, checkTags, roleOf, trusts } from './checks.ts'
import { page } from './paging.ts'
import { activeCluster, clusterNamed, inUse, invalidParameter, notFound } from './refusals.ts'
import { clustersOf, eksArn, shown, type ClusterRecord, type Stored } from './state.ts'
import { ending, startUpdate } from './updates.ts'

type Capability = Stored<Eks.Capability>

/** CreateCapability: Argo CD, ACK or kro run by AWS, one of each type in a cluster. */
export async function createCapability(input: Eks.CreateCapabilityRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'capability')
  const name = input.capabilityName
  checkName('capability name', name)
  checkTags(input.tags)
  const fields = { clusterName: input.clusterName }
  if (!['ACK', 'ARGOCD', 'KRO'].includes(input.type ?? '')) throw invalidParameter(`Unsupported capability type: ${input.type}`, fields)
  if (record.capabilities[name] !== undefined) throw inUse(`Capability ${name} already exists on cluster ${input.clusterName}`, fields)
  if (Object.values(record.capabilities).some((item) => item.type === input.type))
    throw inUse(`A capability of type ${input.type} already exists on cluster ${input.clusterName}`, fields)
  await checkRole(input.roleArn ?? '', call, fields)
  const now = call.account.clock.now()
  const capability: Capability = {
    capabilityName: name,
    arn: eksArn(call, `capability/${input.clusterName}/${input.type?.toLowerCase()}/${name}/${call.account.ids.uuid()}`),
    clusterName: record.cluster.name,
    type: input.type ?? 'ACK',
    roleArn: input.roleArn ?? '',
    status: 'CREATING',
    ...(input.configuration !== undefined && { configuration: input.configuration }),
    tags: { ...input.tags },
    health: { issues: [] },
    createdAt: now,
    modifiedAt: now,
    deletePropagationPolicy: input.deletePropagationPolicy ?? 'RETAIN',
  }
  record.capabilities[name] = capability
  if (record.cluster.accessConfig?.authenticationMode !== 'CONFIG_MAP' && record.accessEntries[capability.roleArn ?? ''] === undefined)
    putAccessEntry(record, call, { principalArn: capability.roleArn })
  const answer = shown<Eks.Capability>(capability)
  await eventually(call, call.account.durations.of('eks:capability:create', `${input.clusterName}/${name}`), made, {
    cluster: record.cluster.name,
    name,
  })
  return { capability: answer }
}

async function checkRole(arn: string | undefined, call: Call, fields: Readonly<Record<string, unknown>>): Promise<void> {
  if (arn === undefined) return
  const role = await roleOf(call, arn)
  if (role === undefined || !trusts(role, 'capabilities.eks'))
    throw invalidParameter(
      `Role with arn: ${arn}, could not be assumed because it does not exist or the trusted entity is not correct`,
      fields,
    )
}

interface Which {
  readonly cluster: string
  readonly name: string
}

const made = task('eks:capability:made', ({ cluster, name }: Which, call) => {
  const capability = clustersOf(call)[cluster]?.capabilities[name]
  if (capability?.status === 'CREATING') Object.assign(capability, { status: 'ACTIVE', version: 'v1.0.0' })
})

function capabilityNamed(record: ClusterRecord, name: string | undefined): Capability {
  const found = name === undefined ? undefined : record.capabilities[name]
  if (found === undefined) throw notFound(`No capability found for name: ${name}.`, { clusterName: record.cluster.name })
  return found
}

/** DescribeCapability */
export const describeCapability = (input: Eks.DescribeCapabilityRequest, call: Call): object => ({
  capability: shown<Eks.Capability>(capabilityNamed(clusterNamed(call, input.clusterName), input.capabilityName)),
})

/** ListCapabilities */
export function listCapabilities(input: Eks.ListCapabilitiesRequest, call: Call): object {
  const { items, nextToken } = page(Object.values(clusterNamed(call, input.clusterName).capabilities), input)
  return {
    capabilities: items.map(({ capabilityName, arn, type, status, version, createdAt, modifiedAt }) =>
      shown({ capabilityName, arn, type, status, createdAt, modifiedAt, ...(version !== undefined && { version }) }),
    ),
    ...(nextToken !== undefined && { nextToken }),
  }
}

/** UpdateCapability: its role and its configuration. */
export async function updateCapability(input: Eks.UpdateCapabilityRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'capability')
  const capability = capabilityNamed(record, input.capabilityName)
  await checkRole(input.roleArn, call, { clusterName: input.clusterName })
  if (capability.status !== 'ACTIVE' && capability.status !== 'DEGRADED')
    throw inUse(`Capability ${input.capabilityName} is currently in status ${capability.status}`, { clusterName: input.clusterName })
  const update = await startUpdate(call, record, {
    type: 'CapabilityUpdate',
    capability: capability.capabilityName ?? '',
    params: { ...(input.roleArn !== undefined && { RoleArn: input.roleArn }) },
    kind: 'eks:capability:create',
    begin: () => {
      capability.status = 'UPDATING'
    },
    end: changed,
    args: {
      name: capability.capabilityName ?? '',
      set: {
        ...(input.roleArn !== undefined && { roleArn: input.roleArn }),
        ...(input.deletePropagationPolicy !== undefined && { deletePropagationPolicy: input.deletePropagationPolicy }),
        ...(input.configuration?.argoCd !== undefined && {
          configuration: { ...capability.configuration, argoCd: changedArgoCd(capability, input.configuration.argoCd) },
        }),
      },
    },
  })
  return { update }
}

/** Settings of Argo CD after a change: a role that is named has the identities that are named; those to be removed lose it. */
function changedArgoCd({ configuration }: Capability, { networkAccess, rbacRoleMappings }: Eks.UpdateArgoCdConfig): object {
  const before = configuration?.argoCd ?? {}
  const set = rbacRoleMappings?.addOrUpdateRoleMappings ?? []
  const gone = rbacRoleMappings?.removeRoleMappings ?? []
  const kept = (before.rbacRoleMappings ?? []).filter(({ role }) => !set.some((one) => one.role === role))
  const mappings = [...kept, ...set].flatMap(({ role, identities }) => {
    const out = gone.filter((one) => one.role === role).flatMap((one) => one.identities ?? [])
    const left = (identities ?? []).filter(({ id, type }) => !out.some((one) => one.id === id && one.type === type))
    return left.length === 0 ? [] : [{ role, identities: left }]
  })
  return { ...before, ...(networkAccess && { networkAccess }), rbacRoleMappings: mappings }
}

const changed = ending('eks:capability:changed', ({ name, set }: { readonly name: string; readonly set: object }, call, record) => {
  const capability = record.capabilities[name]
  if (capability !== undefined) Object.assign(capability, set, { status: 'ACTIVE', modifiedAt: call.account.clock.now() })
})

/** DeleteCapability */
export async function deleteCapability(input: Eks.DeleteCapabilityRequest, call: Call): Promise<object> {
  const record = clusterNamed(call, input.clusterName)
  const capability = capabilityNamed(record, input.capabilityName)
  if (capability.status === 'UPDATING' || capability.status === 'DELETING')
    throw inUse(`Capability ${input.capabilityName} is currently in status ${capability.status}`, { clusterName: input.clusterName })
  capability.status = 'DELETING'
  const answer = shown<Eks.Capability>(capability)
  await eventually(call, call.account.durations.of('eks:capability:delete', `${input.clusterName}/${input.capabilityName}`), gone, {
    cluster: record.cluster.name,
    name: capability.capabilityName ?? '',
  })
  return { capability: answer }
}

const gone = task('eks:capability:gone', ({ cluster, name }: Which, call) => {
  delete clustersOf(call)[cluster]?.capabilities[name]
})
