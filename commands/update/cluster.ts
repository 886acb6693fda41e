import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { updateClusterFlags, versionFromFlags } from '#src/flags/upgrade-cluster.ts'
import type { Answer } from '#src/output/answer.ts'
import { behindLines } from '#src/output/behind.ts'
import { preparedUpgrade } from '#src/prepare/upgrade.ts'
import { upgradeCluster } from '#src/workflows/upgrade-cluster.ts'

export default class UpdateCluster extends EksxCommand {
  static override summary = 'Old name of upgrade cluster'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name dev',
    '<%= config.bin %> <%= command.id %> --name dev --version 1.35 --approve',
  ]
  static override args = { name: word('name of the cluster') }
  static override flags = updateClusterFlags
  protected override readonly purpose = 'control plane version' as const
  protected override readonly needs = ['name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateCluster)
    const place = { cluster: this.clusterName, region: app.regionName }
    this.cautions(['`upgrade cluster` does this; this name of it is old'])
    const plan = await preparedUpgrade(app, await this.read(() => versionFromFlags(given, place)), undefined)
    const { version, behind, resume } = plan
    this.cautions(plan.warnings)
    const steps = upgradeCluster(plan)
    const about = { ...place, version, behind }
    const answer = await (given.approve === true || given['dry-run'] === false
      ? this.perform(steps, app, { kinds: ['update', 'create'], about, resume })
      : this.planned(steps, app))
    for (const line of behindLines(plan)) this.say(line)
    return answer
  }
}
