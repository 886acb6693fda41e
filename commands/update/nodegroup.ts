import type { App } from '#src/app.ts'
import { EksxCommand, needed } from '#src/command.ts'
import { updateNodegroupFlags } from '#src/flags/update-nodegroup.ts'
import type { Answer } from '#src/output/answer.ts'
import { managedNodegroups } from '#src/survey/managed-nodegroup.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { updateNodegroups } from '#src/workflows/update-nodegroup.ts'

export default class UpdateNodegroup extends EksxCommand {
  static override summary = 'Change how many nodes of managed nodegroups are replaced at a time'
  static override aliases = ['update:ng']
  static override examples = ['<%= config.bin %> <%= command.id %> -f cluster.yaml --wait']
  static override flags = updateNodegroupFlags
  protected override readonly purpose = 'update settings' as const

  protected override check(): void {
    needed(this.flagsOf(UpdateNodegroup)['config-file'], 'config-file')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const { metadata, managedNodeGroups = [] } = this.file?.stated ?? {}
    const cluster = await standingCluster(app, metadata?.name ?? '')
    const names = managedNodeGroups.map(({ name }) => name)
    await managedNodegroups(app, cluster.name, names)
    return this.perform(updateNodegroups(cluster, managedNodeGroups, this.flagsOf(UpdateNodegroup).wait === true), app, {
      kinds: ['update'],
      about: { cluster: cluster.name, region: app.regionName, nodegroups: names },
      several: names.length > 1,
    })
  }
}
