import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { authenticationModeFile, authenticationModeFlags, modeOf } from '#src/flags/access.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { authenticationMode } from '#src/workflows/authentication-mode.ts'

export default class UpdateAuthenticationMode extends EksxCommand {
  static override summary = 'Change how a cluster lets people in: aws-auth, access entries, or both'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --authentication-mode API',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = authenticationModeFlags
  protected override readonly purpose = 'access mode' as const
  protected override readonly fileRules = authenticationModeFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(UpdateAuthenticationMode)
    if (given['config-file'] !== undefined) return
    modeOf(given, undefined)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateAuthenticationMode)
    const cluster = await standingCluster(app, this.cluster)
    const mode = modeOf(given, this.file?.stated)
    if (mode === 'API' && cluster.authenticationMode !== mode)
      this.caution('whom aws-auth alone lets in comes in no more; `eksx utils migrate-to-access-entry` moves its mappings first')
    const steps = [authenticationMode(cluster.name, mode)]
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: cluster.name, region: app.regionName } })
  }
}
