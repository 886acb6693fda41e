import { partMissing } from './missing.ts'
import type { Look } from './part-list.ts'

/** A pod identity association in a list, with eksctl's words. */
export interface ListedPodIdentity {
  readonly AssociationARN: string
  readonly Namespace: string
  readonly ServiceAccountName: string
  readonly RoleARN: string
  /** The add-on that owns it. */
  readonly OwnerARN: string
}

/** The pod identity associations of a cluster, of a namespace, or of one service account in it. */
export async function listedPodIdentities({
  app,
  cluster,
  chunk,
  ...of
}: Omit<Look, 'only'> & { readonly namespace?: string | undefined; readonly serviceAccount?: string | undefined }): Promise<
  ListedPodIdentity[]
> {
  const ids = await app.podIdentities.list(cluster.name, of, chunk)
  const found = await Promise.all(ids.map((id) => app.podIdentities.describe(cluster.name, id)))
  const there = found.filter((one) => one !== undefined)
  if (of.serviceAccount !== undefined && there.length === 0)
    throw partMissing('podidentityassociation', `${of.namespace}/${of.serviceAccount}`, cluster.name, app.regionName)
  return there.map(({ arn, namespace, serviceAccount, roleArn, owner }) => ({
    AssociationARN: arn,
    Namespace: namespace,
    ServiceAccountName: serviceAccount,
    RoleARN: roleArn,
    OwnerARN: owner ?? '',
  }))
}
