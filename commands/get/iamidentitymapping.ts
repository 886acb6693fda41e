import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { conflict } from '#src/flags/conflicts.ts'
import { getIdentityMappingFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { mappingList } from '#src/output/parts.ts'
import { listedMappings } from '#src/survey/identity-mapping-list.ts'
import { standingCluster } from '#src/survey/standing.ts'

export default class GetIamIdentityMapping extends EksxCommand {
  static override summary = 'List who comes into a cluster by aws-auth'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --arn arn:aws:iam::111122223333:role/developers -o yaml',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = getIdentityMappingFlags
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(GetIamIdentityMapping)
    if (given.arn !== undefined && given.role !== undefined) throw conflict('--arn', '--role', 'they mean the same')
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetIamIdentityMapping)
    const cluster = await standingCluster(app, this.cluster)
    return listed(await listedMappings({ app, cluster, only: given.arn || given.role || undefined }), mappingList)
  }
}
