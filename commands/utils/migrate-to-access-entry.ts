import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { migrateToEntriesFlags, placeStated } from '#src/flags/access.ts'
import type { Answer } from '#src/output/answer.ts'
import { standing } from '#src/prepare/standing.ts'
import { accessMigration } from '#src/survey/access-migration.ts'
import { migrateToAccessEntry } from '#src/workflows/migrate-to-access-entry.ts'

export default class MigrateToAccessEntry extends EksxCommand {
  static override summary = 'Give access entries to all who come in by the aws-auth config map'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --approve',
    '<%= config.bin %> <%= command.id %> --cluster dev --target-authentication-mode API --approve',
  ]
  static override flags = migrateToEntriesFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(MigrateToAccessEntry)
    const target = given['target-authentication-mode'] ?? 'API_AND_CONFIG_MAP'
    const config = await this.read(() => placeStated({ cluster: this.cluster, region: app.regionName }))
    const { cluster, live } = await standing(config, app)
    const { entries, remarks } = await accessMigration(app, live.cluster, live.caller, target)
    this.cautions(remarks)
    const steps = migrateToAccessEntry(cluster, live.cluster, entries, target)
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, {
      kinds: ['create', 'update', 'delete'],
      about: { cluster: cluster.name, region: cluster.region },
    })
  }
}
