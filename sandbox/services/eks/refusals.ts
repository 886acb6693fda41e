import { AwsError, type Call } from '../../service.ts'
import { clustersOf, type AccessRecord, type AddonRecord, type ClusterRecord, type NodegroupRecord } from './state.ts'

type Fields = Readonly<Record<string, unknown>>

/** A parameter's value is not allowed. */
export const invalidParameter = (message: string, fields: Fields = {}): AwsError =>
  new AwsError('InvalidParameterException', message, { fields })

/** The request cannot be served in the state that things are in. */
export const invalidRequest = (message: string, fields: Fields = {}): AwsError =>
  new AwsError('InvalidRequestException', message, { fields })

/** Something of that name is there, or is being worked on. */
export const inUse = (message: string, fields: Fields = {}): AwsError => new AwsError('ResourceInUseException', message, { fields })

/** There is nothing of that name. */
export const notFound = (message: string, fields: Fields = {}): AwsError => new AwsError('ResourceNotFoundException', message, { fields })

/** An account's limit is reached. */
export const limitExceeded = (message: string, fields: Fields = {}): AwsError =>
  new AwsError('ResourceLimitExceededException', message, { fields })

/** The cluster of that name, or ResourceNotFoundException. */
export function clusterNamed(call: Call, name: string | undefined): ClusterRecord {
  const found = name === undefined ? undefined : clustersOf(call)[name]
  if (found === undefined) throw notFound(`No cluster found for name: ${name}.`, { clusterName: name })
  return found
}

/** The cluster of that name where it is ACTIVE (or only being updated); else AWS's refusal. */
export function activeCluster(call: Call, name: string | undefined, what: string): ClusterRecord {
  const record = clusterNamed(call, name)
  const { status } = record.cluster
  if (status === 'ACTIVE' || status === 'UPDATING') return record
  if (what === 'addon')
    throw invalidRequest(`Cluster '${name}' is not in a valid state (${status}) for addon operations`, { clusterName: name })
  throw invalidRequest(`Cluster '${name}' is not in ACTIVE status`, { clusterName: name })
}

/** A nodegroup, or ResourceNotFoundException. */
export function nodegroupNamed(record: ClusterRecord, name: string | undefined): NodegroupRecord {
  const found = name === undefined ? undefined : record.nodegroups[name]
  if (found === undefined)
    throw notFound(`No node group found for name: ${name}.`, { clusterName: record.cluster.name, nodegroupName: name })
  return found
}

/** An add-on, or ResourceNotFoundException. */
export function addonNamed(record: ClusterRecord, name: string | undefined): AddonRecord {
  const found = name === undefined ? undefined : record.addons[name]
  if (found === undefined)
    throw notFound(`No addon: ${name} found in cluster: ${record.cluster.name}`, { clusterName: record.cluster.name, addonName: name })
  return found
}

/** An access entry, or ResourceNotFoundException. */
export function accessEntryOf(record: ClusterRecord, principalArn: string | undefined): AccessRecord {
  const found = principalArn === undefined ? undefined : record.accessEntries[principalArn]
  if (found !== undefined) return found
  throw notFound(`The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.`)
}
