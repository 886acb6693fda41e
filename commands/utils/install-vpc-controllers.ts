import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { coreAddonFlags } from '#src/flags/upkeep.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { windowsAddressStep } from '#src/workflows/windows.ts'

export default class InstallVpcControllers extends EksxCommand {
  static override summary = 'Let Windows pods have addresses of the VPC; the controllers themselves are run by EKS'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --approve',
    '<%= config.bin %> <%= command.id %> --cluster dev',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = coreAddonFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(InstallVpcControllers)
    const cluster = await standingCluster(app, this.cluster)
    const steps = [windowsAddressStep({ fresh: false, standing: async () => ({ cluster }) }, [])]
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['create'], about: { cluster: cluster.name, region: app.regionName } })
  }
}
