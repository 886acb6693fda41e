import type { App } from '#src/app.ts'
import { EksxCommand, needed } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { deleteFargateProfileFile, deleteFargateProfileFlags } from '#src/flags/remove-parts.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedProfile } from '#src/survey/doomed-parts.ts'
import { partMissing } from '#src/survey/missing.ts'
import { deleteFargateProfile } from '#src/workflows/delete-fargate-profile.ts'

export default class DeleteFargateProfile extends EksxCommand {
  static override summary = 'Delete a Fargate profile, and the pods that run by it'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name jobs --wait',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --name jobs',
  ]
  static override args = { name: word('name of the profile') }
  static override flags = deleteFargateProfileFlags
  protected override readonly fileRules = deleteFargateProfileFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    needed(nameOf('name', this.flagsOf(DeleteFargateProfile).name, this.word), 'name')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteFargateProfile)
    const cluster = this.cluster
    const name = needed(nameOf('name', given.name, this.word), 'name')
    const doomed = await doomedProfile(app, cluster, name)
    if (doomed.live === undefined) throw partMissing('fargateprofile', name, cluster, app.regionName)
    const about = { cluster, region: app.regionName, fargateProfile: name }
    return this.perform(deleteFargateProfile(doomed, name, app.regionName, given.wait === true), app, { kinds: ['delete'], about })
  }
}
