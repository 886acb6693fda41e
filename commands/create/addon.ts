import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { addonFile, addonFlags, addonFromFlags } from '#src/flags/identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingWithAddons } from '#src/prepare/standing.ts'
import { createAddons } from '#src/workflows/join-cluster.ts'

export default class CreateAddon extends EksxCommand {
  static override summary = 'Install an EKS add-on, with the role it needs'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name aws-ebs-csi-driver',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = addonFlags
  protected override readonly purpose = 'addons' as const
  protected override readonly fileRules = addonFile
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateAddon)
    const config = await this.read(() => addonFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    this.mustList(config.stated.addons, 'addons')
    const { cluster, warnings, carried } = await standingWithAddons(config, app)
    this.cautions(warnings)
    const steps = createAddons(cluster, { disableRollback: false, force: given.force === true, carried })
    return this.perform(steps, app, {
      kinds: ['create'],
      waits: true,
      about: { cluster: cluster.name, region: cluster.region },
      several: cluster.addons.length > 1,
    })
  }
}
