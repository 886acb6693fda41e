import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { coreAddonFlags } from '#src/flags/upkeep.ts'
import type { Answer } from '#src/output/answer.ts'
import { selfManaged } from '#src/survey/self-managed-addon.ts'
import { selfManagedAddons } from '#src/tables/self-managed-addons.ts'
import { updateSelfManaged } from '#src/workflows/self-managed-addon.ts'

export default class UpdateCoredns extends EksxCommand {
  static override summary = 'Bring a coredns that EKS does not run up to date'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --approve',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = coreAddonFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateCoredns)
    const name = this.cluster
    const found = await selfManaged(app, name, selfManagedAddons.coredns)
    const steps = updateSelfManaged(found)
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: name, region: app.regionName, version: found.wanted } })
  }
}
