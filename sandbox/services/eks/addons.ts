import type * as Eks from '@aws-sdk/client-eks'
import { runningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { eventually, task } from '../../task.ts'
import { addonFacts, configurationFacts, defaultVersion, fittingVersions } from './addon-facts.ts'
import { applyAddon, configurationOf, forgetRole, removeAddon, settleAddon } from './addon-life.ts'
import { checkTags, roleOf } from './checks.ts'
import { page } from './paging.ts'
import { associationExists, associationOn, putAssociation } from './pod-identity.ts'
import { activeCluster, addonNamed, clusterNamed, inUse, invalidParameter } from './refusals.ts'
import { clustersOf, eksArn, shown, type AddonRecord, type ClusterRecord } from './state.ts'
import { ending, startUpdate } from './updates.ts'

type Fields = Readonly<Record<string, unknown>>

/** CreateAddon: its objects come after a third of the time, its status at the end. */
export async function createAddon(input: Eks.CreateAddonRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'addon')
  const name = input.addonName ?? ''
  const fields = { clusterName: input.clusterName, addonName: name }
  checkTags(input.tags)
  const version = versionFor(call, record, name, input.addonVersion, fields)
  const present = record.addons[name]
  if (present !== undefined && present.addon.status !== 'CREATE_FAILED') throw inUse('Addon already exists.', fields)
  await checkSettings(call, name, version, input, fields)
  const now = call.account.clock.now()
  const addon: AddonRecord['addon'] = {
    addonName: name,
    clusterName: record.cluster.name,
    status: 'CREATING',
    addonVersion: version,
    health: { issues: [] },
    addonArn: eksArn(call, `addon/${record.cluster.name}/${name}/${call.account.ids.uuid()}`),
    createdAt: now,
    modifiedAt: now,
    tags: { ...input.tags },
    namespaceConfig: { namespace: input.namespaceConfig?.namespace ?? addonFacts(call.account, name)?.defaultNamespace ?? 'kube-system' },
    ...(input.serviceAccountRoleArn !== undefined && { serviceAccountRoleArn: input.serviceAccountRoleArn }),
    ...(input.configurationValues !== undefined && { configurationValues: input.configurationValues }),
  }
  await setAssociations(call, record, addon, input.podIdentityAssociations)
  const entry: AddonRecord = { addon, preserve: false }
  record.addons[name] = entry
  const answer = shown<Eks.Addon>(addon)
  const whole = call.account.durations.of('eks:addon:create', `${record.cluster.name}/${name}`)
  await eventually(call, whole / 3, applied, { arn: addon.addonArn, mode: input.resolveConflicts })
  await eventually(call, whole, made, { arn: addon.addonArn })
  return { addon: answer }
}

/** An add-on as pending work names it: another one of its name has another ARN. */
interface Which {
  readonly arn: string
}

function found(call: Call, { arn }: Which): { record?: ClusterRecord; entry?: AddonRecord } {
  const [, cluster = '', name = ''] = arn.split('/')
  const record = clustersOf(call)[cluster]
  const entry = record?.addons[name]
  return record !== undefined && entry?.addon.addonArn === arn ? { record, entry } : {}
}

const applied = task('eks:addon:applied', ({ arn, mode }: Which & { readonly mode?: string | undefined }, call) => {
  const { record, entry } = found(call, { arn })
  const cluster = record === undefined ? undefined : runningCluster(call, record.cluster.name)
  if (cluster !== undefined && entry?.addon.status === 'CREATING') entry.conflicts = applyAddon(cluster, entry.addon, mode)
})

const made = task('eks:addon:made', ({ arn }: Which, call) => {
  const { record, entry } = found(call, { arn })
  if (record === undefined || entry?.addon.status !== 'CREATING') return
  const { addon, conflicts = [] } = entry
  if (conflicts.length > 0) fail(addon, 'CREATE_FAILED', conflicts)
  else settleAddon(runningCluster(call, record.cluster.name), addon)
  addon.modifiedAt = call.account.clock.now()
})

function fail(addon: AddonRecord['addon'], status: 'CREATE_FAILED' | 'UPDATE_FAILED', conflicts: readonly string[]): void {
  addon.status = status
  addon.health = { issues: [{ code: 'ConfigurationConflict', message: conflictText(conflicts), resourceIds: [] }] }
}

const conflictText = (conflicts: readonly string[]): string =>
  `Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts: ${conflicts.join(', ')}`

