import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { deletePodIdentityFile, deletePodIdentityFlags, podIdentitiesIn } from '#src/flags/remove-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedPodIdentities } from '#src/survey/doomed-identities.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { deletePodIdentities } from '#src/workflows/delete-identities.ts'

export default class DeletePodIdentityAssociation extends EksxCommand {
  static override summary = 'Take the role from the pods of a service account'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --namespace jobs --service-account-name reader',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = deletePodIdentityFlags
  protected override readonly purpose = 'pod identities named' as const
  protected override readonly fileRules = deletePodIdentityFile
  protected override readonly needs = ['cluster', 'namespace', 'service-account-name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeletePodIdentityAssociation)
    const stated = this.file?.stated
    const cluster = await standingCluster(app, this.cluster)
    const named = { namespace: given.namespace ?? '', name: given['service-account-name'] ?? '' }
    const wanted = stated === undefined ? [named] : podIdentitiesIn(stated)
    const doomed = await doomedPodIdentities(app, cluster.name, { wanted, mustBe: stated === undefined })
    this.cautions(doomed.remarks)
    const steps = deletePodIdentities(cluster, app.regionName, doomed.found)
    return this.perform(steps, app, { kinds: ['delete'], about: { cluster: cluster.name, region: app.regionName }, several: true })
  }
}
