import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { componentFlags } from '#src/flags/control-plane.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster } from '#src/survey/control-plane.ts'
import { controlPlaneComponents } from '#src/workflows/control-plane-settings.ts'

export default class UpdateControlPlaneComponentConfig extends EksxCommand {
  static override summary = "Change settings of a control plane's API server, scheduler and controller manager"
  static override examples = ['<%= config.bin %> <%= command.id %> -f cluster.yaml']
  static override flags = componentFlags
  protected override readonly purpose = 'control plane components' as const

  protected override check(): void {
    if (this.given['config-file'] === undefined)
      throw badFlag('--config-file/-f must be set: the settings stand in a file, under kubeAPIServerConfig and the like')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const { name } = await changeableCluster(app, this.cluster)
    const steps = controlPlaneComponents(name, this.file?.stated)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: name, region: app.regionName } })
  }
}
