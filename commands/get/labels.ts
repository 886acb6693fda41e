import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { getLabelsFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { labelList } from '#src/output/parts.ts'
import { listedLabels } from '#src/survey/label-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetLabels extends EksxCommand {
  static override summary = 'Show the labels that a managed nodegroup gives its nodes'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --nodegroup workers',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml -o json',
  ]
  static override description = 'With -f and no --nodegroup: of every managed nodegroup of the cluster.'
  static override flags = getLabelsFlags
  protected override readonly needs = ['cluster', 'nodegroup']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetLabels)
    const cluster = await lookedAt(app, this.cluster)
    return listed(await listedLabels({ app, cluster, only: given.nodegroup || undefined }), labelList)
  }
}
