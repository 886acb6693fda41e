import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nodegroupMissing, nodegroupsMissing } from '#src/survey/missing.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { getNodegroupFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { nodegroupList } from '#src/output/nodegroups.ts'
import { listedNodegroups } from '#src/survey/nodegroup-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetNodegroup extends EksxCommand {
  static override summary = 'List the nodegroups of a cluster, or show one'
  static override aliases = ['get:ng', 'get:nodegroups']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers -o yaml',
  ]
  static override args = { name: word('name of a nodegroup') }
  static override flags = getNodegroupFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetNodegroup)
    const name = this.cluster
    const only = nameOf('name', given.name, this.word)
    const cluster = await lookedAt(app, name)
    const versions = this.form === 'json' || this.form === 'yaml'
    const nodegroups = await listedNodegroups({ app, cluster, only, chunk: given['chunk-size'], versions })
    if (nodegroups.length === 0 && only !== undefined) throw nodegroupMissing(only, name, app.regionName)
    if (nodegroups.length === 0 && this.form === 'table') throw nodegroupsMissing(name, app.regionName)
    return listed(nodegroups, nodegroupList)
  }
}
