import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Addon, Cluster } from '../config/cluster.ts'
import type { Config } from '../config/config.ts'
import { complaintLine } from '../config/complaint.ts'
import { settle } from '../config/settle.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { accessEntriesOff, mustStand } from '../survey/standing.ts'
import { listedAddons } from '../resolve/addons.ts'
import { checkGivenRoles } from '../resolve/given-roles.ts'
import { type Live, surveyed } from '../survey/live.ts'
import { partitionOf } from '../tables/regions.ts'

/** What is added to a cluster that stands, and that cluster. */
export interface Standing {
  readonly cluster: Cluster
  readonly live: Live & { readonly cluster: LiveCluster }
  readonly warnings: readonly string[]
}

/** Survey and settle for what joins a cluster: who made it does not matter. */
export async function standing(config: Config, app: App): Promise<Standing> {
  const live = await surveyed(app, config.stated.metadata.name)
  mustStand(live.cluster, config.stated.metadata.name, app)
  if (live.cluster === undefined) throw new TypeError('a cluster that stands is there')
  const settled = settle(config, { caller: live.caller, versions: live.versions, live: live.cluster })
  const cluster: Cluster = {
    name: live.cluster.name,
    region: app.regionName,
    account: live.caller.account,
    partition: partitionOf(app.regionName),
    version: live.cluster.version,
    config: settled.config,
    stated: config.stated,
    zones: [],
    subnets: [],
    nodegroups: [],
    fargateProfiles: settled.config.fargateProfiles ?? [],
    addons: [],
  }
  return { cluster, live: { ...live, cluster: live.cluster }, warnings: settled.warnings.map(complaintLine) }
}

/** The same with the add-ons that are listed; those that are there already keep what they have. */
export async function standingWithAddons(config: Config, app: App): Promise<Standing & { readonly carried: boolean }> {
  const found = await standing(config, app)
  const { cluster, live } = found
  const oidc = live.cluster.issuer !== undefined && (await hasProvider(app, found))
  const [all, nodegroups] = await Promise.all([listedAddons(app, cluster.config, cluster.version, oidc), app.nodegroups.list(cluster.name)])
  const present = await Promise.all(all.map(({ name }) => app.addons.find(cluster.name, name)))
  const addons = all.map((addon, i): Addon => {
    const { name, version, phase, config: stated } = addon
    return present[i] === undefined || present[i].status === 'CREATE_FAILED' ? addon : { name, version, phase, config: stated }
  })
  if (wantsAgent(cluster, addons) && !live.cluster.autoMode && !addons.some(({ name }) => name === agentName))
    await mustHaveAgent(app, found)
  const cautions = addons.flatMap(({ caution }) => caution ?? [])
  const carried = nodegroups.length > 0 || live.cluster.autoMode
  return { ...found, cluster: { ...cluster, addons }, warnings: [...found.warnings, ...cautions], carried }
}

const agentName = 'eks-pod-identity-agent'

/** Whether roles are to be given out by the agent. */
export const wantsAgent = ({ config }: Cluster, addons: readonly Addon[]): boolean =>
  config.addonsConfig?.autoApplyPodIdentityAssociations === true || addons.some(({ roles }) => roles?.kind === 'agent')

/** Whether the issuer of the cluster is known to IAM. */
export async function hasProvider(app: App, { cluster, live }: Standing): Promise<boolean> {
  const issuer = (live.cluster.issuer ?? '').replace(/^https:\/\//, '').replace(/^([^/]+?):\d+/, '$1')
  return app.oidcProviders.exists(`arn:${cluster.partition.name}:iam::${cluster.account}:oidc-provider/${issuer}`)
}

/** Throws where roles for service accounts are not possible. */
export async function mustHaveProvider(app: App, found: Standing): Promise<void> {
  if (found.live.cluster.issuer !== undefined && (await hasProvider(app, found))) return
  throw new EksxError(
    'OidcProviderMissing',
    `cluster "${found.cluster.name}" has no OIDC provider in IAM, which roles for service accounts need`,
    {
      exitCode: exitCodes.refused,
      hint: `make it: eksx utils associate-iam-oidc-provider --cluster ${found.cluster.name} --region ${found.cluster.region} --approve`,
    },
  )
}

/** Throws where a role that pods are to take is not there, or does not trust the agent. */
export function mustHavePodRoles(app: App, { stated, source }: Config, { cluster }: Standing): Promise<void> {
  const { apiVersion, kind, metadata, iam } = stated
  const podIdentityAssociations = iam?.podIdentityAssociations ?? []
  return checkGivenRoles(app, { apiVersion, kind, metadata, iam: { podIdentityAssociations } }, cluster.account, source)
}

/** Throws where nothing in the cluster gives pods their roles. */
export async function mustHaveAgent(app: App, { cluster, live }: Standing): Promise<void> {
  if (live.cluster.autoMode || (await app.addons.find(cluster.name, agentName)) !== undefined) return
  throw new EksxError('AgentMissing', `cluster "${cluster.name}" has no add-on ${agentName}, which gives pods their roles`, {
    exitCode: exitCodes.refused,
    hint: `install it: eksx create addon --cluster ${cluster.name} --region ${cluster.region} --name ${agentName}`,
  })
}

/** Throws where a cluster lets people in by aws-auth alone. */
export function mustKnowEntries({ cluster, live }: Standing): void {
  if (live.cluster.authenticationMode !== 'CONFIG_MAP') return
  throw accessEntriesOff(cluster.name, cluster.region)
}

/** What should be known of mappings in aws-auth: a cluster that lets people in by access entries alone does not read them. */
export const unreadMappings = ({ cluster: { name, region }, live }: Standing): string[] =>
  live.cluster.authenticationMode === 'API'
    ? [
        `cluster "${name}" has the authentication mode API and reads no aws-auth: nobody comes in by this; eksx create accessentry --cluster ${name} --region ${region} lets people in`,
      ]
    : []
