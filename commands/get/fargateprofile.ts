import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { getFargateProfileFile, getFargateProfileFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { profileList, profileRows } from '#src/output/parts.ts'
import { listedProfiles } from '#src/survey/fargate-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetFargateProfile extends EksxCommand {
  static override summary = 'List the Fargate profiles of a cluster, or show one'
  static override aliases = ['get:fargateprofiles']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --name fp-default -o yaml',
  ]
  static override args = { name: word('name of a profile') }
  static override flags = getFargateProfileFlags
  protected override readonly fileRules = getFargateProfileFile
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetFargateProfile)
    const only = nameOf('name', given.name, this.word)
    const cluster = await lookedAt(app, this.cluster)
    const profiles = await listedProfiles({ app, cluster, only, chunk: given['chunk-size'] })
    return { ...listed(profileRows(profiles), profileList), value: profiles, names: profiles.map(({ name }) => name) }
  }
}
