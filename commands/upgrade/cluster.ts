import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { upgradeClusterFlags, versionFromFlags } from '#src/flags/upgrade-cluster.ts'
import type { Answer } from '#src/output/answer.ts'
import { behindLines } from '#src/output/behind.ts'
import { preparedUpgrade } from '#src/prepare/upgrade.ts'
import { upgradeCluster } from '#src/workflows/upgrade-cluster.ts'

export default class UpgradeCluster extends EksxCommand {
  static override summary = "Bring a cluster's control plane to the next Kubernetes version, or back to the one before"
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name dev --version 1.35 --approve',
    '<%= config.bin %> <%= command.id %> --name dev',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --approve',
  ]
  static override args = { name: word('name of the cluster') }
  static override flags = upgradeClusterFlags
  protected override readonly purpose = 'control plane version' as const
  protected override readonly needs = ['name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpgradeCluster)
    const place = { cluster: this.clusterName, region: app.regionName }
    const plan = await preparedUpgrade(app, await this.read(() => versionFromFlags(given, place)), given.force)
    const { version, behind, resume } = plan
    this.cautions(plan.warnings)
    const steps = upgradeCluster(plan)
    const about = { ...place, version, behind }
    const answer = await (given.approve === true
      ? this.perform(steps, app, { kinds: ['update', 'create'], about, resume })
      : this.planned(steps, app))
    for (const line of behindLines(plan)) this.say(line)
    return answer
  }
}
