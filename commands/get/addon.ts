import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { getAddonFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { addonList } from '#src/output/parts.ts'
import { listedAddons } from '#src/survey/addon-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetAddon extends EksxCommand {
  static override summary = 'List the add-ons of a cluster, or show one'
  static override aliases = ['get:addons']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --name vpc-cni',
  ]
  static override flags = getAddonFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetAddon)
    const cluster = await lookedAt(app, this.cluster)
    const only = given.name || undefined
    const addons = await listedAddons({ app, cluster, only, chunk: given['chunk-size'] })
    const issues = addons.flatMap(({ Issues }) => Issues ?? []).map(({ Code, Message }) => `Issue: ${Code}: ${Message}`)
    if (only === undefined && issues.length > 0) this.say('what is wrong with one: `get addon --name`')
    return listed(addons, addonList, only === undefined ? [] : issues)
  }
}
