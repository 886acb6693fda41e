import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { deleteIdentityMappingFlags, unmappedFromFlags } from '#src/flags/remove-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { mappingOf } from '#src/survey/aws-auth.ts'
import { partMissing } from '#src/survey/missing.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { unmapped } from '#src/workflows/aws-auth.ts'

export default class DeleteIamIdentityMapping extends EksxCommand {
  static override summary = 'Take a role, a user or an account out of the aws-auth config map'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --arn arn:aws:iam::111122223333:role/team',
    '<%= config.bin %> <%= command.id %> --cluster dev --account 444455556666',
  ]
  static override flags = deleteIdentityMappingFlags
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(DeleteIamIdentityMapping)
    unmappedFromFlags(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteIamIdentityMapping)
    const name = this.cluster
    const cluster = await standingCluster(app, name)
    const { whom, times } = await mappingOf(app, cluster, unmappedFromFlags(given))
    if (times === 0 && given.all !== true) throw partMissing('iamidentitymapping', whom.name, name, app.regionName)
    if (times > 1 && given.all !== true) this.caution(`${whom.name} is mapped ${times} times; the first goes, and --all takes every one`)
    const steps = [unmapped(cluster, whom, given.all === true ? 0 : times - 1)]
    return this.perform(steps, app, { kinds: ['delete'], about: { cluster: name, region: app.regionName } })
  }
}
