import type { App } from '../app.ts'
import type { Registration } from '../app/registrations.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { connectorRoleName } from '../tables/eks-connector.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { clusterMissing } from './missing.ts'

/** What there is of a cluster that runs elsewhere and that EKS is to forget. */
export interface FoundRegistration {
  readonly cluster: string
  readonly registration: Registration | undefined
  /** The name of the agent's role, where it was made for this cluster. */
  readonly role: string | undefined
}

/** Finds it, or what a run that was stopped has left of it. Throws where there is nothing, and where the cluster is one of EKS's own. */
export async function foundRegistration(app: App, cluster: string): Promise<FoundRegistration> {
  await app.identity.caller()
  const registration = await app.registrations.find(cluster)
  if (registration !== undefined && registration.provider === undefined) throw notRegistered(cluster, app.regionName)
  const role = registration?.roleArn?.split('/').at(-1) ?? connectorRoleName(cluster, app.regionName)
  const live = await app.roles.find(role)
  const isOurs = live?.tags[tagKeys.clusterName] === cluster
  if (registration === undefined && !isOurs) throw clusterMissing(cluster, app.regionName)
  return { cluster, registration, role: isOurs ? role : undefined }
}

const notRegistered = (name: string, region: string): EksxError =>
  new EksxError('NotRegistered', `"${name}" is a cluster that EKS runs, not one that is registered from elsewhere`, {
    exitCode: exitCodes.refused,
    hint: `to delete it: eksx delete cluster --name ${name} --region ${region}`,
  })
