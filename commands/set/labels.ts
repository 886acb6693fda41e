import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { labelsInFile, labelsOf, setLabelsFile, setLabelsFlags } from '#src/flags/labels.ts'
import type { Answer } from '#src/output/answer.ts'
import { newLabels } from '#src/survey/labels.ts'
import { managedNodegroups } from '#src/survey/managed-nodegroup.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { labelNodegroups } from '#src/workflows/label-nodegroups.ts'

export default class SetLabels extends EksxCommand {
  static override summary = 'Set labels on a managed nodegroup and on its nodes'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --nodegroup workers --labels tier=backend,team=blue',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = setLabelsFlags
  protected override readonly purpose = 'labels' as const
  protected override readonly fileRules = setLabelsFile
  protected override readonly needs = ['cluster', 'nodegroup']

  protected override check(): void {
    const given = this.flagsOf(SetLabels)
    if (given['config-file'] !== undefined) return
    labelsOf(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(SetLabels)
    const stated = this.file?.stated
    const labels = stated === undefined ? new Map([[given.nodegroup ?? '', labelsOf(given)]]) : labelsInFile(stated, given.nodegroup)
    const cluster = await standingCluster(app, this.cluster)
    const nodegroups = await managedNodegroups(app, cluster.name, [...labels.keys()])
    const { wishes, kept } = await newLabels(app, cluster.name, nodegroups, labels, stated !== undefined)
    for (const text of kept) this.caution(text)
    return this.perform(labelNodegroups(cluster, app.regionName, wishes), app, {
      kinds: ['update'],
      about: { cluster: cluster.name, region: app.regionName, nodegroups: [...labels.keys()] },
      several: nodegroups.length > 1,
    })
  }
}
