import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { clusterLoggingFile, clusterLoggingFlags, logSettings, logsFromFlags } from '#src/flags/control-plane.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster } from '#src/survey/control-plane.ts'
import { controlPlaneLogs } from '#src/workflows/control-plane-settings.ts'

export default class UpdateClusterLogging extends EksxCommand {
  static override summary = "Switch a control plane's logs on and off"
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --enable-types audit,api --approve',
    '<%= config.bin %> <%= command.id %> --cluster dev --disable-types all --approve',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --approve',
  ]
  static override args = { cluster: word('name of the cluster') }
  static override flags = clusterLoggingFlags
  protected override readonly purpose = 'logs' as const
  protected override readonly fileRules = clusterLoggingFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(UpdateClusterLogging)
    if (given['config-file'] !== undefined) return
    logsFromFlags(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateClusterLogging)
    const { name } = await changeableCluster(app, this.cluster)
    const steps = controlPlaneLogs(name, logSettings(given, this.file?.stated))
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['create', 'update'], about: { cluster: name, region: app.regionName } })
  }
}
