import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { fargateProfileFile, fargateProfileFlags, fargateProfileFromFlags, randomProfileName } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { standing } from '#src/prepare/standing.ts'
import { createFargateProfiles } from '#src/workflows/join-cluster.ts'

export default class CreateFargateProfile extends EksxCommand {
  static override summary = 'Let pods run on Fargate'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name jobs --namespace jobs --labels run=batch',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override args = { name: word('name of the profile') }
  static override flags = fargateProfileFlags
  protected override readonly purpose = 'fargate profiles' as const
  protected override readonly fileRules = fargateProfileFile
  protected override readonly needs = ['cluster', 'namespace']

  protected override check(): void {
    const given = this.flagsOf(CreateFargateProfile)
    if (given['config-file'] !== undefined) return
    nameOf('name', given.name, this.word)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateFargateProfile)
    const stated = nameOf('name', given.name, this.word)
    const profile = stated ?? randomProfileName()
    const config = await this.read(() => fargateProfileFromFlags(given, profile, { cluster: this.cluster, region: app.regionName }))
    this.mustList(config.stated.fargateProfiles, 'fargateProfiles')
    const { cluster, live, warnings } = await standing(config, app)
    this.cautions(warnings)
    const madeUp = config.origin === 'flags' && stated === undefined
    if (madeUp) this.say(`the profile is named ${profile}`)
    const steps = createFargateProfiles(cluster, live, { disableRollback: false })
    const about = { cluster: cluster.name, region: cluster.region }
    return this.perform(steps, app, {
      kinds: ['create'],
      about,
      resume: madeUp ? [`--name=${profile}`] : [],
      several: cluster.fargateProfiles.length > 1,
    })
  }
}
