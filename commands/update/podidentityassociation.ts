import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { updatedPodIdentityFromFlags, updatePodIdentityFile, updatePodIdentityFlags } from '#src/flags/update-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { mustHavePodRoles, standing } from '#src/prepare/standing.ts'
import { standingPodIdentities } from '#src/survey/standing-pod-identities.ts'
import { updatePodIdentities } from '#src/workflows/update-identities.ts'

export default class UpdatePodIdentityAssociation extends EksxCommand {
  static override summary = 'Change the role that the pods of a service account take, or what that role may do'
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
    '<%= config.bin %> <%= command.id %> --cluster dev --namespace jobs --service-account-name writer --role-arn arn:aws:iam::111122223333:role/writer',
  ]
  static override flags = updatePodIdentityFlags
  protected override readonly purpose = 'pod identities named' as const
  protected override readonly fileRules = updatePodIdentityFile
  protected override readonly needs = ['cluster', 'namespace', 'service-account-name', 'role-arn']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdatePodIdentityAssociation)
    const config = await this.read(() => updatedPodIdentityFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    const found = await standing(config, app)
    this.cautions(found.warnings)
    const { cluster } = found
    const associations = await standingPodIdentities(app, cluster)
    await mustHavePodRoles(app, config, found)
    const steps = updatePodIdentities(cluster, associations)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: cluster.name, region: cluster.region }, several: true })
  }
}
