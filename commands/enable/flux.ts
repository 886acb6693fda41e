import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { enableFluxFlags, onlyByFile } from '#src/flags/flux.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { enableFlux } from '#src/workflows/enable-flux.ts'

export default class EnableFlux extends EksxCommand {
  static override summary = 'Install Flux, by its own program'
  static override examples = ['<%= config.bin %> <%= command.id %> -f cluster.yaml']
  static override flags = enableFluxFlags
  protected override readonly purpose = 'gitops' as const

  protected override check(): void {
    onlyByFile(this.flagsOf(EnableFlux))
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const stated = this.file?.stated
    const { name } = await standingCluster(app, stated?.metadata.name ?? '')
    return this.perform(enableFlux(name, stated?.gitops), app, { kinds: ['create'], about: { cluster: name, region: app.regionName } })
  }
}
