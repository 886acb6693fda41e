import type { App, LiveAddon } from '../app.ts'
import { compareVersions, parseVersion } from '../config/kubernetes-version.ts'
import { type Look, partsOf } from './part-list.ts'

/** An add-on in a list, with eksctl's words. */
export interface ListedAddon {
  readonly Name: string
  readonly Version: string
  /** Those that EKS has for the cluster's Kubernetes and that are newer, with commas between. */
  readonly NewerVersion: string
  readonly IAMRole: string
  readonly Status: string
  readonly ConfigurationValues: string
  readonly NamespaceConfig: { readonly namespace: string } | null
  readonly Issues: readonly { readonly Code: string; readonly Message: string; readonly ResourceIDs: readonly string[] | null }[] | null
  readonly PodIdentityAssociations:
    | readonly { readonly AssociationID: string; readonly Namespace: string; readonly ServiceAccount: string; readonly RoleARN: string }[]
    | null
}

/** The add-ons of a cluster. */
export async function listedAddons(look: Look): Promise<ListedAddon[]> {
  const { app, cluster } = look
  const found = await partsOf('addon', look, app.addons)
  return Promise.all(found.map((addon) => listedAddon(app, cluster.name, cluster.version, addon)))
}

async function listedAddon(app: App, cluster: string, kubernetes: string, live: LiveAddon): Promise<ListedAddon> {
  const [newer, associations] = await Promise.all([
    newerVersions(app, live, kubernetes),
    Promise.all((live.podIdentities ?? []).map((id) => app.podIdentities.describe(cluster, id))),
  ])
  const known = associations.filter((one) => one !== undefined)
  return {
    Name: live.name,
    Version: live.version,
    NewerVersion: newer,
    IAMRole: live.serviceAccountRole ?? '',
    Status: live.status,
    ConfigurationValues: live.configurationValues ?? '',
    NamespaceConfig: live.namespace === undefined ? null : { namespace: live.namespace },
    Issues: orNull(
      live.issues.map(({ code, message, resources = [] }) => ({ Code: code, Message: message, ResourceIDs: orNull(resources) })),
    ),
    PodIdentityAssociations: orNull(
      known.map(({ id, namespace, serviceAccount, roleArn }) => ({
        AssociationID: id,
        Namespace: namespace,
        ServiceAccount: serviceAccount,
        RoleARN: roleArn,
      })),
    ),
  }
}

/** Go prints a list that was never begun as null. */
const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list)

/** eksctl says `-` where a version can't be read, or EKS knows none. */
async function newerVersions(app: App, { name, version }: LiveAddon, kubernetes: string): Promise<string> {
  if (parseVersion(version) === undefined) return '-'
  const versions = await app.addons.versionsOf(name, kubernetes)
  if (versions.length === 0) return '-'
  return versions
    .map((one) => one.version)
    .filter((one) => compareVersions(one, version) > 0)
    .join(',')
}
