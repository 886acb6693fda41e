import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { deleteAddonFlags } from '#src/flags/remove-parts.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedAddon } from '#src/survey/doomed-parts.ts'
import { partMissing } from '#src/survey/missing.ts'
import { deleteAddon } from '#src/workflows/delete-addon.ts'

export default class DeleteAddon extends EksxCommand {
  static override summary = 'Delete an EKS add-on, with the roles that were made for it'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name metrics-server',
    '<%= config.bin %> <%= command.id %> --cluster dev --name kube-proxy --preserve',
  ]
  static override flags = deleteAddonFlags
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const { name = '', preserve = false, wait = false } = this.flagsOf(DeleteAddon)
    const cluster = this.cluster
    const doomed = await doomedAddon(app, cluster, name)
    // What was let go of already is as it was asked for.
    if (doomed.live === undefined && doomed.stacks.length === 0 && !preserve) throw partMissing('addon', name, cluster, app.regionName)
    const about = { cluster, region: app.regionName, addon: name }
    return this.perform(deleteAddon(doomed, name, app.regionName, { preserve, wait }), app, { kinds: ['delete'], about })
  }
}
