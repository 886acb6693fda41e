import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { keysOf, unsetLabelsFlags } from '#src/flags/labels.ts'
import type { Answer } from '#src/output/answer.ts'
import { managedNodegroups } from '#src/survey/managed-nodegroup.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { labelNodegroups } from '#src/workflows/label-nodegroups.ts'

export default class UnsetLabels extends EksxCommand {
  static override summary = 'Take labels from a managed nodegroup and from its nodes'
  static override examples = ['<%= config.bin %> <%= command.id %> --cluster dev --nodegroup workers --labels tier,team']
  static override flags = unsetLabelsFlags
  protected override readonly needs = ['cluster', 'nodegroup']

  protected override check(): void {
    const given = this.flagsOf(UnsetLabels)
    keysOf(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UnsetLabels)
    const cluster = await standingCluster(app, this.cluster)
    const nodegroups = await managedNodegroups(app, cluster.name, [given.nodegroup ?? ''])
    const wishes = nodegroups.map((nodegroup) => ({ nodegroup, unset: keysOf(given) }))
    return this.perform(labelNodegroups(cluster, app.regionName, wishes), app, {
      kinds: ['update'],
      about: { cluster: cluster.name, region: app.regionName, nodegroups: nodegroups.map(({ name }) => name) },
    })
  }
}
