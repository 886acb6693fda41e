import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { addonFile, addonFromFlags, updateAddonFlags } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingAddons } from '#src/prepare/changed-addons.ts'
import { updateAddons } from '#src/workflows/update-addon.ts'

export default class UpdateAddon extends EksxCommand {
  static override summary = 'Change the version, settings or roles of EKS add-ons'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name coredns --version latest',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = updateAddonFlags
  protected override readonly purpose = 'addons' as const
  protected override readonly fileRules = addonFile
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateAddon)
    const config = await this.read(() => addonFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    this.mustList(config.stated.addons, 'addons')
    const { cluster, changed, warnings, carried } = await standingAddons(config, app)
    this.cautions(warnings)
    const steps = updateAddons(cluster, changed, { disableRollback: false, force: given.force === true, carried })
    return this.perform(steps, app, {
      kinds: ['update', 'create', 'delete'],
      waits: true,
      about: { cluster: cluster.name, region: cluster.region },
      several: changed.length > 1,
    })
  }
}