function versionFor(call: Call, record: ClusterRecord, name: string, stated: string | undefined, fields: Fields): string {
  const facts = addonFacts(call.account, name)
  if (facts === undefined) throw invalidParameter('Addon specified is not supported', fields)
  if (stated !== undefined && !fittingVersions(facts, record.cluster.version).some((item) => item.addonVersion === stated))
    throw invalidParameter('Addon version specified is not supported', fields)
  const version = stated ?? defaultVersion(facts, record.cluster.version)
  if (version === undefined)
    throw invalidParameter(`Addon specified is not supported in ${record.cluster.version} kubernetes version`, fields)
  return version
}

interface Settings {
  serviceAccountRoleArn?: string | undefined
  configurationValues?: string | undefined
  resolveConflicts?: string | undefined
}

async function checkSettings(call: Call, name: string, version: string, input: Settings, fields: Fields): Promise<void> {
  if (input.resolveConflicts !== undefined && !['NONE', 'OVERWRITE', 'PRESERVE'].includes(input.resolveConflicts.toUpperCase()))
    throw invalidParameter(`Invalid value for resolveConflicts: ${input.resolveConflicts}`, fields)
  if (input.serviceAccountRoleArn !== undefined && (await roleOf(call, input.serviceAccountRoleArn)) === undefined)
    throw invalidParameter('Cross-account pass role is not allowed, or the role does not exist.', fields)
  if (input.configurationValues === undefined || input.configurationValues === '') return
  const problem = schemaProblem(configurationFacts(call.account, name, version).configurationSchema, input.configurationValues)
  if (problem !== undefined)
    throw invalidParameter(
      `ConfigurationValue provided in request is not supported: Json schema validation failed with error: [${problem}]`,
      fields,
    )
}

/** The first thing that the top level of the schema forbids: a key it does not know, or a value of another type. */
function schemaProblem(schemaText: string | undefined, values: string): string | undefined {
  let given: Record<string, unknown>
  try {
    given = configurationOf(values)
  } catch {
    return 'the value is neither JSON nor YAML'
  }
  const schema: { properties?: Record<string, { type?: string }>; additionalProperties?: boolean } = JSON.parse(schemaText ?? '{}')
  for (const [key, value] of Object.entries(given)) {
    const known = schema.properties?.[key]
    if (known === undefined && schema.additionalProperties === false)
      return `$.${key}: is not defined in the schema and the schema does not allow additional properties`
    const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
    if (known?.type !== undefined && known.type !== type && !(known.type === 'integer' && Number.isInteger(value)))
      return `$.${key}: ${type} found, ${known.type} expected`
  }
  return undefined
}

/** Associations of pods' identities that the add-on owns: exactly those stated. */
async function setAssociations(
  call: Call,
  record: ClusterRecord,
  addon: AddonRecord['addon'],
  stated: readonly Eks.AddonPodIdentityAssociations[] | undefined,
): Promise<void> {
  if (stated === undefined) return
  for (const { serviceAccount } of stated) {
    const taken = associationOn(record, addon.namespaceConfig?.namespace, serviceAccount)
    if (taken !== undefined && taken.ownerArn !== addon.addonArn) throw associationExists(taken)
  }
  for (const [id, item] of Object.entries(record.associations))
    if (
      item.ownerArn === addon.addonArn &&
      !stated.some((wish) => wish.serviceAccount === item.serviceAccount && wish.roleArn === item.roleArn)
    )
      delete record.associations[id]
  for (const wish of stated) {
    const present = Object.values(record.associations).some(
      (item) => item.ownerArn === addon.addonArn && item.serviceAccount === wish.serviceAccount,
    )
    if (!present)
      await putAssociation(
        record,
        call,
        { namespace: addon.namespaceConfig?.namespace, serviceAccount: wish.serviceAccount, roleArn: wish.roleArn },
        addon.addonArn,
      )
  }
  addon.podIdentityAssociations = Object.values(record.associations).flatMap((item) =>
    item.ownerArn === addon.addonArn ? (item.associationArn ?? []) : [],
  )
}

/** DescribeAddon */
export const describeAddon = (input: Eks.DescribeAddonRequest, call: Call): object => ({
  addon: shown<Eks.Addon>(addonNamed(clusterNamed(call, input.clusterName), input.addonName).addon),
})

/** ListAddons */
export function listAddons(input: Eks.ListAddonsRequest, call: Call): object {
  const { items, nextToken } = page(Object.keys(clusterNamed(call, input.clusterName).addons).toSorted(), input)
  return { addons: items, ...(nextToken !== undefined && { nextToken }) }
}

