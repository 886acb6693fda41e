import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { getAccessEntryFile, getAccessEntryFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { accessEntryList } from '#src/output/parts.ts'
import { listedAccessEntries } from '#src/survey/access-entry-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetAccessEntry extends EksxCommand {
  static override summary = 'List the access entries of a cluster, or show one'
  static override aliases = ['get:accessentries']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --principal-arn arn:aws:iam::111122223333:role/developers -o yaml',
  ]
  static override flags = getAccessEntryFlags
  protected override readonly fileRules = getAccessEntryFile
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetAccessEntry)
    const cluster = await lookedAt(app, this.cluster)
    return listed(await listedAccessEntries({ app, cluster, only: given['principal-arn'], chunk: given['chunk-size'] }), accessEntryList)
  }
}
