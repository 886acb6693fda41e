import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { autoModeDrain, autoModeFlags } from '#src/flags/auto-mode.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import type { Answer } from '#src/output/answer.ts'
import { preparedAutoMode } from '#src/prepare/auto-mode.ts'
import { updateAutoMode } from '#src/workflows/auto-mode.ts'

export default class UpdateAutoModeConfig extends EksxCommand {
  static override summary = 'Switch EKS Auto Mode on or off, with the roles that it takes'
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --drain-all-nodegroups --drain-parallel 4',
  ]
  static override flags = autoModeFlags
  protected override readonly purpose = 'Auto Mode' as const

  protected override check(): void {
    if (this.given['config-file'] === undefined)
      throw badFlag('--config-file/-f must be set: Auto Mode is stated in a file, under autoModeConfig')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const config = this.file?.stated
    if (config === undefined) return undefined
    const drain = autoModeDrain(this.flagsOf(UpdateAutoModeConfig), config)
    const wish = await preparedAutoMode(app, config, drain !== undefined)
    this.cautions(wish.warnings)
    return this.perform(updateAutoMode(wish, drain), app, {
      kinds: ['create', 'update', 'delete'],
      about: { cluster: wish.live.name, region: app.regionName },
    })
  }
}
