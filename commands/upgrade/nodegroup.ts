import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { upgradeNodegroupFlags, upgradeWish } from '#src/flags/upgrade-nodegroup.ts'
import type { Answer } from '#src/output/answer.ts'
import { surveyedUpgrade } from '#src/survey/nodegroup-upgrade.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { upgradeNodegroup } from '#src/workflows/upgrade-nodegroup.ts'

export default class UpgradeNodegroup extends EksxCommand {
  static override summary = 'Replace the nodes of a managed nodegroup by newer ones'
  static override aliases = ['upgrade:ng']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers',
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers --kubernetes-version 1.34',
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers --launch-template-version 3',
  ]
  static override args = { name: word('name of the nodegroup') }
  static override flags = upgradeNodegroupFlags
  protected override readonly needs = ['cluster', 'name']

  protected override check(): void {
    const given = this.flagsOf(UpgradeNodegroup)
    upgradeWish(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpgradeNodegroup)
    const cluster = await standingCluster(app, this.cluster)
    const name = nameOf('name', given.name, this.word) ?? ''
    const upgrade = await surveyedUpgrade(app, cluster, name, upgradeWish(given))
    if (upgrade.remark !== undefined) this.say(upgrade.remark)
    return this.perform(upgradeNodegroup(cluster, app.regionName, upgrade, given.wait !== false), app, {
      kinds: ['update'],
      about: { cluster: cluster.name, region: app.regionName, nodegroup: name, version: upgrade.version, releaseVersion: upgrade.release },
    })
  }
}
