import { addonObjects, workloadsOf, type AddonSettings } from '../../nodes/addon-objects.ts'
import { nodesIn, workloadIn, hasCondition } from '../../nodes/kinds.ts'
import type { RunningCluster } from '../../nodes/running-cluster.ts'
import { refOf, type KubeObject } from '../../kubernetes/objects.ts'
import { parse } from 'yaml'
import { addonFacts, defaultVersion } from './addon-facts.ts'
import type { AddonRecord } from './state.ts'

/** Who made an object, as its managed fields tell: EKS's add-ons, or a cluster's first set-up. */
const addonManager = 'eks'
const bootstrapManager = 'eks-bootstrap'

/** The settings that an add-on's objects are made from. */
function settingsOf(cluster: RunningCluster, addon: string, version: string, record?: AddonRecord['addon']): AddonSettings {
  const { call } = cluster
  const network = cluster.record.cluster.kubernetesNetworkConfig
  return {
    version,
    namespace: record?.namespaceConfig?.namespace ?? addonFacts(call.account, addon)?.defaultNamespace ?? 'kube-system',
    registry: `602401143452.dkr.ecr.${call.region}.amazonaws.com`,
    serviceCidr: network?.serviceIpv4Cidr ?? network?.serviceIpv6Cidr ?? '10.100.0.0/16',
    configuration: configurationOf(record?.configurationValues),
    serviceAccountRole: record?.serviceAccountRoleArn,
  }
}

/** Configuration values, JSON or YAML, as an object. */
export function configurationOf(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {}
  const value: unknown = parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** Puts the objects of an add-on in; gives the names of those that somebody else made where they must not be overwritten. */
export function applyAddon(cluster: RunningCluster, record: AddonRecord['addon'], mode: string | undefined): string[] {
  const objects = addonObjects(record.addonName, settingsOf(cluster, record.addonName, record.addonVersion, record))
  const foreign = objects.filter((object) => isForeign(cluster.objects.get(refOf(object))))
  if (foreign.length > 0 && mode?.toUpperCase() !== 'OVERWRITE' && mode?.toUpperCase() !== 'PRESERVE')
    return foreign.map((object) => `${object.kind}.${object.metadata.name}`)
  for (const object of objects) putOwned(cluster, object, addonManager, mode?.toUpperCase() === 'PRESERVE')
  return []
}

/** Takes the annotation of a role off the service accounts of an add-on that has that role no more. */
export function forgetRole(cluster: RunningCluster, record: AddonRecord['addon'], role: string): void {
  const key = 'eks.amazonaws.com/role-arn'
  for (const object of addonObjects(record.addonName, settingsOf(cluster, record.addonName, record.addonVersion, record))) {
    const found = object.kind === 'ServiceAccount' ? cluster.objects.get(refOf(object)) : undefined
    if (found?.metadata.annotations?.[key] !== role) continue
    const { [key]: _gone, ...annotations } = found.metadata.annotations
    cluster.objects.put({ ...found, metadata: { ...found.metadata, annotations } })
  }
}

const isForeign = (object: KubeObject | undefined): boolean =>
  object !== undefined && !(object.metadata.managedFields ?? []).some((entry) => 'manager' in entry && entry.manager === addonManager)

function putOwned(cluster: RunningCluster, object: KubeObject, manager: string, keep: boolean): void {
  const before = cluster.objects.get(refOf(object))
  if (before !== undefined && keep && object.kind === 'ConfigMap') return
  const status: unknown = before?.['status'] ?? object['status']
  cluster.objects.put({
    ...object,
    ...(status !== undefined && { status }),
    metadata: {
      ...object.metadata,
      annotations: { ...before?.metadata.annotations, ...object.metadata.annotations },
      managedFields: [{ manager, operation: 'Apply', apiVersion: object.apiVersion, fieldsType: 'FieldsV1', fieldsV1: {} }],
    },
  })
}

/** The network, proxy and name server that EKS installs by itself where a cluster is asked to bootstrap them. */
export function installSelfManaged(cluster: RunningCluster): void {
  for (const name of ['vpc-cni', 'kube-proxy', 'coredns']) {
    const facts = addonFacts(cluster.call.account, name)
    const version = facts === undefined ? undefined : defaultVersion(facts, cluster.record.cluster.version)
    for (const object of version === undefined ? [] : addonObjects(name, settingsOf(cluster, name, version)))
      putOwned(cluster, object, bootstrapManager, false)
  }
}

/** Takes the objects of an add-on away; those that somebody else made stay. */
export function removeAddon(cluster: RunningCluster, record: AddonRecord['addon']): void {
  for (const object of addonObjects(record.addonName, settingsOf(cluster, record.addonName, record.addonVersion, record)).toReversed())
    if (!isForeign(cluster.objects.get(refOf(object)))) cluster.objects.remove(refOf(object))
}

/** After each round: an add-on whose deployments lack replicas is DEGRADED, and ACTIVE when they have them. */
export function settleAddons(cluster: RunningCluster): void {
  for (const { addon } of Object.values(cluster.record.addons)) {
    if (addon.status !== 'ACTIVE' && addon.status !== 'DEGRADED') continue
    settleAddon(cluster, addon)
  }
}

/** The status that an add-on has at rest. */
export function settleAddon(cluster: RunningCluster | undefined, addon: AddonRecord['addon']): void {
  const lacks = cluster !== undefined && lacksReplicas(cluster, addon)
  addon.status = lacks ? 'DEGRADED' : 'ACTIVE'
  addon.health = {
    issues: lacks
      ? [
          {
            code: 'InsufficientNumberOfReplicas',
            message: `The add-on is unhealthy because it doesn't have the desired number of replicas.`,
            resourceIds: [],
          },
        ]
      : [],
  }
}

function lacksReplicas(cluster: RunningCluster, addon: AddonRecord['addon']): boolean {
  const namespace = addon.namespaceConfig?.namespace ?? 'kube-system'
  const workloads = workloadsOf(addon.addonName)
  if (workloads.length === 0) return !nodesIn(cluster.objects).some((node) => hasCondition(node, 'Ready'))
  return workloads.some(({ kind, name }) => {
    if (kind === 'DaemonSet') return false
    const deployment = workloadIn(cluster.objects, { apiVersion: 'apps/v1', kind, namespace, name })
    return deployment === undefined || (deployment.status?.readyReplicas ?? 0) < (deployment.spec.replicas ?? 1)
  })
}
