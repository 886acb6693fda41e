import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { getCapabilityFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { capabilityList } from '#src/output/parts.ts'
import { listedCapabilities } from '#src/survey/capability-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetCapability extends EksxCommand {
  static override summary = 'List the capabilities of a cluster, or show one'
  static override aliases = ['get:capabilities']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --name graphs -o yaml',
  ]
  static override args = { name: word('name of a capability') }
  static override flags = getCapabilityFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetCapability)
    const only = nameOf('name', given.name, this.word)
    const cluster = await lookedAt(app, this.cluster)
    return listed(await listedCapabilities({ app, cluster, only, chunk: given['chunk-size'] }), capabilityList)
  }
}