/** UpdateAddon */
export async function updateAddon(input: Eks.UpdateAddonRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'addon')
  const { addon } = addonNamed(record, input.addonName)
  const fields = { clusterName: input.clusterName, addonName: addon.addonName }
  if (['CREATING', 'UPDATING', 'DELETING'].includes(addon.status))
    throw inUse(`Addon ${addon.addonName} cannot be updated as it is currently in ${addon.status} state`, fields)
  const version =
    input.addonVersion === undefined ? addon.addonVersion : versionFor(call, record, addon.addonName, input.addonVersion, fields)
  await checkSettings(call, addon.addonName, version, input, fields)
  const update = await startUpdate(call, record, {
    type: 'AddonUpdate',
    addon: addon.addonName,
    params: {
      ...(input.addonVersion !== undefined && { AddonVersion: input.addonVersion }),
      ...(input.serviceAccountRoleArn !== undefined && { ServiceAccountRoleArn: input.serviceAccountRoleArn }),
      ...(input.resolveConflicts !== undefined && { ResolveConflicts: input.resolveConflicts }),
      ...(input.configurationValues !== undefined && { ConfigurationValues: input.configurationValues }),
      ...(input.podIdentityAssociations !== undefined && { PodIdentityAssociations: input.podIdentityAssociations }),
    },
    kind: 'eks:addon:update',
    begin: () => {
      addon.status = 'UPDATING'
    },
    end: updated,
    args: { input, version },
  })
  return { update }
}

interface Update {
  readonly input: Eks.UpdateAddonRequest
  readonly version: string
}

const updated = ending('eks:addon:updated', async ({ input, version }: Update, call, record) => {
  const addon = record.addons[input.addonName ?? '']?.addon
  if (addon === undefined) return []
  const before = structuredClone(addon)
  addon.addonVersion = version
  addon.modifiedAt = call.account.clock.now()
  if (input.configurationValues !== undefined) addon.configurationValues = input.configurationValues
  // UpdateAddon: where no role is named, the add-on has that of its nodes.
  if (input.serviceAccountRoleArn === undefined) delete addon.serviceAccountRoleArn
  else addon.serviceAccountRoleArn = input.serviceAccountRoleArn
  await setAssociations(call, record, addon, input.podIdentityAssociations)
  const cluster = runningCluster(call, record.cluster.name)
  const conflicts = cluster === undefined ? [] : applyAddon(cluster, addon, input.resolveConflicts)
  if (conflicts.length === 0) {
    if (cluster !== undefined && before.serviceAccountRoleArn !== undefined && addon.serviceAccountRoleArn === undefined)
      forgetRole(cluster, addon, before.serviceAccountRoleArn)
    settleAddon(cluster, addon)
    return []
  }
  Object.assign(addon, { addonVersion: before.addonVersion, configurationValues: before.configurationValues })
  fail(addon, 'UPDATE_FAILED', conflicts)
  return [{ errorCode: 'ConfigurationConflict', errorMessage: conflictText(conflicts), resourceIds: [] }]
})

/** DeleteAddon: with `preserve` its objects stay in the cluster. */
export async function deleteAddon(input: Eks.DeleteAddonRequest, call: Call): Promise<object> {
  const record = clusterNamed(call, input.clusterName)
  const entry = addonNamed(record, input.addonName)
  const { addon } = entry
  if (addon.status === 'DELETING')
    throw inUse(`Addon ${addon.addonName} is currently in DELETING state`, { clusterName: input.clusterName, addonName: addon.addonName })
  addon.status = 'DELETING'
  entry.preserve = input.preserve === true
  const answer = shown<Eks.Addon>(addon)
  await eventually(call, call.account.durations.of('eks:addon:delete', `${record.cluster.name}/${addon.addonName}`), gone, {
    arn: addon.addonArn,
  })
  return { addon: answer }
}

const gone = task('eks:addon:gone', ({ arn }: Which, call) => {
  const { record, entry } = found(call, { arn })
  if (record === undefined || entry === undefined) return
  const cluster = runningCluster(call, record.cluster.name)
  if (cluster !== undefined && !entry.preserve) removeAddon(cluster, entry.addon)
  for (const [id, item] of Object.entries(record.associations)) if (item.ownerArn === arn) delete record.associations[id]
  delete record.addons[entry.addon.addonName]
})
